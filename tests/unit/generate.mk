# unit tests of the demonstration province's generator; see tests/local.mk for the form
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/generate_test
TESTS += tests/unit/generate_test
tests_unit_generate_test_SOURCES = tests/unit/generate_test.c
tests_unit_generate_test_LDADD = cgi-bin/ctl/libgenerate.a $(LIBDOMAIN) $(LIBBASE) $(CMOCKA_LIBS)
endif
