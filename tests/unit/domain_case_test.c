/* Tests of the case engine: every state, move and role of every kind against a table written here by hand from the law and the
   contract, who may confirm whose proposal, every clock and its edges. */
#include "domain_test.h"

#include "domain/casework.h"

/* What is expected, in words. to "=": the state stays; stops "*": all; two: o another's proposal waits, n no other's waits. */
struct expectation {
    const char *kinds;  /* o objection, r repair, c complaint, p report */
    const char *from, *move, *who, *to, *stops, *starts, *effect, *letter, *notice, *staff, *input;
    char two;
};

#define UNTIL_DECIDED "submitted returned accepted checking"
static const struct expectation expected[] = {
    {"o", "none", "file", "applicant clerk", "submitted", "", "accept check", "", "", "received", "desk_filed", "statement", 0},
    {"o", "submitted", "accept", "clerk", "accepted", "accept", "", "hold", "acceptance", "accepted", "", "", 0},
    {"o", "submitted", "return", "clerk", "returned", "accept check", "supplement", "", "completion", "returned", "", "list", 0},
    {"o", "returned", "supplement", "applicant", "submitted", "supplement", "accept check", "", "", "supplemented", "desk_supplemented", "statement", 0},
    {"o", "submitted returned accepted", "refuse", "clerk", "refused", "*", "", "release", "refusal", "refused", "", "reason", 0},
    {"o", "accepted checking", "forward", "clerk", "with_provider", "check result_notice", "provider", "", "", "forwarded", "unit_forwarded", "", 'n'},
    {"o", "with_provider", "reply", "source", "checking", "provider", "result_notice", "", "", "replied", "desk_replied", "reply", 0},
    {"o", "with_provider", "recall", "clerk", "checking", "provider", "result_notice", "", "", "", "unit_recalled", "reason", 0},
    {"o", "checking", "confirm", "reviewer", "decided", "accept check provider supplement repair_unit repair_site complaint report",
     "correct_notice result_notice", "confirm", "result", "decided", "unit_decided", "", 'o'},
    {"o", UNTIL_DECIDED, "withdraw", "applicant", "withdrawn", "*", "", "release", "", "withdrawn", "desk_withdrawn", "", 0},
    {"o", "with_provider", "withdraw", "applicant", "withdrawn", "*", "", "release", "", "withdrawn", "unit_withdrawn", "", 0},

    {"r", "none", "file", "applicant clerk", "submitted", "", "accept repair_site", "", "", "received", "desk_filed", "statement", 0},
    {"r", "submitted", "return", "clerk", "returned", "accept repair_site", "supplement", "", "completion", "returned", "", "list", 0},
    {"r", "returned", "supplement", "applicant", "submitted", "supplement", "accept repair_site", "", "", "supplemented", "desk_supplemented", "statement", 0},
    {"r", "accepted checking", "forward", "clerk", "with_provider", "", "repair_unit", "", "", "forwarded", "unit_forwarded", "", 'n'},
    {"r", "with_provider", "reply", "source", "checking", "repair_unit", "", "", "", "replied", "desk_replied", "reply", 0},
    {"r", "with_provider", "recall", "clerk", "checking", "repair_unit", "", "", "", "", "unit_recalled", "reason", 0},
    {"r", "checking", "confirm", "reviewer", "decided", "accept check correct_notice provider result_notice supplement repair_unit complaint report",
     "", "confirm", "repair_decision", "decided", "unit_decided", "", 'o'},

    {"c", "none", "file", "applicant clerk", "submitted", "", "accept complaint", "", "", "received", "desk_filed", "statement", 0},
    {"c", "submitted", "return", "clerk", "returned", "accept complaint", "supplement", "", "completion", "returned", "", "list", 0},
    {"c", "returned", "supplement", "applicant", "submitted", "supplement", "accept complaint", "", "", "supplemented", "desk_supplemented", "statement", 0},
    {"c", "accepted checking", "forward", "clerk", "with_provider", "", "", "", "", "forwarded", "unit_forwarded", "", 'n'},
    {"c", "with_provider", "reply", "source", "checking", "", "", "", "", "replied", "desk_replied", "reply", 0},
    {"c", "with_provider", "recall", "clerk", "checking", "", "", "", "", "", "unit_recalled", "reason", 0},
    {"c", "checking", "confirm", "reviewer", "decided", "accept check correct_notice provider result_notice supplement repair_unit repair_site report",
     "", "confirm", "result", "decided", "", "", 'o'},

    {"p", "none", "file", "applicant clerk", "submitted", "", "accept report", "", "", "received", "desk_filed", "statement", 0},
    {"p", "submitted", "return", "clerk", "returned", "accept report", "supplement", "", "completion", "returned", "", "list", 0},
    {"p", "returned", "supplement", "applicant", "submitted", "supplement", "accept report", "", "", "supplemented", "desk_supplemented", "statement", 0},
    {"p", "checking", "confirm", "reviewer", "decided", "accept check correct_notice provider result_notice supplement repair_unit repair_site complaint",
     "", "confirm", "result", "decided", "", "", 'o'},

    {"rcp", "submitted", "accept", "clerk", "accepted", "accept", "", "", "acceptance", "accepted", "", "", 0},
    {"rcp", "submitted returned accepted", "refuse", "clerk", "refused", "*", "", "", "refusal", "refused", "", "reason", 0},
    {"rcp", UNTIL_DECIDED, "withdraw", "applicant", "withdrawn", "*", "", "", "", "withdrawn", "desk_withdrawn", "", 0},
    {"rc", "with_provider", "withdraw", "applicant", "withdrawn", "*", "", "", "", "withdrawn", "unit_withdrawn", "", 0},
    {"orcp", "submitted accepted checking with_provider", "supplement", "applicant", "=", "", "", "", "", "supplemented", "desk_supplemented", "statement", 0},
    {"orcp", "accepted checking", "propose", "clerk reviewer", "checking", "", "", "", "", "", "desk_proposed", "proposal", 'n'},
    {"orcp", "checking", "reject", "reviewer", "checking", "", "", "", "", "", "desk_rejected", "reason", 'o'},
    {"orcp", "decided", "close", "clerk system", "closed", "*", "", "", "", "", "", "", 0},
};

