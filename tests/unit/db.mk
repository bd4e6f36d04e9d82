# unit tests of db; see tests/local.mk for the form
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/db_list_test
TESTS += tests/unit/db_list_test
tests_unit_db_list_test_SOURCES = tests/unit/db_list_test.c
tests_unit_db_list_test_LDADD = $(LIBDB) $(LIBDOMAIN) $(LIBBASE) $(CMOCKA_LIBS)
endif

# what the database tests call
check_PROGRAMS += tests/database/case_tool
tests_database_case_tool_SOURCES = tests/database/case_tool.c
tests_database_case_tool_LDADD = $(TOOL_LIBS)
