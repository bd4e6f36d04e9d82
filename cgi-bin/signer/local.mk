# signer: holds the keys. One source a line.
portal_PROGRAMS += signer
signer_CFLAGS = $(AM_CFLAGS) $(SECCOMP_CFLAGS)
signer_SOURCES = \
	cgi-bin/signer/answer.c cgi-bin/signer/answer.h \
	cgi-bin/signer/main.c \
	cgi-bin/signer/sandbox.c cgi-bin/signer/sandbox.h \
	cgi-bin/signer/server.c cgi-bin/signer/server.h
signer_LDADD = cgi-bin/doc/libseal.a $(CRYPTO_LIBS) $(SECCOMP_LIBS) $(LIBBASE)
