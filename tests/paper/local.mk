# Sample papers for the tests in tests/paper and the bench.
check_PROGRAMS += tests/paper/paper_make
tests_paper_paper_make_SOURCES = tests/paper/make.c tests/paper/sample.c tests/paper/sample.h
tests_paper_paper_make_LDADD = $(LIBPAPER) $(LIBBASE)
check_PROGRAMS += tests/paper/haru_stock
tests_paper_haru_stock_SOURCES = tests/paper/haru_stock.c
tests_paper_haru_stock_LDADD = $(HPDF_LIBS) $(LIBBASE)
