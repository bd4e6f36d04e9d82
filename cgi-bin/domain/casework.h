/* The case engine: every application is a case, and every kind of case is one table of moves — from which state, by whom,
   to which state, which clocks it stops and starts, what becomes of the record, which letter and notice it brings, and by
   which law. Pure: what it needs (working days, terms, now) is given to it; db/casefile.h carries the outcome out. */
#ifndef DOMAIN_CASEWORK_H
#define DOMAIN_CASEWORK_H

#include "base/clock.h"
#include "base/result.h"
#include "domain/workday.h"

#include <stdbool.h>
#include <stddef.h>

enum case_kind { CASE_OBJECTION, CASE_REPAIR, CASE_COMPLAINT, CASE_REPORT, CASE_KINDS };

/* The states of the contract, in the words of data-state. */
enum case_state {
    CASE_NONE,          /* before it is filed */
    CASE_SUBMITTED, CASE_ACCEPTED, CASE_CHECKING, CASE_WITH_PROVIDER, CASE_DECIDED, CASE_CLOSED, CASE_RETURNED,
    CASE_REFUSED, CASE_WITHDRAWN, CASE_STATES,
    CASE_STAYS = CASE_NONE /* case_move.to: the state stays what it is */
};

/* Who makes a move, as bits; the staff roles are those of the contract and of staff.role. */
enum {
    ACTOR_APPLICANT = 1, ACTOR_CLERK = 2, ACTOR_REVIEWER = 4, ACTOR_PUBLISHER = 8, ACTOR_SOURCE = 16, ACTOR_ADMIN = 32,
    ACTOR_AUDITOR = 64, ACTOR_SYSTEM = 128 /* the background worker */
};

/* Steps with a clock. */
enum case_step {
    STEP_ACCEPT,         /* look at the application: the same working day */
    STEP_CHECK,          /* 异议：中心核查，3 个工作日 */
    STEP_CORRECT_NOTICE, /* told of a correction, 2 */
    STEP_PROVIDER,       /* source unit checks, 10 */
    STEP_RESULT_NOTICE,  /* told of the result in writing, 2 */
    STEP_SUPPLEMENT,     /* runs against the applicant: hand in what is missing */
    STEP_REPAIR_UNIT,    /* 修复：认定机关决定，3 */
    STEP_REPAIR_SITE,    /* 修复：网站答复，10 */
    STEP_COMPLAINT,      /* answer to a complaint */
    STEP_REPORT,         /* answer to an application for a report of one's own data */
    CASE_STEPS
};

/* What a move does to the record of the case. */
enum case_effect {
    EFFECT_NONE,
    EFFECT_HOLD,         /* not published while the objection is open (办法 art. 20), or marked where the rule set says so */
    EFFECT_RELEASE,      /* this case's hold is closed */
    EFFECT_CONFIRM,      /* what was proposed happens: corrected, deleted, maintained, granted, denied; the hold is closed */
};

/* What a person has to add to a move. */
enum case_input { INPUT_NONE, INPUT_REASON, INPUT_LIST, INPUT_STATEMENT, INPUT_REPLY, INPUT_PROPOSAL };

/* A row of a kind's table. A name may have several rows, each for other states. */
struct case_move {
    const char *name;            /* file accept return supplement refuse forward reply recall propose confirm reject close withdraw */
    const char *label;           /* Chinese, of the button and of the history */
    unsigned from;               /* states as bits 1u << state */
    enum case_state to;          /* CASE_STAYS: none of its own */
    unsigned who;                /* ACTOR_ bits */
    enum case_input input;
    unsigned stops, starts;      /* steps as bits 1u << step; of starts see case_starts() */
    enum case_effect effect;
    const char *letter;          /* kind of the letter that it writes: acceptance completion refusal result repair_decision; NULL */
    const char *notice;          /* templates/notice/<notice>.txt to the applicant; NULL */
    const char *notice_unit;     /* the same to whom its beginning says: desk_… to staff, unit_… to the source unit; NULL */
    bool two_people;             /* needs a waiting proposal, and is not for whoever proposed */
    bool unproposed;             /* not while the proposal of somebody else waits; one's own it takes back */
    enum case_step basis;        /* whose term gives law and article: case_basis() */
};

/* Terms that the law or a setting gives, from rule_set and setting: working days by step, and where they come from. A term that
   is not known has no clock. */
struct case_term {
    unsigned days;
    bool known;
    const char *law, *article;   /* "" when it is the site's own promise */
    const char *basis;           /* the two as one text, or what the setting says of itself */
};
struct case_terms {
    const char *rule;            /* rule_set.code */
    bool hold;                   /* the rule set's effect: hold (else mark) */
    bool hold_from_receipt;      /* setting hold_from */
    struct case_term step[CASE_STEPS];
};