static const char kind_letters[] = "orcp"; /* in the order of enum case_kind */
static const char *const states[] = {"none", "submitted", "accepted", "checking", "with_provider", "decided", "closed", "returned",
                                     "refused", "withdrawn"};
static const char *const names[] = {"file", "accept", "return", "supplement", "refuse", "forward", "reply", "recall", "propose", "confirm",
                                    "reject", "close", "withdraw"};
static const struct { const char *name; unsigned bit; } roles[] = {
    {"applicant", 1}, {"clerk", 2}, {"reviewer", 4}, {"publisher", 8}, {"source", 16}, {"admin", 32}, {"auditor", 64}, {"system", 128}};
static const char *const steps[] = {"accept", "check", "correct_notice", "provider", "result_notice", "supplement", "repair_unit",
                                    "repair_site", "complaint", "report"};
static const char *const effects[] = {"", "hold", "release", "confirm"};
static const char *const inputs[] = {"", "reason", "list", "statement", "reply", "proposal"};

/* Whether a word stands in a list parted by blanks. */
static bool has(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at += n)
        if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return true;
    return false;
}

static const struct expectation *expect(char kind, const char *state, const char *move)
{
    for (size_t i = 0; i < COUNT(expected); i++)
        if (strchr(expected[i].kinds, kind) && strcmp(expected[i].move, move) == 0 && has(expected[i].from, state))
            return &expected[i];
    return NULL;
}

static unsigned step_bits(const char *list)
{
    unsigned bits = 0;
    for (unsigned i = 0; i < COUNT(steps); i++)
        if (*list == '*' || has(list, steps[i]))
            bits |= 1u << i;
    return bits;
}

static bool knows(char kind, const char *move)
{
    for (size_t i = 0; i < COUNT(states); i++)
        if (expect(kind, states[i], move))
            return true;
    return false;
}

