# tests: what `make check` runs. Each program prints TAP: cmocka does so by the
# environment that Makefile.am sets (one group of tests a program, and nothing
# else on standard output); a program of its own kind prints "1..N", "ok 1 - x".
#
#   if HAVE_CMOCKA
#   check_PROGRAMS += tests/unit/uscc_test
#   TESTS += tests/unit/uscc_test
#   tests_unit_uscc_test_SOURCES = tests/unit/uscc_test.c
#   tests_unit_uscc_test_LDADD = $(LIBDOMAIN) $(LIBBASE) $(CMOCKA_LIBS)
#   endif
#
# Each owner keeps a fragment of its own:
include tests/unit/base.mk
include tests/unit/web.mk
include tests/unit/domain.mk
include tests/unit/doc.mk
include tests/unit/clerk.mk
include tests/unit/db.mk
include tests/unit/filing.mk
include tests/unit/generate.mk
include tests/unit/seal.mk
include tests/seal/local.mk
include tests/fuzz/local.mk
include tests/calendar/local.mk
include tests/paper/local.mk
