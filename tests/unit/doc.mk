# unit tests of doc; see tests/local.mk for the form

if HAVE_CMOCKA
check_PROGRAMS += tests/unit/doc_test
TESTS += tests/unit/doc_test
tests_unit_doc_test_SOURCES = tests/unit/doc_test.c
tests_unit_doc_test_LDADD = $(LIBDOC) $(LIBBASE) $(CMOCKA_LIBS)
endif
