/* The page of a case, also as the answer to a move that was not made: with what somebody else did meanwhile, or with the form again. */
#ifndef CONSOLE_CASEPAGE_H
#define CONSOLE_CASEPAGE_H

#include "base/arena.h"
#include "base/result.h"
#include "db/casefile.h"
#include "db/record.h"

#include <jansson.h>
#include <stdbool.h>

struct console;
struct info_set;
struct request;
struct response;
struct view;

/* What the page is made of: the case, its record and the record's set. */
struct case_look {
    struct casefile file;
    struct record_whole record;         /* when has_record */
    const struct info_set *set;         /* of the record; NULL */
    bool has_record;
};
/* Reads it all; a source unit's user gets only what was forwarded to the unit. RESULT_NOT_FOUND. */
enum result case_look_read(struct console *console, struct request *request, const char *number, struct case_look **out) MUST_CHECK;

/* How the page is to be shown. */
struct case_notes {
    const char *again;                  /* name of the move whose form is shown with what was typed (request->values); NULL */
    bool reveal;                        /* numbers of persons in full: the use log has the reason */
};
/* Fills the page. What is looked at was said to the use log by the caller. */
enum result case_fill(struct console *console, struct request *request, struct view *view, struct response *response,
                      const struct case_look *look, const struct case_notes *notes) MUST_CHECK;

/* A JSON object of texts; NULL: it is none. The caller's (json_decref). */
json_t *case_facts(const char *json);
/* What a letter is called, from its frozen words; in the request's memory. */
const char *case_letter_title(struct request *request, const struct case_letter *letter);
/* Whether this role may see attachments of that purpose: identity papers stay with the centre. */
bool case_file_open(const struct console *console, const char *purpose);
/* Codes of outcomes that this kind of case has, NULL at the end. */
const char *const *case_outcomes(void);

#endif
