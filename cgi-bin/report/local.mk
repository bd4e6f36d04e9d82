# report: credit reports asked for, issued and verified. One source a line.
portal_PROGRAMS += report
report_SOURCES = \
	cgi-bin/report/api.c \
	cgi-bin/report/breaches.c cgi-bin/report/breaches.h \
	cgi-bin/report/collect.c \
	cgi-bin/report/gather.c cgi-bin/report/gather.h \
	cgi-bin/report/gather_parts.h \
	cgi-bin/report/gather_search.c \
	cgi-bin/report/gather_source.c \
	cgi-bin/report/grant.c cgi-bin/report/grant.h \
	cgi-bin/report/issue.c cgi-bin/report/issue.h \
	cgi-bin/report/main.c \
	cgi-bin/report/offline.c cgi-bin/report/offline.h \
	cgi-bin/report/order.c \
	cgi-bin/report/pages.h \
	cgi-bin/report/reporter.c cgi-bin/report/reporter.h \
	cgi-bin/report/send.h \
	cgi-bin/report/show.c \
	cgi-bin/report/verdict.c cgi-bin/report/verdict.h \
	cgi-bin/report/verify.c
report_LDADD = $(LIBDB) $(LIBDOC) $(LIBPAPER) $(LIBSEAL) $(LIBWEB) $(LIBDOMAIN) $(LIBBASE)
