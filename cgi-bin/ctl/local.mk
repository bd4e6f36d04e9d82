# ctl: creditctl, the operator's command. One source a line.
bin_PROGRAMS += creditctl
creditctl_SOURCES = \
	cgi-bin/ctl/calendar.c \
	cgi-bin/ctl/catalogue.c \
	cgi-bin/ctl/ctl.h \
	cgi-bin/ctl/files.c cgi-bin/ctl/files.h \
	cgi-bin/ctl/main.c \
	cgi-bin/ctl/migrate.c \
	cgi-bin/ctl/staff.c \
	cgi-bin/ctl/tool.c
creditctl_LDADD = $(TOOL_LIBS)