static enum case_refusal wanted(char kind, const struct expectation *e, const char *move, const char *role, const char *actor, const char *proposer)
{
    if (!knows(kind, move))
        return CASE_NO_SUCH_MOVE;
    bool role_has_it = false; /* in another state, then the state is what is wrong */
    for (size_t i = 0; i < COUNT(states); i++) {
        const struct expectation *other = expect(kind, states[i], move);
        role_has_it = role_has_it || (other && has(other->who, role));
    }
    if (!role_has_it)
        return CASE_WRONG_ROLE;
    if (!e)
        return CASE_WRONG_STATE;
    if (e->two == 'o' && !*proposer)
        return CASE_NO_PROPOSAL;
    if (e->two == 'o' && strcmp(actor, proposer) == 0)
        return CASE_SAME_PERSON;
    if (e->two == 'n' && *proposer && strcmp(actor, proposer) != 0)
        return CASE_PROPOSAL_WAITS;
    return CASE_MAY;
}

static void every_state_move_and_role_is_as_the_table_says(void **state)
{
    static const char *const proposers[] = {"", "li", "wang"};
    size_t tried = 0, allowed = 0;
    (void)state;
    for (unsigned k = 0; k < CASE_KINDS; k++)
        for (unsigned s = 0; s < CASE_STATES; s++)
            for (size_t m = 0; m < COUNT(names); m++)
                for (size_t r = 0; r < COUNT(roles); r++)
                    for (size_t p = 0; p < COUNT(proposers); p++) {
                        const struct expectation *e = expect(kind_letters[k], states[s], names[m]);
                        const struct case_move *move = case_move_find((enum case_kind)k, (enum case_state)s, names[m]);
                        const enum case_refusal got = case_may(move, (enum case_state)s, roles[r].bit, "wang", proposers[p]);
                        const enum case_refusal want = wanted(kind_letters[k], e, names[m], roles[r].name, "wang", proposers[p]);
                        if (got != want)
                            fail_msg("kind %c, state %s, move %s, role %s, proposed by '%s': %d, should be %d", kind_letters[k], states[s],
                                     names[m], roles[r].name, proposers[p], got, want);
                        tried++;
                        allowed += got == CASE_MAY;
                    }
    assert_int_equal(tried, 4 * 10 * 13 * 8 * 3);
    assert_true(allowed > 200 && allowed < tried / 10);
}

static void check_text(const char *want, const char *got, const char *what)
{
    if (strcmp(want, got ? got : "") != 0)
        fail_msg("%s: '%s', should be '%s'", what, got ? got : "", want);
}

static void every_move_brings_what_the_table_says(void **state)
{
    size_t seen = 0;
    (void)state;
    for (unsigned k = 0; k < CASE_KINDS; k++)
        for (unsigned s = 0; s < CASE_STATES; s++)
            for (size_t m = 0; m < COUNT(names); m++) {
                const struct expectation *e = expect(kind_letters[k], states[s], names[m]);
                if (!e)
                    continue;
                const struct case_move *move = case_move_find((enum case_kind)k, (enum case_state)s, names[m]);
                char what[80];
                snprintf(what, sizeof what, "%c %s %s", kind_letters[k], states[s], names[m]);
                check_text(strcmp(e->to, "=") == 0 ? "none" : e->to, states[move->to], what);
                if (move->stops != step_bits(e->stops) || move->starts != step_bits(e->starts))
                    fail_msg("%s: stops %x starts %x", what, move->stops, move->starts);
                check_text(e->effect, effects[move->effect], what);
                check_text(e->input, inputs[move->input], what);
                check_text(e->letter, move->letter, what);
                check_text(e->notice, move->notice, what);
                check_text(e->staff, move->notice_unit, what);
                assert_true(move->label && *move->label);
                seen++;
            }
    assert_true(seen > 90);
}

static void no_row_hides_behind_another(void **state)
{
    (void)state;
    for (unsigned k = 0; k < CASE_KINDS; k++) {
        size_t count;
        const struct case_move *moves = case_moves((enum case_kind)k, &count);
        for (size_t i = 0; i < count; i++)
            for (size_t j = i + 1; j < count; j++)
                if (strcmp(moves[i].name, moves[j].name) == 0)
                    assert_int_equal(moves[i].from & moves[j].from, 0);
    }
}

/* From every state that is not over there is a way to an end that staff alone can go: nothing can be stuck with an applicant or a
   unit that stays silent. */
