# unit tests of what filing brings: attachments, scanner, query codes; see tests/local.mk for the form
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/base_file_test
TESTS += tests/unit/base_file_test
tests_unit_base_file_test_SOURCES = tests/unit/base_file_test.c
tests_unit_base_file_test_LDADD = $(LIBBASE) $(UPLOAD_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/filing_test
TESTS += tests/unit/filing_test
tests_unit_filing_test_SOURCES = tests/unit/filing_test.c cgi-bin/filing/applicant.c cgi-bin/filing/calendar.c
tests_unit_filing_test_LDADD = $(LIBWEB) $(LIBDOMAIN) $(LIBBASE) $(CMOCKA_LIBS)
endif
