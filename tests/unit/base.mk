# unit tests of base; see tests/local.mk for the form
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/base_test tests/unit/vault_test
TESTS += tests/unit/base_test tests/unit/vault_test
tests_unit_base_test_SOURCES = tests/unit/base_test.c
tests_unit_base_test_LDADD = $(LIBBASE) $(CMOCKA_LIBS)
tests_unit_vault_test_SOURCES = tests/unit/vault_test.c
tests_unit_vault_test_LDADD = $(LIBBASE) $(CMOCKA_LIBS)
endif
