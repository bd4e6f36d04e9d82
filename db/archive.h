/* A subject's credit archive: who it is, how many records of which set, what changed, namesakes. */
#ifndef DB_ARCHIVE_H
#define DB_ARCHIVE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "db/count.h"
#include "db/list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

#define ARCHIVE_COUNT_MAX 1000 /* above it a set's count of one subject is "1000+" */

struct archive_subject {
    uint64_t id;
    const char *uscc, *name, *norm, *status;
    const char *former;        /* former names, newest first, one a line */
    const char *basics;        /* registration facts that may be shown, JSON {code: value}; "" */
    uint16_t basics_set;       /* the set whose fields they are; 0 */
    char kind[3];
    uint32_t region;
    day_t established;
    bool registered;           /* a registering set delivered it */
    const char *updated_at;    /* UTC */
};
/* `uscc` in its normal form. Texts go to the arena. RESULT_NOT_FOUND. */
enum result archive_subject(struct db *db, const char *uscc, struct arena *arena, struct archive_subject *out) MUST_CHECK;

/* Records by set (key is the set's number), at most `max` sets; n is at most ARCHIVE_COUNT_MAX + 1, which means "more". */
enum result archive_counts(struct db *db, uint64_t subject_id, struct count *out, size_t max, size_t *count) MUST_CHECK;

/* The newest records of a subject in one set; at most `max`. Texts go to the arena. */
enum result archive_newest(struct db *db, uint64_t subject_id, uint16_t set, struct arena *arena, struct list_row *out, size_t max, size_t *count) MUST_CHECK;

/* Some records of a subject, whatever their set; at most `max`. */
enum result archive_some(struct db *db, uint64_t subject_id, struct arena *arena, struct list_row *out, size_t max, size_t *count) MUST_CHECK;

/* What happened to the subject's records, newest first. Of a record that is no longer published only that something
 * ended is told, not what it was: repair would be worth nothing otherwise. */
struct archive_change {
    time_t at;
    enum { CHANGE_PUBLISHED, CHANGE_CORRECTED, CHANGE_GONE, CHANGE_ANNULLED } kind;
    uint64_t record_id;        /* 0 for CHANGE_GONE */
    uint16_t set_number;       /* 0 for CHANGE_GONE */
};
enum result archive_changes(struct db *db, uint64_t subject_id, struct archive_change *out, size_t max, size_t *count) MUST_CHECK;

struct archive_namesake {
    const char *name, *uscc, *status;
    uint32_t region;
    day_t established;
    char kind[3];
};
/* Other subjects whose name is searched by the same form. */
enum result archive_namesakes(struct db *db, uint64_t subject_id, const char *norm, struct arena *arena,
                              struct archive_namesake *out, size_t max, size_t *count) MUST_CHECK;

#endif
