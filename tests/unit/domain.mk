# unit tests of domain; see tests/local.mk for the form
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/domain_test tests/unit/row_test
TESTS += tests/unit/domain_test tests/unit/row_test
tests_unit_domain_test_SOURCES = tests/unit/domain_test.c
tests_unit_domain_test_LDADD = $(LIBDOMAIN) $(LIBBASE) $(CMOCKA_LIBS)
tests_unit_row_test_SOURCES = tests/unit/row_test.c
tests_unit_row_test_LDADD = $(LIBDOMAIN) $(LIBBASE) $(CMOCKA_LIBS)
endif