static void no_case_can_get_stuck(void **state)
{
    (void)state;
    for (unsigned k = 0; k < CASE_KINDS; k++) {
        size_t count;
        const struct case_move *moves = case_moves((enum case_kind)k, &count);
        unsigned ends = 1u << CASE_CLOSED | 1u << CASE_REFUSED | 1u << CASE_WITHDRAWN, before;
        do {
            before = ends;
            for (size_t i = 0; i < count; i++)
                if ((moves[i].who & (ACTOR_CLERK | ACTOR_REVIEWER)) && moves[i].to != CASE_STAYS && (ends & 1u << moves[i].to))
                    ends |= moves[i].from;
        } while (ends != before);
        for (unsigned s = CASE_NONE; s < CASE_STATES; s++)
            if (!(ends & 1u << s) && !(s == CASE_WITH_PROVIDER && k == CASE_REPORT))
                fail_msg("kind %u cannot leave state %s", k, states[s]);
    }
}

static void a_move_wants_what_it_asks_for(void **state)
{
    const struct case_move *refuse = case_move_find(CASE_OBJECTION, CASE_SUBMITTED, "refuse");
    const struct case_move *propose = case_move_find(CASE_OBJECTION, CASE_ACCEPTED, "propose");
    const struct case_move *accept = case_move_find(CASE_OBJECTION, CASE_SUBMITTED, "accept");
    (void)state;
    assert_int_equal(case_input(CASE_OBJECTION, accept, NULL, NULL), CASE_MAY);
    assert_int_equal(case_input(CASE_OBJECTION, refuse, NULL, NULL), CASE_INPUT_MISSING);
    assert_int_equal(case_input(CASE_OBJECTION, refuse, " \n\t", NULL), CASE_INPUT_MISSING);
    assert_int_equal(case_input(CASE_OBJECTION, refuse, "不是本人", NULL), CASE_MAY);
    assert_int_equal(case_input(CASE_OBJECTION, propose, "核对无误", NULL), CASE_INPUT_MISSING);
    assert_int_equal(case_input(CASE_OBJECTION, propose, "核对无误", "granted"), CASE_INPUT_MISSING);
    assert_int_equal(case_input(CASE_OBJECTION, propose, "", "maintained"), CASE_INPUT_MISSING);
    assert_int_equal(case_input(CASE_OBJECTION, propose, "核对无误", "maintained"), CASE_MAY);
    assert_int_equal(case_input(CASE_REPAIR, propose, "核对无误", "maintained"), CASE_INPUT_MISSING);
    assert_int_equal(case_input(CASE_REPAIR, propose, "已履行", "granted"), CASE_MAY);
}

/* ---------------------------------------------------------------- clocks */
static struct workdays days;

static int load(void **state)
{
    size_t len, line;
    (void)state;
    char *csv = source_file("db/data/workdays.csv", &len);
    workdays_init(&days);
    const enum result result = workdays_parse(&days, csv, len, &line);
    free(csv);
    return result == RESULT_OK ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    workdays_free(&days);
    return 0;
}

/* 辽宁 2016: 3, 2, 10, 2; 修复 10, 3; the site's own: same day, 10, 15, 5. */
static struct case_terms liaoning(void)
{
    static const unsigned numbers[CASE_STEPS] = {0, 3, 2, 10, 2, 10, 3, 10, 15, 5};
    struct case_terms terms = {.rule = "liaoning-2016", .hold = true};
    for (unsigned i = 0; i < CASE_STEPS; i++)
        terms.step[i] = (struct case_term){.days = numbers[i], .known = true, .law = "", .article = "", .basis = steps[i]};
    return terms;
}

static day_t day(const char *text)
{
    day_t out = DAY_NONE;
    assert_true(day_parse(text, &out));
    return out;
}

