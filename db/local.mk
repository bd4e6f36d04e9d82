# db: how we speak SQL. One source a line.
noinst_LIBRARIES += db/libdb.a
db_libdb_a_SOURCES = \
	db/db.c db/db.h
