# ctl: creditctl, the operator's command. One source a line.
bin_PROGRAMS += creditctl
creditctl_SOURCES = \
	cgi-bin/ctl/calendar.c \
	cgi-bin/ctl/catalogue.c \
	cgi-bin/ctl/ctl.h \
	cgi-bin/ctl/files.c cgi-bin/ctl/files.h \
	cgi-bin/ctl/generate_case.h \
	cgi-bin/ctl/generate_case_play.c \
	cgi-bin/ctl/generate_cases.c cgi-bin/ctl/generate_cases.h \
	cgi-bin/ctl/generate_command.c \
	cgi-bin/ctl/generate_import.c cgi-bin/ctl/generate_import.h \
	cgi-bin/ctl/import.c cgi-bin/ctl/import.h \
	cgi-bin/ctl/indexer.c cgi-bin/ctl/indexer.h \
	cgi-bin/ctl/keys.c cgi-bin/ctl/keys.h \
	cgi-bin/ctl/keys_command.c \
	cgi-bin/ctl/keys_rotate.c \
	cgi-bin/ctl/log.c \
	cgi-bin/ctl/main.c \
	cgi-bin/ctl/migrate.c \
	cgi-bin/ctl/record.c \
	cgi-bin/ctl/search.c \
	cgi-bin/ctl/staff.c \
	cgi-bin/ctl/stats.c \
	cgi-bin/ctl/text.c cgi-bin/ctl/text.h \
	cgi-bin/ctl/tool.c \
	cgi-bin/ctl/verify.c
creditctl_LDADD = cgi-bin/ctl/libgenerate.a $(LIBSEAL) $(TOOL_LIBS)

# the generator of the demonstration province: no database, so that its tests need none
noinst_LIBRARIES += cgi-bin/ctl/libgenerate.a
cgi_bin_ctl_libgenerate_a_SOURCES = \
	cgi-bin/ctl/generate.c cgi-bin/ctl/generate.h \
	cgi-bin/ctl/generate_event.c \
	cgi-bin/ctl/generate_field.c \
	cgi-bin/ctl/generate_files.c cgi-bin/ctl/generate_files.h \
	cgi-bin/ctl/generate_load.c \
	cgi-bin/ctl/generate_parts.h \
	cgi-bin/ctl/generate_story.c \
	cgi-bin/ctl/generate_subject.c \
	cgi-bin/ctl/generate_text.c
