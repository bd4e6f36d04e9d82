# doc: documents in and out. One source a line.
noinst_LIBRARIES += cgi-bin/doc/libdoc.a
cgi_bin_doc_libdoc_a_SOURCES = \
	cgi-bin/doc/article.c cgi-bin/doc/article.h \
	cgi-bin/doc/atom.c cgi-bin/doc/atom.h \
	cgi-bin/doc/csv.c cgi-bin/doc/csv.h \
	cgi-bin/doc/xlsx.c cgi-bin/doc/xlsx.h

# PDF: reports and letters up to their seal. A library of its own, for the programs that issue them.
noinst_LIBRARIES += cgi-bin/doc/libpaper.a
cgi_bin_doc_libpaper_a_CFLAGS = $(AM_CFLAGS) $(QRENCODE_CFLAGS) $(DEFLATE_CFLAGS)
cgi_bin_doc_libpaper_a_SOURCES = \
	cgi-bin/doc/cover.c cgi-bin/doc/cover.h \
	cgi-bin/doc/credit_report.c cgi-bin/doc/credit_report.h \
	cgi-bin/doc/domain_table.c \
	cgi-bin/doc/flow.c cgi-bin/doc/flow.h \
	cgi-bin/doc/flow_parts.h \
	cgi-bin/doc/flow_table.c \
	cgi-bin/doc/font.c cgi-bin/doc/font.h \
	cgi-bin/doc/font_parts.h \
	cgi-bin/doc/font_subset.c \
	cgi-bin/doc/letter.c cgi-bin/doc/letter.h \
	cgi-bin/doc/number.h \
	cgi-bin/doc/paper.h \
	cgi-bin/doc/pdf.c cgi-bin/doc/pdf.h \
	cgi-bin/doc/pdf_meta.c \
	cgi-bin/doc/pdf_parts.h \
	cgi-bin/doc/pdf_tags.c \
	cgi-bin/doc/pdf_text.c \
	cgi-bin/doc/press.c cgi-bin/doc/press.h \
	cgi-bin/doc/press_parts.h \
	cgi-bin/doc/press_signs.h \
	cgi-bin/doc/qr.c cgi-bin/doc/qr.h \
	cgi-bin/doc/seal.c cgi-bin/doc/seal.h \
	cgi-bin/doc/search_proof.c \
	cgi-bin/doc/signmap.h \
	cgi-bin/doc/typeset.c cgi-bin/doc/typeset.h

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
