# unit tests of doc; see tests/local.mk for the form

if HAVE_CMOCKA
check_PROGRAMS += tests/unit/doc_test
TESTS += tests/unit/doc_test
tests_unit_doc_test_SOURCES = tests/unit/doc_test.c
tests_unit_doc_test_LDADD = $(LIBDOC) $(LIBBASE) $(CMOCKA_LIBS)
endif

if HAVE_CMOCKA
check_PROGRAMS += tests/unit/paper_test
TESTS += tests/unit/paper_test
tests_unit_paper_test_SOURCES = tests/unit/paper_test.c tests/paper/sample.c tests/paper/sample.h
tests_unit_paper_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_unit_paper_test_LDADD = $(LIBPAPER) $(LIBBASE) $(CMOCKA_LIBS)
endif
