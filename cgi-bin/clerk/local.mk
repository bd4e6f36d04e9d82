# clerk: the background worker. One source a line.
portal_PROGRAMS += clerk
clerk_SOURCES = \
	cgi-bin/clerk/main.c \
	cgi-bin/clerk/paper.c cgi-bin/clerk/paper.h \
	cgi-bin/clerk/round.c cgi-bin/clerk/round.h
clerk_LDADD = cgi-bin/clerk/libclerk.a $(LIBDB) $(LIBDOC) $(LIBPAPER) $(LIBSEAL) $(LIBDOMAIN) $(LIBBASE) $(CURL_LIBS)

# all but main, so that its tests need no database
noinst_LIBRARIES += cgi-bin/clerk/libclerk.a
cgi_bin_clerk_libclerk_a_SOURCES = \
	cgi-bin/clerk/clerk.c cgi-bin/clerk/clerk.h \
	cgi-bin/clerk/clocks.c \
	cgi-bin/clerk/files.c \
	cgi-bin/clerk/jobs.c \
	cgi-bin/clerk/mail.c cgi-bin/clerk/mail.h \
	cgi-bin/clerk/post.c \
	cgi-bin/clerk/sms.c cgi-bin/clerk/sms.h
