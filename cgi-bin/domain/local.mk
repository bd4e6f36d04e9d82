# domain: the rules, pure functions. One source a line.
noinst_LIBRARIES += cgi-bin/domain/libdomain.a
cgi_bin_domain_libdomain_a_SOURCES = \
	cgi-bin/domain/application.c cgi-bin/domain/application.h \
	cgi-bin/domain/casework.c cgi-bin/domain/casework.h \
	cgi-bin/domain/casework_moves.c \
	cgi-bin/domain/catalogue.c cgi-bin/domain/catalogue.h \
	cgi-bin/domain/catalogue_parse.c \
	cgi-bin/domain/citizen_id.c cgi-bin/domain/citizen_id.h \
	cgi-bin/domain/compliance.c cgi-bin/domain/compliance.h \
	cgi-bin/domain/division.c cgi-bin/domain/division.h \
	cgi-bin/domain/freshness.c cgi-bin/domain/freshness.h \
	cgi-bin/domain/letter.c cgi-bin/domain/letter.h \
	cgi-bin/domain/mask.c cgi-bin/domain/mask.h \
	cgi-bin/domain/name.c cgi-bin/domain/name.h \
	cgi-bin/domain/notice.c cgi-bin/domain/notice.h \
	cgi-bin/domain/publication.c cgi-bin/domain/publication.h \
	cgi-bin/domain/report.c cgi-bin/domain/report.h \
	cgi-bin/domain/row.c cgi-bin/domain/row.h \
	cgi-bin/domain/rules.c cgi-bin/domain/rules.h \
	cgi-bin/domain/uscc.c cgi-bin/domain/uscc.h \
	cgi-bin/domain/value.c cgi-bin/domain/value.h \
	cgi-bin/domain/workday.c cgi-bin/domain/workday.h
