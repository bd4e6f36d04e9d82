/* The letters of a case: 受理通知书, 补正告知书, 不予受理告知书, 异议处理结果告知书, 信用修复决定书, 投诉答复书. What a letter says is worked out once,
 * when its move is made, and kept as JSON: the page (templates/part/letter.cs) and the signed paper are made of the same words, and a
 * later change of rules or wording changes no letter. Pure. */
#ifndef DOMAIN_LETTER_H
#define DOMAIN_LETTER_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/result.h"
#include "domain/application.h"
#include "domain/casework.h"

#include <stdbool.h>
#include <stddef.h>

#define LETTER_BODY_MAX 65536   /* bytes of the JSON: the longest text of a move is 2,000 characters */
#define LETTER_ITEMS_MAX 50     /* lines of what is missing, or of what was corrected */

/* What is known when the move is made. Texts may be NULL or "": then the line is left out. */
struct letter_facts {
    enum case_kind kind;
    const struct case_move *move;      /* with a letter */
    enum case_state state;             /* before the move */
    const struct case_terms *terms;
    const char *number;                /* of the case */
    const char *addressee;             /* who applied */
    const char *agent;
    const char *issuer;                /* who signs: the setting organiser */
    const char *site;                  /* name of the site */
    const char *address;               /* site_url: where number and code open the case */
    day_t filed_on, today;
    const char *set_name, *record_name, *document_no, *authority, *source; /* of the record as it was published */
    const char *reason;                /* code of the objection's reason, of the complaint's or the report's kind */
    const struct application *asked;   /* of a report of one's own; NULL: another kind of case */
    const char *text;                  /* what the actor wrote for the applicant: list of what is missing (a line each), reasons, grounds */
    const char *outcome;               /* code; of the proposal that is confirmed */
    const char *corrections;           /* what is corrected, a line each; NULL: nothing */
    bool holds;                        /* the move holds the record (case_holds) */
    day_t supplement_due;              /* DAY_NONE */
    const struct case_clock_plan *clocks; /* that run from now on, or go on */
    size_t clock_count;
};

/* 异议受理通知书 …; `kind` is case_move.letter. "" for a letter that there is not. */
const char *letter_title(enum case_kind kind, const char *letter, enum case_state state);
/* The body, appended to `out`:
 * {"v": 1, "kind", "title", "number", "addressee", "issuer", "site", "address", "date": "YYYY-MM-DD",
 *  "facts": [{"label", "value"}], "paragraphs": [text], "items": [text] (what is missing; what was corrected), "decision": text, "reasons": text,
 *  "clocks": [{"label", "due", "days", "basis", "provisional"}], "basis": text, "remedies": [text]}
 * The document's own number is the letter row's (it is given in the same transaction). RESULT_INVALID: a move without a letter. */
enum result letter_body(const struct letter_facts *facts, struct buffer *out) MUST_CHECK;

#endif