/* "check 2026-10-10 centre" of each clock, in order of steps, parted by "; ". A date that may move has a ? behind it. */
static const char *clocks(enum case_kind kind, enum case_state from, const char *name, const char *on, unsigned running, const char *outcome)
{
    static char text[400];
    const struct case_terms terms = liaoning();
    struct case_clock_plan plan[CASE_STEPS];
    const struct case_move *move = case_move_find(kind, from, name);
    size_t n = case_clocks(move, &terms, &days, day(on), running, outcome, plan), len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        char due[DAY_TEXT];
        assert_string_equal(plan[i].basis, steps[plan[i].step]);
        assert_int_equal(plan[i].started_on, day(on));
        assert_int_equal(plan[i].days, terms.step[plan[i].step].days);
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s %s%s %s", i ? "; " : "", steps[plan[i].step],
                                day_format(plan[i].due, due), plan[i].provisional ? "?" : "", plan[i].owner);
    }
    return text;
}

static void filing_starts_its_clocks(void **state)
{
    (void)state;
    /* Wednesday before the autumn holiday: the samples of the law's facts */
    assert_string_equal(clocks(CASE_OBJECTION, CASE_NONE, "file", "2026-09-30", 0, NULL), "accept 2026-09-30 centre; check 2026-10-10 centre");
    assert_string_equal(clocks(CASE_REPAIR, CASE_NONE, "file", "2026-09-30", 0, NULL), "accept 2026-09-30 centre; repair_site 2026-10-20 centre");
    assert_string_equal(clocks(CASE_COMPLAINT, CASE_NONE, "file", "2026-06-01", 0, NULL), "accept 2026-06-01 centre; complaint 2026-06-23 centre");
    assert_string_equal(clocks(CASE_REPORT, CASE_NONE, "file", "2026-06-01", 0, NULL), "accept 2026-06-01 centre; report 2026-06-08 centre");
    /* on a day off the count begins with the next working day */
    assert_string_equal(clocks(CASE_OBJECTION, CASE_NONE, "file", "2026-10-01", 0, NULL), "accept 2026-10-08 centre; check 2026-10-10 centre");
    /* a Saturday that is worked is a working day */
    assert_string_equal(clocks(CASE_OBJECTION, CASE_NONE, "file", "2026-10-10", 0, NULL), "accept 2026-10-10 centre; check 2026-10-14 centre");
}

static void moves_start_their_clocks(void **state)
{
    (void)state;
    assert_string_equal(clocks(CASE_OBJECTION, CASE_SUBMITTED, "accept", "2026-06-01", 0, NULL), "");
    assert_string_equal(clocks(CASE_OBJECTION, CASE_SUBMITTED, "return", "2026-06-01", 0, NULL), "supplement 2026-06-15 applicant");
    assert_string_equal(clocks(CASE_OBJECTION, CASE_RETURNED, "supplement", "2026-06-01", 0, NULL), "accept 2026-06-01 centre; check 2026-06-04 centre");
    assert_string_equal(clocks(CASE_OBJECTION, CASE_ACCEPTED, "supplement", "2026-06-01", 0, NULL), "");
    assert_string_equal(clocks(CASE_OBJECTION, CASE_ACCEPTED, "forward", "2026-06-01", 0, NULL), "provider 2026-06-15 unit");
    assert_string_equal(clocks(CASE_OBJECTION, CASE_WITH_PROVIDER, "reply", "2026-06-01", 0, NULL), "result_notice 2026-06-03 centre");
    assert_string_equal(clocks(CASE_OBJECTION, CASE_WITH_PROVIDER, "recall", "2026-06-01", 0, NULL), "result_notice 2026-06-03 centre");
    assert_string_equal(clocks(CASE_REPAIR, CASE_ACCEPTED, "forward", "2026-06-01", 0, NULL), "repair_unit 2026-06-04 unit");
    assert_string_equal(clocks(CASE_REPAIR, CASE_WITH_PROVIDER, "reply", "2026-06-01", 0, NULL), "");
    assert_string_equal(clocks(CASE_REPAIR, CASE_CHECKING, "confirm", "2026-06-01", 0, "granted"), "");
    assert_string_equal(clocks(CASE_OBJECTION, CASE_SUBMITTED, "withdraw", "2026-06-01", 0, NULL), "");
}

