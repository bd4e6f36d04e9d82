/* The search index of names: published_name and the grams (domain/name.h) of each in published_gram. */
#ifndef DB_NAME_INDEX_H
#define DB_NAME_INDEX_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

#define NAME_SLOTS 16 /* of a subject: today's name in slot 0, former ones behind it; a name's id is subject * 16 + slot */

/* Takes all names of a subject out. */
enum result name_index_remove(struct db *db, uint64_t subject_id) MUST_CHECK;
/* Brings the index of one subject in line with published_subject and its former names. Within a transaction. */
enum result name_index_renew(struct db *db, uint64_t subject_id) MUST_CHECK;

struct name_index_faults {
    uint64_t names;        /* looked at */
    uint64_t missing;      /* subjects with a name or gram that the index lacks */
    uint64_t surplus;      /* names or grams that nothing stands for */
};
/* Compares index and data, the whole of both. progress(context, names so far) may be NULL. */
enum result name_index_check(struct db *db, struct name_index_faults *faults, void (*progress)(void *, uint64_t), void *context) MUST_CHECK;
/* Builds the index anew, a thousand subjects at a time, while the site goes on; surplus entries go at the end. */
enum result name_index_rebuild(struct db *db, uint64_t *names, void (*progress)(void *, uint64_t), void *context) MUST_CHECK;
/* Builds it anew when a schema file asked for that; begun again by the next call when it is cut off. *names 0: it was not asked. */
enum result name_index_catch_up(struct db *db, uint64_t *names, void (*progress)(void *, uint64_t), void *context) MUST_CHECK;

/* New subjects wait to be indexed: a bulk delivery writes their names beside its rows, not before them. A subject is found by its
   code at once, by its name within the second or so that another connection takes.
   Notes the published subjects from first to last, at most a thousand; within the transaction that makes them. */
enum result name_index_queue(struct db *db, uint64_t first, uint64_t last) MUST_CHECK;
/* Indexes the oldest range that waits, in a transaction of its own; any number may do so at once. With `wait` it also waits for
   ranges that another has in hand. RESULT_NOT_FOUND: none is left. *names: how many were written. */
enum result name_index_take(struct db *db, bool wait, uint64_t *names) MUST_CHECK;
/* Until none is left, those in others' hands too: then every published subject is found by its names. */
enum result name_index_take_all(struct db *db) MUST_CHECK;

#endif
