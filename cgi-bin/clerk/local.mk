# clerk: the background worker. One source a line.
# With its first source file this becomes:
#   portal_PROGRAMS += clerk
#   clerk_SOURCES = \
#   	cgi-bin/clerk/main.c
#   clerk_LDADD = $(TOOL_LIBS)
