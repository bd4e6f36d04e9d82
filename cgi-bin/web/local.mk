# web: how we speak HTTP. One source a line.
noinst_LIBRARIES += cgi-bin/web/libweb.a
cgi_bin_web_libweb_a_SOURCES = \
	cgi-bin/web/form.c cgi-bin/web/form.h \
	cgi-bin/web/frame.c cgi-bin/web/frame.h \
	cgi-bin/web/health.c cgi-bin/web/health.h \
	cgi-bin/web/letter.c cgi-bin/web/letter.h \
	cgi-bin/web/multipart.c cgi-bin/web/multipart.h \
	cgi-bin/web/parse.c cgi-bin/web/parse.h \
	cgi-bin/web/problem.c cgi-bin/web/problem.h \
	cgi-bin/web/recall.c cgi-bin/web/recall.h \
	cgi-bin/web/request.c cgi-bin/web/request.h \
	cgi-bin/web/response.c cgi-bin/web/response.h \
	cgi-bin/web/route.c cgi-bin/web/route.h \
	cgi-bin/web/serve.c cgi-bin/web/serve.h \
	cgi-bin/web/site.c cgi-bin/web/site.h \
	cgi-bin/web/text.c cgi-bin/web/text.h \
	cgi-bin/web/ticket.c cgi-bin/web/ticket.h \
	cgi-bin/web/token.c cgi-bin/web/token.h \
	cgi-bin/web/view.c cgi-bin/web/view.h \
	cgi-bin/web/view_walk.c cgi-bin/web/view_walk.h
