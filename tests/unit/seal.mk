# unit tests of sealing; see tests/local.mk for the form

if HAVE_CMOCKA
check_PROGRAMS += tests/unit/proof_test tests/unit/seal_form_test tests/unit/seal_test
TESTS += tests/unit/proof_test tests/unit/seal_form_test tests/unit/seal_test
tests_unit_proof_test_SOURCES = tests/unit/proof_test.c
tests_unit_proof_test_LDADD = $(LIBSEAL) $(LIBBASE) $(CMOCKA_LIBS)
tests_unit_seal_form_test_SOURCES = tests/unit/seal_form_test.c tests/seal/sample.c tests/seal/sample.h
tests_unit_seal_form_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/seal
tests_unit_seal_form_test_LDADD = $(LIBSEAL) $(LIBBASE) $(CMOCKA_LIBS)
tests_unit_seal_test_SOURCES = tests/unit/seal_test.c tests/seal/sample.c tests/seal/sample.h
tests_unit_seal_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/seal
tests_unit_seal_test_LDADD = $(LIBSEAL) $(LIBBASE) $(CMOCKA_LIBS)
endif
