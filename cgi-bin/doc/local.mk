# doc: documents in and out. One source a line.
noinst_LIBRARIES += cgi-bin/doc/libdoc.a
cgi_bin_doc_libdoc_a_SOURCES = \
	cgi-bin/doc/article.c cgi-bin/doc/article.h \
	cgi-bin/doc/atom.c cgi-bin/doc/atom.h \
	cgi-bin/doc/csv.c cgi-bin/doc/csv.h \
	cgi-bin/doc/paper.h \
	cgi-bin/doc/xlsx.c cgi-bin/doc/xlsx.h

# Sealing and verifying: a library of its own, so that programs which do neither load no cryptography and no HTTP client.
noinst_LIBRARIES += cgi-bin/doc/libseal.a
cgi_bin_doc_libseal_a_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS) $(CURL_CFLAGS)
cgi_bin_doc_libseal_a_SOURCES = \
	cgi-bin/doc/certificate.c cgi-bin/doc/certificate.h \
	cgi-bin/doc/cms.c cgi-bin/doc/cms.h \
	cgi-bin/doc/der.c cgi-bin/doc/der.h \
	cgi-bin/doc/key.c cgi-bin/doc/key.h \
	cgi-bin/doc/pdfread.c cgi-bin/doc/pdfread.h \
	cgi-bin/doc/proof.c cgi-bin/doc/proof.h \
	cgi-bin/doc/sign.c cgi-bin/doc/sign.h \
	cgi-bin/doc/signer.c cgi-bin/doc/signer.h \
	cgi-bin/doc/timestamp.c cgi-bin/doc/timestamp.h \
	cgi-bin/doc/timestamp_fetch.c \
	cgi-bin/doc/trust.c cgi-bin/doc/trust.h \
	cgi-bin/doc/update.c cgi-bin/doc/update.h \
	cgi-bin/doc/verify.c cgi-bin/doc/verify.h
