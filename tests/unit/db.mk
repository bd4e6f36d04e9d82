# unit tests of db; see tests/local.mk for the form
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/db_list_test
TESTS += tests/unit/db_list_test
tests_unit_db_list_test_SOURCES = tests/unit/db_list_test.c
tests_unit_db_list_test_LDADD = $(LIBDB) $(LIBDOMAIN) $(LIBBASE) $(CMOCKA_LIBS)
endif
