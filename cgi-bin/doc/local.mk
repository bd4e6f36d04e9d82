# doc: documents in and out. One source a line.
noinst_LIBRARIES += cgi-bin/doc/libdoc.a
cgi_bin_doc_libdoc_a_SOURCES =
