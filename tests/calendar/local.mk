# compares due dates with another calendar's; run by ./check calendar
check_PROGRAMS += tests/calendar/compare
tests_calendar_compare_SOURCES = tests/calendar/compare.c
tests_calendar_compare_LDADD = $(LIBDOMAIN) $(LIBBASE)
