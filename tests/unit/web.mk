# Tests of the web room.
#
# A program on the web room that the serving tests drive behind nginx; never installed.
check_PROGRAMS += tests/http/echo/echo
tests_http_echo_echo_SOURCES = tests/http/echo/echo.c
tests_http_echo_echo_LDADD = $(LIBWEB) $(LIBBASE)

if HAVE_CMOCKA
check_PROGRAMS += tests/unit/web_parse_test tests/unit/web_multipart_test tests/unit/web_site_test tests/unit/web_view_test
TESTS += tests/unit/web_parse_test tests/unit/web_multipart_test tests/unit/web_site_test tests/unit/web_view_test
tests_unit_web_parse_test_SOURCES = tests/unit/web_parse_test.c
tests_unit_web_parse_test_LDADD = $(LIBWEB) $(LIBBASE) $(CMOCKA_LIBS)
tests_unit_web_multipart_test_SOURCES = tests/unit/web_multipart_test.c
tests_unit_web_multipart_test_LDADD = $(LIBWEB) $(LIBBASE) $(CMOCKA_LIBS)
tests_unit_web_site_test_SOURCES = tests/unit/web_site_test.c
tests_unit_web_site_test_LDADD = $(LIBWEB) $(LIBBASE) $(CMOCKA_LIBS)
tests_unit_web_view_test_SOURCES = tests/unit/web_view_test.c
tests_unit_web_view_test_LDADD = $(LIBWEB) $(LIBBASE) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/web_recall_test
TESTS += tests/unit/web_recall_test
tests_unit_web_recall_test_SOURCES = tests/unit/web_recall_test.c
tests_unit_web_recall_test_LDADD = $(LIBWEB) $(LIBBASE) $(CMOCKA_LIBS)
endif
