/* What a case may do next, and by when: questions to the tables of moves; codes and labels. */
#include "domain/casework.h"

#include <string.h>

#define IN(state) (1u << (state))
#define STEP(step) (1u << (step))
#define NOTICE_STEPS (STEP(STEP_CORRECT_NOTICE) | STEP(STEP_RESULT_NOTICE))

struct word { const char *code, *label; };

/* ---------------------------------------------------------------- moves */
const struct case_move *case_move_find(enum case_kind kind, enum case_state state, const char *name)
{
    size_t count;
    const struct case_move *moves = case_moves(kind, &count), *first = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(moves[i].name, name) != 0)
            continue;
        if (moves[i].from & IN(state))
            return &moves[i];
        if (!first)
            first = &moves[i];
    }
    return first;
}

enum case_refusal case_may(const struct case_move *move, enum case_state state, unsigned role, const char *actor, const char *proposer)
{
    if (!move)
        return CASE_NO_SUCH_MOVE;
    if (!(move->who & role))
        return CASE_WRONG_ROLE;
    if (!(move->from & IN(state)))
        return CASE_WRONG_STATE;
    bool waits = *proposer != '\0', own = waits && strcmp(actor, proposer) == 0;
    if (move->two_people)
        return !waits ? CASE_NO_PROPOSAL : own ? CASE_SAME_PERSON : CASE_MAY;
    return move->unproposed && waits && !own ? CASE_PROPOSAL_WAITS : CASE_MAY;
}

enum case_refusal case_input(enum case_kind kind, const struct case_move *move, const char *text, const char *outcome)
{
    bool blank = !text || text[strspn(text, " \t\r\n")] == '\0';
    if (move->input == INPUT_PROPOSAL && (!outcome || !case_outcome_label(kind, outcome)))
        return CASE_INPUT_MISSING;
    return move->input != INPUT_NONE && blank ? CASE_INPUT_MISSING : CASE_MAY;
}

/* ---------------------------------------------------------------- clocks */
unsigned case_starts(const struct case_move *move, unsigned running, const char *outcome)
{
    if ((move->starts & NOTICE_STEPS) != NOTICE_STEPS)
        return move->starts;
    unsigned starts = move->starts & ~NOTICE_STEPS;
    if (running & STEP(STEP_RESULT_NOTICE))
        return starts;
    bool changed = outcome && (strcmp(outcome, "corrected") == 0 || strcmp(outcome, "deleted") == 0);
    return starts | (changed ? STEP(STEP_CORRECT_NOTICE) : STEP(STEP_RESULT_NOTICE));
}

day_t case_due(const struct workdays *days, day_t started_on, unsigned working_days, bool *provisional)
{
    return workday_add(days, started_on, working_days, provisional);
}

size_t case_clocks(const struct case_move *move, const struct case_terms *terms, const struct workdays *days, day_t today,
                   unsigned running, const char *outcome, struct case_clock_plan out[CASE_STEPS])
{
    unsigned starts = case_starts(move, running, outcome);
    size_t n = 0;
    for (unsigned step = 0; step < CASE_STEPS; step++) {
        const struct case_term *term = &terms->step[step];
        if (!(starts & STEP(step)) || !term->known)
            continue;
        struct case_clock_plan *plan = &out[n++];
        *plan = (struct case_clock_plan){
            .step = (enum case_step)step, .started_on = today, .days = term->days,
            .owner = case_step_owner((enum case_step)step), .basis = term->basis ? term->basis : "",
        };
        plan->due = case_due(days, today, term->days, &plan->provisional);
    }
    return n;
}

bool case_holds(const struct case_move *move, const struct case_terms *terms)
{
    if (!terms->hold)
        return false;
    return move->effect == EFFECT_HOLD || (terms->hold_from_receipt && move->from == IN(CASE_NONE));
}

const char *case_basis(const struct case_move *move, const struct case_terms *terms)
{
    const struct case_term *term = &terms->step[move->basis];
    return term->known && term->basis ? term->basis : "";
}

/* ---------------------------------------------------------------- words */
static const struct word kinds[CASE_KINDS] = {
    [CASE_OBJECTION] = {"objection", "异议申请"}, [CASE_REPAIR] = {"repair", "信用修复申请"},
    [CASE_COMPLAINT] = {"complaint", "投诉"}, [CASE_REPORT] = {"report", "信用报告申请"},
};

static const struct word states[CASE_STATES] = {
    [CASE_NONE] = {"", ""},
    [CASE_SUBMITTED] = {"submitted", "已提交，等待受理"},
    [CASE_ACCEPTED] = {"accepted", "已受理"},
    [CASE_CHECKING] = {"checking", "信用中心核查中"},
    [CASE_WITH_PROVIDER] = {"with_provider", "有关单位核查中"},
    [CASE_DECIDED] = {"decided", "已作出处理结果"},
    [CASE_CLOSED] = {"closed", "已办结"},
    [CASE_RETURNED] = {"returned", "退回，等待补正"},
    [CASE_REFUSED] = {"refused", "不予办理"},
    [CASE_WITHDRAWN] = {"withdrawn", "申请人已撤回"},
};

