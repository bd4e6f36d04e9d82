/* Which messages a move brings, and to whom: from the tables of moves to the outbox. Their text is made when they are sent
 * (templates/notice/); they say number and state, never content. */
#ifndef DB_NOTICE_H
#define DB_NOTICE_H

#include "db/casefile.h"

/* Addresses of desk messages, which stand on the console and go nowhere else. */
#define NOTICE_DESK_TEXT 288 /* "staff:", a name of 64 signs, NUL */

/* What notice_plan's answer points into; lives as long as it. */
struct notice_plan {
    struct case_notice_in notices[CASE_NOTICES_MAX];
    size_t count;
    char desk[NOTICE_DESK_TEXT];
};

/* The messages of a move.
 * `applicant`: sealed telephone and mail of the applicant; each that there is gets the move's notice. NULL: nobody to be told.
 * `source_id`: the source unit in charge; a message to it stands on its own desk ("unit:12"); 0: it goes to the office.
 * `staff`: who has the case ("" nobody): told in place of all clerks ("role:clerk"). A proposal goes to the reviewers
 * ("role:reviewer"), its rejection to `proposer` ("staff:NAME"). */
void notice_plan(const struct case_move *move, const struct case_person_in *applicant, unsigned source_id, const char *staff,
                 const char *proposer, struct notice_plan *out);

#endif
