# doc: documents in and out. One source a line.
noinst_LIBRARIES += cgi-bin/doc/libdoc.a
cgi_bin_doc_libdoc_a_SOURCES = \
	cgi-bin/doc/article.c cgi-bin/doc/article.h \
	cgi-bin/doc/atom.c cgi-bin/doc/atom.h \
	cgi-bin/doc/csv.c cgi-bin/doc/csv.h \
	cgi-bin/doc/paper.h \
	cgi-bin/doc/xlsx.c cgi-bin/doc/xlsx.h
