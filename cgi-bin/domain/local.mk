# domain: the rules, pure functions. One source a line.
noinst_LIBRARIES += cgi-bin/domain/libdomain.a
cgi_bin_domain_libdomain_a_SOURCES =
