/* The parts of the demonstration's cases among themselves: the plan (who does what when) and the play (it is done). */
#ifndef CTL_GENERATE_CASE_H
#define CTL_GENERATE_CASE_H

#include "base/query_code.h"
#include "ctl/generate_cases.h"
#include "ctl/generate_parts.h"
#include "db/casefile.h"
#include "domain/casework.h"
#include "domain/rules.h"
#include "domain/workday.h"

#define CASE_STEPS_MAX 12       /* moves of one case */
#define CASE_PAPERS_MAX 16

/* A file that the cases have in common. */
struct case_paper { const char *key, *name, *type; unsigned char sha256[32]; uint32_t size; };

struct story_step {
    const char *move, *by, *text, *outcome, *unit; /* by: as in cases.json; texts of the plan; NULL: none */
    json_t *files;
    time_t at;
};

struct case_story {
    json_t *plan;
    enum case_kind kind;
    struct gen_rng rng;
    time_t filed_at;
    struct story_step steps[CASE_STEPS_MAX];
    size_t step_count, done;
    const char *reason, *statement;
    bool person, counter, contact, confidential, late; /* late: filed so lately that its messages are still to be sent */
    bool gone;                  /* no record was found for it: nothing happens */
    /* while it is played */
    uint64_t record;
    unsigned set_number, source_id;
    char number[CASE_NUMBER_TEXT], code[QUERY_CODE_TEXT];
    const char *name, *subject, *uscc, *document_no, *authority, *set_name; /* name: the applicant's */
    char phone[32], mail[64];
    enum case_state state;
    unsigned running;           /* steps with an open clock, as bits */
    struct case_terms terms;
    const char *outcome, *grounds, *proposer, *correction, *owner;
    unsigned record_version;    /* that the proposal was made against */
};

struct cases {
    struct ctl *ctl;
    const struct import_base *base;
    uint64_t seed;
    time_t now;
    json_t *root;
    struct rules rules;
    struct workdays days;
    unsigned caps_applicant, caps_record;
    unsigned char code_key[QUERY_CODE_KEY];
    struct case_paper papers[CASE_PAPERS_MAX];
    size_t paper_count;
    struct case_story *stories;
    size_t story_count;
    struct arena arena;         /* texts of the whole play */
};

/* Reads cases.json, draws what is left to chance, gives every step its moment. Complains. */
enum result cases_plan(struct cases *cases) MUST_CHECK;
/* Stores the papers that cases.json names in files_dir. Complains. */
enum result cases_store_papers(struct cases *cases) MUST_CHECK;
/* Files the case; the first free record of its sets is its own. */
enum result case_play_filing(struct cases *cases, struct case_story *story) MUST_CHECK;
/* Its next step. */
enum result case_play_step(struct cases *cases, struct case_story *story) MUST_CHECK;

/* A text of the plan: itself, or one of a list. NULL when there is none. */
const char *case_choose(json_t *value, struct gen_rng *rng);

#endif
