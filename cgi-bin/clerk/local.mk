# clerk: the background worker. One source a line.
portal_PROGRAMS += clerk
clerk_SOURCES = \
	cgi-bin/clerk/main.c \
	cgi-bin/clerk/round.c cgi-bin/clerk/round.h
clerk_LDADD = $(TOOL_LIBS)
