# base: what every room may use. One source a line.
noinst_LIBRARIES += cgi-bin/base/libbase.a
cgi_bin_base_libbase_a_SOURCES =
