# Tests of the web room.
#
# A program on the web room that the serving tests drive behind nginx; never installed.
check_PROGRAMS += tests/http/echo/echo
tests_http_echo_echo_SOURCES = tests/http/echo/echo.c
tests_http_echo_echo_LDADD = $(LIBWEB) $(LIBBASE)