static void a_decision_starts_the_notice_that_fits(void **state)
{
    (void)state;
    /* own error, never forwarded: told of the correction within 2 days */
    assert_string_equal(clocks(CASE_OBJECTION, CASE_CHECKING, "confirm", "2026-06-01", 1u << STEP_CHECK, "corrected"), "correct_notice 2026-06-03 centre");
    assert_string_equal(clocks(CASE_OBJECTION, CASE_CHECKING, "confirm", "2026-06-01", 1u << STEP_CHECK, "deleted"), "correct_notice 2026-06-03 centre");
    /* nothing to correct */
    assert_string_equal(clocks(CASE_OBJECTION, CASE_CHECKING, "confirm", "2026-06-01", 1u << STEP_CHECK, "maintained"), "result_notice 2026-06-03 centre");
    /* since the unit replied the notice's clock runs: it is kept, whatever came out */
    assert_string_equal(clocks(CASE_OBJECTION, CASE_CHECKING, "confirm", "2026-06-01", 1u << STEP_RESULT_NOTICE, "corrected"), "");
    assert_string_equal(clocks(CASE_OBJECTION, CASE_CHECKING, "confirm", "2026-06-01", 1u << STEP_RESULT_NOTICE, "maintained"), "");
    assert_int_equal(case_move_find(CASE_OBJECTION, CASE_CHECKING, "confirm")->stops & (1u << STEP_RESULT_NOTICE), 0);
}

static void a_deadline_in_a_year_without_its_notice_is_provisional(void **state)
{
    (void)state;
    assert_string_equal(clocks(CASE_OBJECTION, CASE_NONE, "file", "2026-12-28", 0, NULL), "accept 2026-12-28 centre; check 2026-12-31 centre");
    assert_string_equal(clocks(CASE_OBJECTION, CASE_NONE, "file", "2026-12-29", 0, NULL), "accept 2026-12-29 centre; check 2027-01-01? centre");
    assert_string_equal(clocks(CASE_OBJECTION, CASE_ACCEPTED, "forward", "2026-12-25", 0, NULL), "provider 2027-01-08? unit");
    bool provisional = false;
    assert_int_equal(case_due(&days, day("2026-12-31"), 0, &provisional), day("2026-12-31"));
    assert_false(provisional);
    /* the notice of 2027 comes: the same clock is counted anew */
    assert_int_equal(case_due(&days, day("2026-12-29"), 3, &provisional), day("2027-01-01"));
    assert_true(provisional);
    assert_int_equal(workdays_add(&days, day("2027-01-01"), false), RESULT_OK);
    assert_int_equal(case_due(&days, day("2026-12-29"), 3, &provisional), day("2027-01-04"));
    assert_false(provisional);
}

static void a_term_that_is_not_known_has_no_clock(void **state)
{
    struct case_terms terms = liaoning();
    struct case_clock_plan plan[CASE_STEPS];
    const struct case_move *move = case_move_find(CASE_OBJECTION, CASE_NONE, "file");
    (void)state;
    terms.step[STEP_CHECK].known = false;
    assert_int_equal(case_clocks(move, &terms, &days, day("2026-06-01"), 0, NULL, plan), 1);
    assert_int_equal(plan[0].step, STEP_ACCEPT);
    assert_string_equal(case_basis(case_move_find(CASE_OBJECTION, CASE_SUBMITTED, "accept"), &terms), "");
    terms.step[STEP_CHECK].known = true;
    assert_string_equal(case_basis(case_move_find(CASE_OBJECTION, CASE_SUBMITTED, "accept"), &terms), "check");
}

static void the_record_is_held_from_acceptance_or_from_receipt(void **state)
{
    struct case_terms terms = liaoning();
    const struct case_move *file = case_move_find(CASE_OBJECTION, CASE_NONE, "file");
    const struct case_move *accept = case_move_find(CASE_OBJECTION, CASE_SUBMITTED, "accept");
    (void)state;
    assert_false(case_holds(file, &terms));
    assert_true(case_holds(accept, &terms));
    terms.hold_from_receipt = true;
    assert_true(case_holds(file, &terms));
    assert_true(case_holds(accept, &terms)); /* in case the caps forbade it at receipt */
    assert_false(case_holds(case_move_find(CASE_OBJECTION, CASE_RETURNED, "supplement"), &terms));
    assert_false(case_holds(case_move_find(CASE_REPAIR, CASE_SUBMITTED, "accept"), &terms));
    terms.hold = false; /* a province that marks */
    assert_false(case_holds(file, &terms));
    assert_false(case_holds(accept, &terms));
}

