# what the tests of sealing (tests/seal/test_*.py) and the benchmark work with
check_PROGRAMS += tests/seal/seal_tool
tests_seal_seal_tool_SOURCES = tests/seal/tool.c tests/seal/sample.c tests/seal/sample.h
tests_seal_seal_tool_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/seal
tests_seal_seal_tool_LDADD = $(LIBSEAL) $(LIBBASE)
