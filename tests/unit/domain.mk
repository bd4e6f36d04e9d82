# unit tests of domain; see tests/local.mk for the form
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/domain_test tests/unit/row_test
TESTS += tests/unit/domain_test tests/unit/row_test
tests_unit_domain_test_SOURCES = tests/unit/domain_test.c
tests_unit_domain_test_LDADD = $(LIBDOMAIN) $(LIBBASE) $(CMOCKA_LIBS)
tests_unit_row_test_SOURCES = tests/unit/row_test.c
tests_unit_row_test_LDADD = $(LIBDOMAIN) $(LIBBASE) $(CMOCKA_LIBS)
endif
if HAVE_CMOCKA
DOMAIN_TESTS = \
	tests/unit/domain_case_test \
	tests/unit/domain_catalogue_test \
	tests/unit/domain_code_test \
	tests/unit/domain_compliance_test \
	tests/unit/domain_freshness_test \
	tests/unit/domain_letter_test \
	tests/unit/domain_name_test \
	tests/unit/domain_publication_test \
	tests/unit/domain_report_test \
	tests/unit/domain_row_test \
	tests/unit/domain_rules_test \
	tests/unit/domain_workday_test
check_PROGRAMS += $(DOMAIN_TESTS)
TESTS += $(DOMAIN_TESTS)
DOMAIN_TEST_LIBS = $(LIBDOMAIN) $(LIBBASE) $(CMOCKA_LIBS)
tests_unit_domain_case_test_SOURCES = tests/unit/domain_case_test.c tests/unit/domain_test.h
tests_unit_domain_case_test_LDADD = $(DOMAIN_TEST_LIBS)
tests_unit_domain_catalogue_test_SOURCES = tests/unit/domain_catalogue_test.c tests/unit/domain_test.h
tests_unit_domain_catalogue_test_LDADD = $(DOMAIN_TEST_LIBS)
tests_unit_domain_code_test_SOURCES = tests/unit/domain_code_test.c tests/unit/domain_test.h
tests_unit_domain_code_test_LDADD = $(DOMAIN_TEST_LIBS)
tests_unit_domain_compliance_test_SOURCES = tests/unit/domain_compliance_test.c tests/unit/domain_test.h
tests_unit_domain_compliance_test_LDADD = $(DOMAIN_TEST_LIBS)
tests_unit_domain_freshness_test_SOURCES = tests/unit/domain_freshness_test.c tests/unit/domain_test.h
tests_unit_domain_freshness_test_LDADD = $(DOMAIN_TEST_LIBS)
tests_unit_domain_letter_test_SOURCES = tests/unit/domain_letter_test.c tests/unit/domain_test.h
tests_unit_domain_letter_test_LDADD = $(DOMAIN_TEST_LIBS)
tests_unit_domain_name_test_SOURCES = tests/unit/domain_name_test.c tests/unit/domain_test.h
tests_unit_domain_name_test_LDADD = $(DOMAIN_TEST_LIBS)
tests_unit_domain_publication_test_SOURCES = tests/unit/domain_publication_test.c tests/unit/domain_test.h
tests_unit_domain_publication_test_LDADD = $(DOMAIN_TEST_LIBS)
tests_unit_domain_report_test_SOURCES = tests/unit/domain_report_test.c tests/unit/domain_test.h
tests_unit_domain_report_test_LDADD = $(DOMAIN_TEST_LIBS)
tests_unit_domain_row_test_SOURCES = tests/unit/domain_row_test.c tests/unit/domain_test.h
tests_unit_domain_row_test_LDADD = $(DOMAIN_TEST_LIBS)
tests_unit_domain_rules_test_SOURCES = tests/unit/domain_rules_test.c tests/unit/domain_test.h
tests_unit_domain_rules_test_LDADD = $(DOMAIN_TEST_LIBS)
tests_unit_domain_workday_test_SOURCES = tests/unit/domain_workday_test.c tests/unit/domain_test.h
tests_unit_domain_workday_test_LDADD = $(DOMAIN_TEST_LIBS)
endif