static const struct { struct word word; const char *owner; } steps[CASE_STEPS] = {
    [STEP_ACCEPT] = {{"accept", "受理审查"}, "centre"},
    [STEP_CHECK] = {{"check", "信用中心核查"}, "centre"},
    [STEP_CORRECT_NOTICE] = {{"correct_notice", "告知更正结果"}, "centre"},
    [STEP_PROVIDER] = {{"provider", "来源单位核查"}, "unit"},
    [STEP_RESULT_NOTICE] = {{"result_notice", "书面告知处理结果"}, "centre"},
    [STEP_SUPPLEMENT] = {{"supplement", "申请人补正材料"}, "applicant"},
    [STEP_REPAIR_UNIT] = {{"repair_unit", "认定单位作出决定"}, "unit"},
    [STEP_REPAIR_SITE] = {{"repair_site", "答复修复申请"}, "centre"},
    [STEP_COMPLAINT] = {{"complaint", "答复投诉"}, "centre"},
    [STEP_REPORT] = {{"report", "答复报告申请"}, "centre"},
};

static const struct word objection_reasons[] = {
    {"inaccurate", "内容有误"}, {"incomplete", "内容不完整"}, {"outdated", "已经过时"}, {"not_mine", "不是本单位（本人）的信息"},
    {"should_not_be_public", "不应当公示"}, {"other", "其他"},
};

static const struct word complaint_kinds[] = {
    {"enterprise", "企业失信行为"}, {"government", "政务失信行为"}, {"paid_repair", "有偿“信用修复”"}, {"agency", "信用服务机构"},
    {"site", "本网站的服务"},
};

static const struct { enum case_kind kind; struct word word; } outcomes[] = {
    {CASE_OBJECTION, {"corrected", "予以更正"}},
    {CASE_OBJECTION, {"deleted", "无法核实，予以删除"}},
    {CASE_OBJECTION, {"maintained", "核实无误，维持原信息"}},
    {CASE_REPAIR, {"granted", "准予修复"}},
    {CASE_REPAIR, {"denied", "不予修复"}},
    {CASE_COMPLAINT, {"answered", "经核实，已处理并答复"}},
    {CASE_COMPLAINT, {"maintained", "经核实，所反映的问题不成立"}},
    {CASE_REPORT, {"granted", "准予出具"}},
    {CASE_REPORT, {"denied", "不予出具"}},
};

static const struct { const char *role; unsigned bit; } roles[] = {
    {"clerk", ACTOR_CLERK}, {"reviewer", ACTOR_REVIEWER}, {"publisher", ACTOR_PUBLISHER}, {"source", ACTOR_SOURCE},
    {"admin", ACTOR_ADMIN}, {"auditor", ACTOR_AUDITOR},
};

static const char *label(const struct word *words, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i].code, code) == 0)
            return words[i].label;
    return NULL;
}

const char *case_kind_code(enum case_kind kind)
{
    return kinds[kind].code;
}

const char *case_kind_label(enum case_kind kind)
{
    return kinds[kind].label;
}

bool case_kind_parse(const char *text, enum case_kind *kind)
{
    for (unsigned i = 0; i < CASE_KINDS; i++)
        if (strcmp(kinds[i].code, text) == 0) {
            *kind = (enum case_kind)i;
            return true;
        }
    return false;
}

const char *case_state_code(enum case_state state)
{
    return states[state].code;
}

const char *case_state_label(enum case_state state)
{
    return states[state].label;
}

bool case_state_parse(const char *text, enum case_state *state)
{
    for (unsigned i = CASE_SUBMITTED; i < CASE_STATES; i++)
        if (strcmp(states[i].code, text) == 0) {
            *state = (enum case_state)i;
            return true;
        }
    return false;
}

const char *case_step_code(enum case_step step)
{
    return steps[step].word.code;
}

const char *case_step_label(enum case_step step)
{
    return steps[step].word.label;
}

const char *case_step_owner(enum case_step step)
{
    return steps[step].owner;
}

bool case_step_parse(const char *text, enum case_step *step)
{
    for (unsigned i = 0; i < CASE_STEPS; i++)
        if (strcmp(steps[i].word.code, text) == 0) {
            *step = (enum case_step)i;
            return true;
        }
    return false;
}

unsigned case_role_bit(const char *role)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strcmp(roles[i].role, role) == 0)
            return roles[i].bit;
    return 0;
}

bool case_state_over(enum case_state state)
{
    return state == CASE_CLOSED || state == CASE_REFUSED || state == CASE_WITHDRAWN;
}

const char *objection_reason_label(const char *code)
{
    return label(objection_reasons, sizeof objection_reasons / sizeof *objection_reasons, code);
}

const char *complaint_kind_label(const char *code)
{
    return label(complaint_kinds, sizeof complaint_kinds / sizeof *complaint_kinds, code);
}

const char *case_outcome_label(enum case_kind kind, const char *code)
{
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        if (outcomes[i].kind == kind && strcmp(outcomes[i].word.code, code) == 0)
            return outcomes[i].word.label;
    return NULL;
}