struct case_clock_plan {
    enum case_step step;
    day_t started_on, due;
    unsigned days;
    bool provisional;            /* the due date lies in a year whose notice is not out */
    const char *owner;           /* centre, unit, applicant */
    const char *basis;           /* of the terms, and lives as long as they */
};

/* Why a move cannot be made. */
enum case_refusal {
    CASE_MAY, CASE_NO_SUCH_MOVE, CASE_WRONG_STATE, CASE_WRONG_ROLE, CASE_SAME_PERSON, CASE_INPUT_MISSING, CASE_NO_PROPOSAL,
    CASE_PROPOSAL_WAITS          /* another's proposal is to be confirmed or rejected first */
};

const struct case_move *case_moves(enum case_kind kind, size_t *count);
/* The row of this name for this state; when there is none, the first of this name (case_may then says CASE_WRONG_STATE);
   NULL when the kind has no such move. */
const struct case_move *case_move_find(enum case_kind kind, enum case_state state, const char *name);
/* Whether `role` (one ACTOR_ bit) may make it now: the role is looked at first, then the state, then the proposal. `proposer` is
   who made the proposal that waits ("" when none does), `actor` the staff name ("" for the applicant and the background worker).
   `move` may be NULL: CASE_NO_SUCH_MOVE. */
enum case_refusal case_may(const struct case_move *move, enum case_state state, unsigned role, const char *actor, const char *proposer);
/* Whether what the move asks for is there: CASE_MAY or CASE_INPUT_MISSING. `text` is the reason, list, statement, reply or grounds;
   `outcome` of a proposal has to be one of this kind's. Either may be NULL. */
enum case_refusal case_input(enum case_kind kind, const struct case_move *move, const char *text, const char *outcome);
/* The steps that the move starts, as bits: its own, but of CORRECT_NOTICE and RESULT_NOTICE one at most. RESULT_NOTICE that runs
   already (since the reply) goes on; a correction or deletion that the centre found by itself is told by CORRECT_NOTICE; anything
   else by RESULT_NOTICE (办法 art. 20–21). `running`: steps with an open clock; `outcome` of the proposal, NULL for none. */
unsigned case_starts(const struct case_move *move, unsigned running, const char *outcome);
/* The clocks of those steps on day `today` (day 0; on a day off the count begins with the next working day). Returns how many. */
size_t case_clocks(const struct case_move *move, const struct case_terms *terms, const struct workdays *days, day_t today,
                   unsigned running, const char *outcome, struct case_clock_plan out[CASE_STEPS]);
/* Due date of a clock that runs since started_on: again, when a year's notice was loaded. */
day_t case_due(const struct workdays *days, day_t started_on, unsigned working_days, bool *provisional);
/* Whether the move holds the record: at acceptance, or at receipt where the setting hold_from says so; never where the rule set
   only marks. Caps are looked at by db/casefile.h. */
bool case_holds(const struct case_move *move, const struct case_terms *terms);
/* Law and article of the move; "" when no term is known. */
const char *case_basis(const struct case_move *move, const struct case_terms *terms);

/* Codes of the contract and of the database, and Chinese labels. _parse: false for an unknown one. */
const char *case_kind_code(enum case_kind kind);   /* objection repair complaint report */
const char *case_kind_label(enum case_kind kind);
bool case_kind_parse(const char *text, enum case_kind *kind) MUST_CHECK;
const char *case_state_code(enum case_state state);/* submitted accepted checking with_provider decided closed returned refused withdrawn */
const char *case_state_label(enum case_state state);
bool case_state_parse(const char *text, enum case_state *state) MUST_CHECK;
const char *case_step_code(enum case_step step);   /* accept check correct_notice provider result_notice supplement repair_unit repair_site complaint report */
const char *case_step_label(enum case_step step);
const char *case_step_owner(enum case_step step);  /* centre unit applicant: against whom the clock runs */
bool case_step_parse(const char *text, enum case_step *step) MUST_CHECK;
unsigned case_role_bit(const char *role);          /* of staff.role; 0 for none */
/* Whether a case in this state is over: closed, refused, withdrawn. Nothing runs any more. */
bool case_state_over(enum case_state state);
/* Reasons of an objection, kinds of complaint, outcomes: code → Chinese label, NULL for an unknown one. */
const char *objection_reason_label(const char *code);
const char *complaint_kind_label(const char *code);
const char *case_outcome_label(enum case_kind kind, const char *code); /* corrected deleted maintained granted denied answered */

#endif
