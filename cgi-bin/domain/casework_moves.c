/* The moves of each kind of case, one table a kind: objection, repair, complaint, application for a report. */
#include "domain/casework.h"

#define IN(state) (1u << CASE_##state)
#define STEP(step) (1u << STEP_##step)

#define BEFORE_DECISION (IN(SUBMITTED) | IN(RETURNED) | IN(ACCEPTED) | IN(CHECKING) | IN(WITH_PROVIDER))
#define ALL_STEPS ((1u << CASE_STEPS) - 1u)
#define NOTICE_STEPS (STEP(CORRECT_NOTICE) | STEP(RESULT_NOTICE))
#define STAFF (ACTOR_CLERK | ACTOR_REVIEWER)

/* Rows that every kind has; `clocks` are those that run from filing on beside ACCEPT, `whole` the step that the answer is due by. */
#define FILING(clocks, whole) \
    {.name = "file", .label = "提交申请", .from = IN(NONE), .to = CASE_SUBMITTED, .who = ACTOR_APPLICANT | ACTOR_CLERK, \
     .input = INPUT_STATEMENT, .starts = STEP(ACCEPT) | (clocks), .notice = "received", .notice_unit = "desk_filed", .basis = (whole)}
#define RETURN(clocks) \
    {.name = "return", .label = "退回补正", .from = IN(SUBMITTED), .to = CASE_RETURNED, .who = ACTOR_CLERK, .input = INPUT_LIST, \
     .stops = STEP(ACCEPT) | (clocks), .starts = STEP(SUPPLEMENT), .letter = "completion", .notice = "returned", .basis = STEP_SUPPLEMENT}
#define SUPPLEMENT(clocks) \
    {.name = "supplement", .label = "补正材料", .from = IN(RETURNED), .to = CASE_SUBMITTED, .who = ACTOR_APPLICANT, \
     .input = INPUT_STATEMENT, .stops = STEP(SUPPLEMENT), .starts = STEP(ACCEPT) | (clocks), .notice = "supplemented", \
     .notice_unit = "desk_supplemented", .basis = STEP_SUPPLEMENT}, \
    {.name = "supplement", .label = "补充材料", .from = IN(SUBMITTED) | IN(ACCEPTED) | IN(CHECKING) | IN(WITH_PROVIDER), .to = CASE_STAYS, \
     .who = ACTOR_APPLICANT, .input = INPUT_STATEMENT, .notice = "supplemented", .notice_unit = "desk_supplemented", .basis = STEP_ACCEPT}
#define REFUSAL(what) \
    {.name = "refuse", .label = "不予受理", .from = IN(SUBMITTED) | IN(RETURNED), .to = CASE_REFUSED, .who = ACTOR_CLERK, \
     .input = INPUT_REASON, .stops = ALL_STEPS, .effect = (what), .letter = "refusal", .notice = "refused", .basis = STEP_ACCEPT}, \
    {.name = "refuse", .label = "终止办理", .from = IN(ACCEPTED), .to = CASE_REFUSED, .who = ACTOR_CLERK, .input = INPUT_REASON, \
     .stops = ALL_STEPS, .effect = (what), .letter = "refusal", .notice = "refused", .basis = STEP_ACCEPT}
#define PROPOSAL(whole) \
    {.name = "propose", .label = "提出处理意见", .from = IN(ACCEPTED) | IN(CHECKING), .to = CASE_CHECKING, .who = STAFF, \
     .input = INPUT_PROPOSAL, .notice_unit = "desk_proposed", .unproposed = true, .basis = (whole)}, \
    {.name = "reject", .label = "不同意", .from = IN(CHECKING), .to = CASE_CHECKING, .who = ACTOR_REVIEWER, .input = INPUT_REASON, \
     .notice_unit = "desk_rejected", .two_people = true, .basis = (whole)}
#define CLOSING(whole) \
    {.name = "close", .label = "办结", .from = IN(DECIDED), .to = CASE_CLOSED, .who = ACTOR_CLERK | ACTOR_SYSTEM, .stops = ALL_STEPS, \
     .basis = (whole)}
#define WITHDRAWAL(what) \
    {.name = "withdraw", .label = "撤回申请", .from = BEFORE_DECISION & ~IN(WITH_PROVIDER), .to = CASE_WITHDRAWN, .who = ACTOR_APPLICANT, \
     .stops = ALL_STEPS, .effect = (what), .notice = "withdrawn", .notice_unit = "desk_withdrawn", .basis = STEP_ACCEPT}
