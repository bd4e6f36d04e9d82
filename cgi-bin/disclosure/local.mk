# disclosure: the public pages, and its download sister. One source a line.
# With its first source file this becomes:
#   portal_PROGRAMS += disclosure
#   disclosure_SOURCES = \
#   	cgi-bin/disclosure/main.c
#   disclosure_LDADD = $(PORTAL_LIBS)
