# console: the staff's pages. One source a line.
portal_PROGRAMS += console
console_SOURCES = \
	cgi-bin/console/account.c \
	cgi-bin/console/attach.c \
	cgi-bin/console/attach.h \
	cgi-bin/console/batch.c \
	cgi-bin/console/case.c \
	cgi-bin/console/casepage.h \
	cgi-bin/console/console.h \
	cgi-bin/console/correct.c \
	cgi-bin/console/correct.h \
	cgi-bin/console/counter.c \
	cgi-bin/console/desk.c \
	cgi-bin/console/desk.h \
	cgi-bin/console/expiry.c \
	cgi-bin/console/expiry.h \
	cgi-bin/console/fault.c \
	cgi-bin/console/fault.h \
	cgi-bin/console/figures.c \
	cgi-bin/console/log.c \
	cgi-bin/console/login.c \
	cgi-bin/console/main.c \
	cgi-bin/console/move.c \
	cgi-bin/console/notice.c \
	cgi-bin/console/office.c \
	cgi-bin/console/office.h \
	cgi-bin/console/pages.h \
	cgi-bin/console/queue.c \
	cgi-bin/console/recipient.c \
	cgi-bin/console/recipient.h \
	cgi-bin/console/record.c \
	cgi-bin/console/report.c \
	cgi-bin/console/setting.c \
	cgi-bin/console/staff.c \
	cgi-bin/console/words.c \
	cgi-bin/console/words.h
console_LDADD = $(LIBSEAL) $(PORTAL_LIBS) $(UPLOAD_LIBS) $(OATH_LIBS)