#define WITHDRAWAL_FROM_UNIT(what) \
    {.name = "withdraw", .label = "撤回申请", .from = IN(WITH_PROVIDER), .to = CASE_WITHDRAWN, .who = ACTOR_APPLICANT, .stops = ALL_STEPS, \
     .effect = (what), .notice = "withdrawn", .notice_unit = "unit_withdrawn", .basis = STEP_ACCEPT}

/* 异议：辽宁省公共信用信息管理办法 art. 20–21. The disputed record is held from acceptance until the case is decided or over. */
static const struct case_move objection[] = {
    FILING(STEP(CHECK), STEP_CHECK),
    {.name = "accept", .label = "受理", .from = IN(SUBMITTED), .to = CASE_ACCEPTED, .who = ACTOR_CLERK, .stops = STEP(ACCEPT),
     .effect = EFFECT_HOLD, .letter = "acceptance", .notice = "accepted", .basis = STEP_CHECK},
    RETURN(STEP(CHECK)),
    SUPPLEMENT(STEP(CHECK)),
    REFUSAL(EFFECT_RELEASE),
    {.name = "forward", .label = "转来源单位核查", .from = IN(ACCEPTED) | IN(CHECKING), .to = CASE_WITH_PROVIDER, .who = ACTOR_CLERK,
     .stops = STEP(CHECK) | STEP(RESULT_NOTICE), .starts = STEP(PROVIDER), .notice = "forwarded", .notice_unit = "unit_forwarded",
     .unproposed = true, .basis = STEP_PROVIDER},
    {.name = "reply", .label = "回复核查结果", .from = IN(WITH_PROVIDER), .to = CASE_CHECKING, .who = ACTOR_SOURCE, .input = INPUT_REPLY,
     .stops = STEP(PROVIDER), .starts = STEP(RESULT_NOTICE), .notice = "replied", .notice_unit = "desk_replied", .basis = STEP_PROVIDER},
    /* the unit stays silent, or answered on paper: what cannot be verified is deleted, so the case must be able to go on */
    {.name = "recall", .label = "收回办理", .from = IN(WITH_PROVIDER), .to = CASE_CHECKING, .who = ACTOR_CLERK, .input = INPUT_REASON,
     .stops = STEP(PROVIDER), .starts = STEP(RESULT_NOTICE), .notice_unit = "unit_recalled", .basis = STEP_PROVIDER},
    PROPOSAL(STEP_RESULT_NOTICE),
    {.name = "confirm", .label = "确认", .from = IN(CHECKING), .to = CASE_DECIDED, .who = ACTOR_REVIEWER, .stops = ALL_STEPS & ~NOTICE_STEPS,
     .starts = NOTICE_STEPS, .effect = EFFECT_CONFIRM, .letter = "result", .notice = "decided", .notice_unit = "unit_decided",
     .two_people = true, .basis = STEP_RESULT_NOTICE},
    CLOSING(STEP_RESULT_NOTICE),
    WITHDRAWAL(EFFECT_RELEASE),
    WITHDRAWAL_FROM_UNIT(EFFECT_RELEASE),
};

/* 信用修复：信用修复管理办法. The record stays published until repair is granted; the site's answer is due from filing on and is
   given when the applicant is told, so its clock runs until the case is closed. */
static const struct case_move repair[] = {
    FILING(STEP(REPAIR_SITE), STEP_REPAIR_SITE),
    {.name = "accept", .label = "受理", .from = IN(SUBMITTED), .to = CASE_ACCEPTED, .who = ACTOR_CLERK, .stops = STEP(ACCEPT),
     .letter = "acceptance", .notice = "accepted", .basis = STEP_REPAIR_SITE},
    RETURN(STEP(REPAIR_SITE)),
    SUPPLEMENT(STEP(REPAIR_SITE)),
    REFUSAL(EFFECT_NONE),
    {.name = "forward", .label = "转认定单位决定", .from = IN(ACCEPTED) | IN(CHECKING), .to = CASE_WITH_PROVIDER, .who = ACTOR_CLERK,
     .starts = STEP(REPAIR_UNIT), .notice = "forwarded", .notice_unit = "unit_forwarded", .unproposed = true, .basis = STEP_REPAIR_UNIT},
    {.name = "reply", .label = "回复决定", .from = IN(WITH_PROVIDER), .to = CASE_CHECKING, .who = ACTOR_SOURCE, .input = INPUT_REPLY,
     .stops = STEP(REPAIR_UNIT), .notice = "replied", .notice_unit = "desk_replied", .basis = STEP_REPAIR_UNIT},
    {.name = "recall", .label = "收回办理", .from = IN(WITH_PROVIDER), .to = CASE_CHECKING, .who = ACTOR_CLERK, .input = INPUT_REASON,
     .stops = STEP(REPAIR_UNIT), .notice_unit = "unit_recalled", .basis = STEP_REPAIR_UNIT},
    PROPOSAL(STEP_REPAIR_SITE),
    {.name = "confirm", .label = "确认", .from = IN(CHECKING), .to = CASE_DECIDED, .who = ACTOR_REVIEWER, .stops = ALL_STEPS & ~STEP(REPAIR_SITE),
     .effect = EFFECT_CONFIRM, .letter = "repair_decision", .notice = "decided", .notice_unit = "unit_decided", .two_people = true,
     .basis = STEP_REPAIR_SITE},
    CLOSING(STEP_REPAIR_SITE),
    WITHDRAWAL(EFFECT_NONE),
    WITHDRAWAL_FROM_UNIT(EFFECT_NONE),
};

