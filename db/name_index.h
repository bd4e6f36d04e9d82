/* The search index of names: published_name and the grams (domain/name.h) of each in published_gram. */
#ifndef DB_NAME_INDEX_H
#define DB_NAME_INDEX_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

#define NAME_SLOTS 16 /* of a subject: today's name in slot 0, former ones behind it; a name's id is subject * 16 + slot */

struct indexed_name {
    uint64_t subject_id;
    unsigned slot;
    const char *norm;      /* domain/name */
    unsigned region;
    const char *kind;      /* two signs */
};

/* Adds names that are not in the index, with their grams. */
enum result name_index_add(struct db *db, const struct indexed_name *names, size_t n) MUST_CHECK;
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

#endif
