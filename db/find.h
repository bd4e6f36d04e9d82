/* Finding subjects by name or code in the projections.
 *
 * Order: the name itself, names that begin with the word, names that contain it. The first two are a range of the names
 * in their order. The third is a range of the grams, four signs each: every entry in the range of a word of two to four signs
 * is a hit, so a page is full after as many entries as it has rows, however many names there are. A longer word is looked
 * for by the rarest of its grams and confirmed by the name. A filter is read off the entries themselves. A page looks at no
 * more than FIND_SCAN_MAX of them a stage; then `more` is set and `next` goes on from there. */
#ifndef DB_FIND_H
#define DB_FIND_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

#define FIND_PAGE 20
#define FIND_SCAN_MAX 10000  /* entries looked at for a page: some milliseconds */
#define FIND_PROBE_MAX 2000  /* entries that a rare word or gram has at most */
#define FIND_GRAMS_MAX 12    /* grams of a long word that are probed for the rarest */
#define FIND_KEY_TEXT 48

/* A subject's kind as people choose it: the first two signs of its code. */
enum find_type { FIND_ANY, FIND_ENTERPRISE, FIND_HOUSEHOLD, FIND_COOPERATIVE, FIND_AGENCY, FIND_INSTITUTION, FIND_MASS, FIND_SOCIAL, FIND_OTHER };

struct find_query {
    const char *q;           /* as typed, well-formed UTF-8 */
    uint32_t region;         /* 0: any; a city includes its counties */
    enum find_type type;
};

/* Where the next page begins: stage and place in it. */
struct find_key {
    char stage;              /* 'e' exact, 'p' prefix, 'g' contains */
    uint64_t id;             /* name id that the page ended with */
    uint64_t gram;           /* of stage g: its entry; 0: the stage begins anew */
    bool half;               /* the word was looked for without half a company form */
};

struct find_row {
    uint64_t subject_id;
    const char *name, *uscc, *status, *former_names; /* former names, one a line; "" */
    char kind[3];
    uint32_t region;
    day_t established;
    bool by_former;          /* found by a former name: */
    const char *former;      /* this one; "" else */
    bool registered;
};

struct find_page {
    struct arena arena;
    struct find_row rows[FIND_PAGE];
    size_t count;
    bool more, scanned;      /* scanned: the page ended at a limit, not because it was full */
    struct find_key next;
    bool by_code;            /* q is a USCC */
    bool empty_word;         /* nothing of q can be searched: only signs that are left out */
    bool only_form;          /* nothing was found, and q is a company form that names nobody */
    bool one_sign;           /* nothing was found, and q is one sign */
};

/* Looks a word up. RESULT_INVALID: `after` does not fit. The page is freed by find_page_free. */
enum result find_subjects(struct db *db, const struct find_query *query, const struct find_key *after, struct find_page *page) MUST_CHECK;
void find_page_free(struct find_page *page);

/* The subjects that a list's q means, at most `max`: *is_code when q is a USCC; *complete when there are no others. */
enum result find_subject_ids(struct db *db, const char *q, size_t max, uint64_t *ids, size_t *count, bool *is_code, bool *complete) MUST_CHECK;

/* Up to `max` (at most FIND_PAGE) subjects for the search box while someone types: by the beginning, then by any part. */
enum result find_suggest(struct db *db, const char *q, size_t max, struct find_page *page) MUST_CHECK;

const char *find_key_format(const struct find_key *key, char out[FIND_KEY_TEXT]);
bool find_key_parse(const char *text, struct find_key *key) MUST_CHECK;

#endif
