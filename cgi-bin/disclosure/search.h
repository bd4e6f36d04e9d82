/* What a visitor chose of a search, and the kinds of subjects to choose from. */
#ifndef DISCLOSURE_SEARCH_H
#define DISCLOSURE_SEARCH_H

#include "base/result.h"
#include "db/find.h"

#include <stdbool.h>
#include <stddef.h>

struct disclosure;
struct request;

struct subject_type_word {
    const char *code, *name;
    enum find_type type;
};
extern const struct subject_type_word subject_types[];
extern const size_t subject_type_count;

struct search_choice {
    struct find_query query;
    struct find_key after_key;
    const struct find_key *after;   /* NULL: the first page */
    const char *type;               /* code of the chosen type; "" */
    const char *region_fault, *type_fault; /* what is wrong, in Chinese; NULL */
    bool cut;                       /* the word was longer than what is searched */
};

/* The field q: clean, one line, at most 100 signs. True: it was cut. */
bool search_word(struct request *request, const char **out);
/* Reads q, region, type and after. False: `after` is none of ours. */
bool search_read(const struct disclosure *site, struct request *request, struct search_choice *choice) MUST_CHECK;

#endif
