# disclosure: the public pages, and its download sister. One source a line.
portal_PROGRAMS += disclosure
disclosure_SOURCES = \
	cgi-bin/disclosure/answer.c \
	cgi-bin/disclosure/answer.h \
	cgi-bin/disclosure/api.c \
	cgi-bin/disclosure/bulletin.c \
	cgi-bin/disclosure/catalogue.c \
	cgi-bin/disclosure/choice.c \
	cgi-bin/disclosure/choice.h \
	cgi-bin/disclosure/content.c \
	cgi-bin/disclosure/content.h \
	cgi-bin/disclosure/disclosure.h \
	cgi-bin/disclosure/download.c \
	cgi-bin/disclosure/download.h \
	cgi-bin/disclosure/download_formats.c \
	cgi-bin/disclosure/facts.c \
	cgi-bin/disclosure/facts.h \
	cgi-bin/disclosure/figures.h \
	cgi-bin/disclosure/health.c \
	cgi-bin/disclosure/help.c \
	cgi-bin/disclosure/home.c \
	cgi-bin/disclosure/list.c \
	cgi-bin/disclosure/main.c \
	cgi-bin/disclosure/news.c \
	cgi-bin/disclosure/page.c \
	cgi-bin/disclosure/page_parts.c \
	cgi-bin/disclosure/pages.h \
	cgi-bin/disclosure/policy.c \
	cgi-bin/disclosure/portal.c \
	cgi-bin/disclosure/portal.h \
	cgi-bin/disclosure/record.c \
	cgi-bin/disclosure/search.c \
	cgi-bin/disclosure/search.h \
	cgi-bin/disclosure/show.c \
	cgi-bin/disclosure/show.h \
	cgi-bin/disclosure/statistics.c \
	cgi-bin/disclosure/subject.c \
	cgi-bin/disclosure/view_switch.c \
	cgi-bin/disclosure/words.c \
	cgi-bin/disclosure/words.h
disclosure_LDADD = $(PORTAL_LIBS)