/* ---------------------------------------------------------------- words */
static void codes_are_those_of_the_contract(void **state)
{
    static const char *const kinds[] = {"objection", "repair", "complaint", "report"};
    static const char *const owners[] = {"centre", "centre", "centre", "unit", "centre", "applicant", "unit", "centre", "centre", "centre"};
    enum case_kind kind;
    enum case_state parsed;
    enum case_step step;
    (void)state;
    for (unsigned i = 0; i < CASE_KINDS; i++) {
        assert_string_equal(case_kind_code((enum case_kind)i), kinds[i]);
        assert_true(case_kind_parse(kinds[i], &kind) && kind == i && *case_kind_label(kind));
    }
    for (unsigned i = CASE_SUBMITTED; i < CASE_STATES; i++) {
        assert_string_equal(case_state_code((enum case_state)i), states[i]);
        assert_true(case_state_parse(states[i], &parsed) && parsed == i && *case_state_label(parsed));
        assert_int_equal(case_state_over(parsed), has("closed refused withdrawn", states[i]));
    }
    for (unsigned i = 0; i < CASE_STEPS; i++) {
        assert_string_equal(case_step_code((enum case_step)i), steps[i]);
        assert_true(case_step_parse(steps[i], &step) && step == i && *case_step_label(step));
        assert_string_equal(case_step_owner(step), owners[i]);
    }
    assert_false(case_kind_parse("appeal", &kind) || case_state_parse("", &parsed) || case_step_parse("none", &step));
    for (size_t i = 1; i + 1 < COUNT(roles); i++)
        assert_int_equal(case_role_bit(roles[i].name), roles[i].bit);
    assert_int_equal(case_role_bit("applicant") | case_role_bit("system") | case_role_bit(""), 0);
}

static void reasons_and_outcomes_have_labels(void **state)
{
    static const char *const reasons[] = {"inaccurate", "incomplete", "outdated", "not_mine", "should_not_be_public", "other"};
    static const char *const complaints[] = {"enterprise", "government", "paid_repair", "agency", "site"};
    (void)state;
    for (size_t i = 0; i < COUNT(reasons); i++)
        assert_non_null(objection_reason_label(reasons[i]));
    for (size_t i = 0; i < COUNT(complaints); i++)
        assert_non_null(complaint_kind_label(complaints[i]));
    assert_null(objection_reason_label("site"));
    assert_null(complaint_kind_label(""));
    assert_non_null(case_outcome_label(CASE_OBJECTION, "corrected"));
    assert_non_null(case_outcome_label(CASE_OBJECTION, "deleted"));
    assert_non_null(case_outcome_label(CASE_COMPLAINT, "answered"));
    assert_non_null(case_outcome_label(CASE_REPORT, "denied"));
    assert_null(case_outcome_label(CASE_OBJECTION, "granted"));
    assert_null(case_outcome_label(CASE_REPAIR, "deleted"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_move_and_role_is_as_the_table_says),
        cmocka_unit_test(every_move_brings_what_the_table_says),
        cmocka_unit_test(no_row_hides_behind_another),
        cmocka_unit_test(no_case_can_get_stuck),
        cmocka_unit_test(a_move_wants_what_it_asks_for),
        cmocka_unit_test_setup_teardown(filing_starts_its_clocks, load, unload),
        cmocka_unit_test_setup_teardown(moves_start_their_clocks, load, unload),
        cmocka_unit_test_setup_teardown(a_decision_starts_the_notice_that_fits, load, unload),
        cmocka_unit_test_setup_teardown(a_deadline_in_a_year_without_its_notice_is_provisional, load, unload),
        cmocka_unit_test_setup_teardown(a_term_that_is_not_known_has_no_clock, load, unload),
        cmocka_unit_test(the_record_is_held_from_acceptance_or_from_receipt),
        cmocka_unit_test(codes_are_those_of_the_contract),
        cmocka_unit_test(reasons_and_outcomes_have_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
