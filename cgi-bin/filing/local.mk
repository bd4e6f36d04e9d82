# filing: the applicants' program. One source a line.
portal_PROGRAMS += filing
filing_SOURCES = \
	cgi-bin/filing/add.c \
	cgi-bin/filing/apply.c \
	cgi-bin/filing/applicant.c \
	cgi-bin/filing/applicant.h \
	cgi-bin/filing/calendar.c \
	cgi-bin/filing/calendar.h \
	cgi-bin/filing/case.c \
	cgi-bin/filing/case.h \
	cgi-bin/filing/code.c \
	cgi-bin/filing/complaint.c \
	cgi-bin/filing/fields.h \
	cgi-bin/filing/file.c \
	cgi-bin/filing/filing.c \
	cgi-bin/filing/filing.h \
	cgi-bin/filing/health.c \
	cgi-bin/filing/main.c \
	cgi-bin/filing/objection.c \
	cgi-bin/filing/pages.h \
	cgi-bin/filing/papers.c \
	cgi-bin/filing/papers.h \
	cgi-bin/filing/parts.c \
	cgi-bin/filing/parts.h \
	cgi-bin/filing/query.c \
	cgi-bin/filing/receipt.c \
	cgi-bin/filing/receipt.h \
	cgi-bin/filing/repair.c \
	cgi-bin/filing/sheet.c \
	cgi-bin/filing/sheet.h \
	cgi-bin/filing/tries.h
filing_LDADD = $(PORTAL_LIBS) $(UPLOAD_LIBS)
