# ctl: creditctl, the operator's command. One source a line.
# With its first source file this becomes:
#   bin_PROGRAMS += creditctl
#   creditctl_SOURCES = \
#   	cgi-bin/ctl/main.c
#   creditctl_LDADD = $(TOOL_LIBS)
