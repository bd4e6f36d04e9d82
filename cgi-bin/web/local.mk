# web: how we speak HTTP. One source a line.
noinst_LIBRARIES += cgi-bin/web/libweb.a
cgi_bin_web_libweb_a_SOURCES =
