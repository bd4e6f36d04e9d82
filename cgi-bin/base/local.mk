# base: what every room may use. One source a line.
noinst_LIBRARIES += cgi-bin/base/libbase.a
cgi_bin_base_libbase_a_SOURCES = \
	cgi-bin/base/arena.c cgi-bin/base/arena.h \
	cgi-bin/base/breaker.c cgi-bin/base/breaker.h \
	cgi-bin/base/buffer.c cgi-bin/base/buffer.h \
	cgi-bin/base/clock.c cgi-bin/base/clock.h \
	cgi-bin/base/config.c cgi-bin/base/config.h \
	cgi-bin/base/file.c cgi-bin/base/file.h \
	cgi-bin/base/filekind.c cgi-bin/base/filekind.h \
	cgi-bin/base/log.c cgi-bin/base/log.h \
	cgi-bin/base/program.c cgi-bin/base/program.h \
	cgi-bin/base/query_code.c cgi-bin/base/query_code.h \
	cgi-bin/base/random.c cgi-bin/base/random.h \
	cgi-bin/base/result.c cgi-bin/base/result.h \
	cgi-bin/base/scan.c cgi-bin/base/scan.h \
	cgi-bin/base/store.c cgi-bin/base/store.h \
	cgi-bin/base/utf8.c cgi-bin/base/utf8.h \
	cgi-bin/base/vault.c cgi-bin/base/vault.h