/* 投诉：no term of law; the site promises one and keeps it until the complainant is told. */
static const struct case_move complaint[] = {
    FILING(STEP(COMPLAINT), STEP_COMPLAINT),
    {.name = "accept", .label = "受理", .from = IN(SUBMITTED), .to = CASE_ACCEPTED, .who = ACTOR_CLERK, .stops = STEP(ACCEPT),
     .letter = "acceptance", .notice = "accepted", .basis = STEP_COMPLAINT},
    RETURN(STEP(COMPLAINT)),
    SUPPLEMENT(STEP(COMPLAINT)),
    REFUSAL(EFFECT_NONE),
    {.name = "forward", .label = "转有关单位办理", .from = IN(ACCEPTED) | IN(CHECKING), .to = CASE_WITH_PROVIDER, .who = ACTOR_CLERK,
     .notice = "forwarded", .notice_unit = "unit_forwarded", .unproposed = true, .basis = STEP_COMPLAINT},
    {.name = "reply", .label = "回复办理结果", .from = IN(WITH_PROVIDER), .to = CASE_CHECKING, .who = ACTOR_SOURCE, .input = INPUT_REPLY,
     .notice = "replied", .notice_unit = "desk_replied", .basis = STEP_COMPLAINT},
    {.name = "recall", .label = "收回办理", .from = IN(WITH_PROVIDER), .to = CASE_CHECKING, .who = ACTOR_CLERK, .input = INPUT_REASON,
     .notice_unit = "unit_recalled", .basis = STEP_COMPLAINT},
    PROPOSAL(STEP_COMPLAINT),
    {.name = "confirm", .label = "确认", .from = IN(CHECKING), .to = CASE_DECIDED, .who = ACTOR_REVIEWER, .stops = ALL_STEPS & ~STEP(COMPLAINT),
     .effect = EFFECT_CONFIRM, .letter = "result", .notice = "decided", .two_people = true, .basis = STEP_COMPLAINT},
    CLOSING(STEP_COMPLAINT),
    WITHDRAWAL(EFFECT_NONE),
    WITHDRAWAL_FROM_UNIT(EFFECT_NONE),
};

/* 信用报告：a report with information that is not public, for the subject itself; the centre alone decides. */
static const struct case_move report[] = {
    FILING(STEP(REPORT), STEP_REPORT),
    {.name = "accept", .label = "受理", .from = IN(SUBMITTED), .to = CASE_ACCEPTED, .who = ACTOR_CLERK, .stops = STEP(ACCEPT),
     .letter = "acceptance", .notice = "accepted", .basis = STEP_REPORT},
    RETURN(STEP(REPORT)),
    SUPPLEMENT(STEP(REPORT)),
    REFUSAL(EFFECT_NONE),
    PROPOSAL(STEP_REPORT),
    {.name = "confirm", .label = "确认", .from = IN(CHECKING), .to = CASE_DECIDED, .who = ACTOR_REVIEWER, .stops = ALL_STEPS & ~STEP(REPORT),
     .effect = EFFECT_CONFIRM, .letter = "result", .notice = "decided", .two_people = true, .basis = STEP_REPORT},
    CLOSING(STEP_REPORT),
    WITHDRAWAL(EFFECT_NONE),
};

static const struct { const struct case_move *moves; size_t count; } tables[CASE_KINDS] = {
    [CASE_OBJECTION] = {objection, sizeof objection / sizeof *objection},
    [CASE_REPAIR] = {repair, sizeof repair / sizeof *repair},
    [CASE_COMPLAINT] = {complaint, sizeof complaint / sizeof *complaint},
    [CASE_REPORT] = {report, sizeof report / sizeof *report},
};

const struct case_move *case_moves(enum case_kind kind, size_t *count)
{
    *count = tables[kind].count;
    return tables[kind].moves;
}
