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
	cgi-bin/doc/proof.c cgi-bin/doc/proof.h
