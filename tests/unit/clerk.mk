# unit tests of clerk; see tests/local.mk for the form
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/clerk_test
TESTS += tests/unit/clerk_test
tests_unit_clerk_test_SOURCES = tests/unit/clerk_test.c tests/unit/domain_test.h
tests_unit_clerk_test_LDADD = cgi-bin/clerk/libclerk.a $(TOOL_LIBS) $(CURL_LIBS) $(CMOCKA_LIBS)
endif
