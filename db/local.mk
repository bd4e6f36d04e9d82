# db: how we speak SQL. One source a line.
noinst_LIBRARIES += db/libdb.a
db_libdb_a_SOURCES = \
	db/archive.c db/archive.h \
	db/casefile.c db/casefile.h \
	db/casefile_read.c \
	db/case_queue.c \
	db/catalogue.c db/catalogue.h \
	db/caselook.c db/caselook.h \
	db/chore.c db/chore.h \
	db/clocks.c db/clocks.h \
	db/decision.c db/decision.h \
	db/compliance.c db/compliance.h \
	db/delivery.c db/delivery.h \
	db/count.c db/count.h \
	db/db.c db/db.h \
	db/figures.c db/figures.h \
	db/find.c db/find.h \
	db/health.c db/health.h \
	db/job.c db/job.h \
	db/like.c db/like.h \
	db/list.c db/list.h db/list_parts.h \
	db/list_kind.c \
	db/list_row.c \
	db/memory.c db/memory.h \
	db/outbox.c \
	db/procedure.c db/procedure.h \
	db/published.c db/published.h \
	db/record.c db/record.h \
	db/record_read.c db/record_parts.h \
	db/reference.c db/reference.h \
	db/rules.c db/rules.h \
	db/report.c db/report.h \
	db/report_desk.c \
	db/report_facts.c \
	db/report_letter.c \
	db/sample.c db/sample.h \
	db/schema.c db/schema.h \
	db/sealed.c db/sealed.h \
	db/staff.c db/staff.h \
	db/upload.c \
	db/use_log.c db/use_log.h \
	db/use_digest.c \
	db/import.c db/import.h db/import_parts.h \
	db/import_correction.c \
	db/import_name.c \
	db/import_publish.c \
	db/import_subject.c \
	db/name_index.c db/name_index.h \
	db/notice.c db/notice.h \
	db/stats.c db/stats.h \
	db/terms.c db/terms.h
