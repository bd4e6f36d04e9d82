/* The words of the letters of a case, frozen when they are issued. */
#include "domain/letter.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SENTENCE 1024 /* bytes: the longest with a case number and a date in it is below half of that */

static const struct { enum case_kind kind; const char *letter, *title; } titles[] = {
    {CASE_OBJECTION, "acceptance", "异议受理通知书"}, {CASE_OBJECTION, "completion", "异议申请补正告知书"},
    {CASE_OBJECTION, "refusal", "异议不予受理告知书"}, {CASE_OBJECTION, "result", "异议处理结果告知书"},
    {CASE_REPAIR, "acceptance", "信用修复受理通知书"}, {CASE_REPAIR, "completion", "信用修复申请补正告知书"},
    {CASE_REPAIR, "refusal", "信用修复不予受理告知书"}, {CASE_REPAIR, "repair_decision", "信用修复决定书"},
    {CASE_COMPLAINT, "acceptance", "投诉受理通知书"}, {CASE_COMPLAINT, "completion", "投诉补正告知书"},
    {CASE_COMPLAINT, "refusal", "投诉不予受理告知书"}, {CASE_COMPLAINT, "result", "投诉答复书"},
    {CASE_REPORT, "acceptance", "信用报告申请受理通知书"}, {CASE_REPORT, "completion", "信用报告申请补正告知书"},
    {CASE_REPORT, "refusal", "信用报告申请不予受理告知书"}, {CASE_REPORT, "result", "信用报告申请处理结果告知书"},
};

/* Work that was begun ends by another word than work that was not. */
static const char *const ended[CASE_KINDS] = {
    [CASE_OBJECTION] = "异议终止办理告知书", [CASE_REPAIR] = "信用修复终止办理告知书",
    [CASE_COMPLAINT] = "投诉终止办理告知书", [CASE_REPORT] = "信用报告申请终止办理告知书",
};

static const struct { enum case_kind kind; const char *outcome, *decision; } decisions[] = {
    {CASE_OBJECTION, "corrected", "经核查，所涉信息有误，已予更正。"},
    {CASE_OBJECTION, "deleted", "经核查，所涉信息无法核实，已予删除，并记录删除原因。"},
    {CASE_OBJECTION, "maintained", "经核查，所涉信息无误，维持原信息；因异议暂停公示的，恢复公示。"},
    {CASE_REPAIR, "granted", "经审查，准予信用修复。所涉信息停止公示，并停止共享和使用，有关措施相应解除。"},
    {CASE_REPAIR, "denied", "经审查，不予信用修复。"},
    {CASE_COMPLAINT, "answered", "您反映的事项经核实，已作处理。"},
    {CASE_COMPLAINT, "maintained", "您反映的事项经核实，所反映的问题不成立。"},
    {CASE_REPORT, "granted", "经审查，准予出具信用报告。"},
    {CASE_REPORT, "denied", "经审查，不予出具信用报告。"},
};

const char *letter_title(enum case_kind kind, const char *letter, enum case_state state)
{
    if (strcmp(letter, "refusal") == 0 && state == CASE_ACCEPTED)
        return ended[kind];
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].kind == kind && strcmp(titles[i].letter, letter) == 0)
            return titles[i].title;
    return "";
}

static const char *decision_of(enum case_kind kind, const char *outcome)
{
    for (size_t i = 0; outcome && i < sizeof decisions / sizeof *decisions; i++)
        if (decisions[i].kind == kind && strcmp(decisions[i].outcome, outcome) == 0)
            return decisions[i].decision;
    return "";
}

/* 2026年11月22日. */
static const char *long_day(day_t day, char out[32])
{
    const civil_date date = day_to_civil(day);
    snprintf(out, 32, "%d年%d月%d日", date.y, date.m, date.d);
    return out;
}

static void add_text(json_t *list, const char *text)
{
    if (text && *text)
        json_array_append_new(list, json_string(text));
}

static void add_fact(json_t *facts, const char *label, const char *value)
{
    if (value && *value)
        json_array_append_new(facts, json_pack("{s:s, s:s}", "label", label, "value", value));
}

/* What is asked for, so that the decision says for what use, for whom and how far it is granted. */
static void add_report(json_t *list, const struct letter_facts *facts)
{
    const struct application *asked = facts->asked;
    add_fact(list, "报告种类", facts->reason ? application_kind_label(facts->reason) : NULL);
    if (!asked)
        return;
    add_fact(list, "用途", asked->purpose);
    add_fact(list, "使用单位", asked->recipient);
    add_fact(list, "查询期间", *asked->period ? asked->period : "不限");
    add_fact(list, "信息类别", *asked->classes ? asked->classes : "全部");
}

static json_t *facts_of(const struct letter_facts *facts)
{
    json_t *list = json_array();
    char day[DAY_TEXT];
    add_fact(list, "办理编号", facts->number);
    add_fact(list, "申请日期", day_format(facts->filed_on, day));
    add_fact(list, "代理人", facts->agent);
    add_fact(list, "所涉信息", facts->set_name);
    add_fact(list, "信息主体", facts->record_name);
    add_fact(list, "文书号", facts->document_no);
    add_fact(list, "作出单位", facts->authority);
    add_fact(list, "信息来源单位", facts->source);
    if (facts->kind == CASE_OBJECTION && facts->reason)
        add_fact(list, "异议事由", objection_reason_label(facts->reason));
    if (facts->kind == CASE_COMPLAINT && facts->reason)
        add_fact(list, "反映事项", complaint_kind_label(facts->reason));
    if (facts->kind == CASE_REPORT)
        add_report(list, facts);
    return list;
}

static bool is(const struct letter_facts *facts, const char *letter)
{
    return strcmp(facts->move->letter, letter) == 0;
}

/* The sentences in front of list, decision and reasons. */
static json_t *paragraphs_of(const struct letter_facts *facts)
{
    json_t *list = json_array();
    char sentence[SENTENCE], day[32];
    const char *what = case_kind_label(facts->kind);
    snprintf(sentence, sizeof sentence, "您（单位）于%s提出的%s（编号%s）收悉。", long_day(facts->filed_on, day), what, facts->number);
    add_text(list, sentence);
    if (is(facts, "acceptance")) {
        add_text(list, "经审查，申请材料符合要求，现予受理。");
        if (facts->holds)
            add_text(list, "异议处理期间，所涉信息暂停公示；同一申请人或者同一信息在办的异议超过规定件数的，办理照常进行，但不再因本件暂停公示。");
    } else if (is(facts, "completion")) {
        add_text(list, "经审查，还需要补正下列材料：");
    } else if (is(facts, "refusal")) {
        add_text(list, facts->state == CASE_ACCEPTED ? "受理后经进一步审查，决定终止办理。" : "经审查，决定不予受理。");
        if (facts->kind == CASE_OBJECTION && facts->state == CASE_ACCEPTED)
            add_text(list, "所涉信息因本件暂停公示的，恢复公示。");
    } else {
        add_text(list, "现将处理结果书面告知如下：");
    }
    return list;
}

/* What is missing, a line each; empty lines and those over the limit are left out. */
static json_t *items_of(const char *text)
{
    json_t *list = json_array();
    for (const char *at = text; at && *at && json_array_size(list) < LETTER_ITEMS_MAX;) {
        size_t n = strcspn(at, "\r\n");
        const char *begin = at;
        at += n + strspn(at + n, "\r\n");
        while (n > 0 && (*begin == ' ' || *begin == '\t'))
            begin++, n--;
        if (n > 0)
            json_array_append_new(list, json_stringn(begin, n));
    }
    return list;
}

static json_t *clocks_of(const struct letter_facts *facts)
{
    json_t *list = json_array();
    char day[DAY_TEXT];
    for (size_t i = 0; i < facts->clock_count; i++) {
        const struct case_clock_plan *clock = &facts->clocks[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:i, s:s, s:b}", "label", case_step_label(clock->step), "due", day_format(clock->due, day),
                                              "days", (int)clock->days, "basis", clock->basis ? clock->basis : "", "provisional", clock->provisional));
    }
    return list;
}

/* How to disagree, in careful words: the terms of review and of lawsuits are those of the law at the time. */
static json_t *remedies_of(const struct letter_facts *facts)
{
    json_t *list = json_array();
    char sentence[SENTENCE], day[32];
    if (is(facts, "completion")) {
        if (facts->supplement_due != DAY_NONE) {
            snprintf(sentence, sizeof sentence, "请于%s前补正。逾期未补正的，可能不予受理；材料备齐后，可以重新提出。", long_day(facts->supplement_due, day));
            add_text(list, sentence);
        }
    } else if (is(facts, "refusal")) {
        add_text(list, "情况发生变化或者材料备齐后，可以重新提出。");
        add_text(list, facts->kind == CASE_COMPLAINT ? "对本告知有不同意见的，可以向本网站主办单位的上级主管部门反映。"
                                                     : "认为本告知侵犯您（单位）合法权益的，可以依法申请行政复议或者提起行政诉讼。");
    } else if (is(facts, "result") && facts->kind == CASE_COMPLAINT) {
        add_text(list, "对本答复有不同意见的，可以补充材料后再次反映，也可以向本网站主办单位的上级主管部门反映。");
    } else if (!is(facts, "acceptance")) {
        if (facts->kind == CASE_OBJECTION)
            add_text(list, "有新的证据的，可以再次提出异议。");
        if (facts->kind == CASE_REPAIR)
            add_text(list, "信用修复不收取任何费用。情况发生变化后，可以再次提出申请。");
        add_text(list, "对本处理结果不服的，可以依法申请行政复议或者提起行政诉讼。");
    }
    return list;
}

enum result letter_body(const struct letter_facts *facts, struct buffer *out)
{
    const char *letter = facts->move->letter;
    const char *title = letter ? letter_title(facts->kind, letter, facts->state) : "";
    char day[DAY_TEXT];
    if (!*title)
        return RESULT_INVALID;
    const bool completion = is(facts, "completion");
    const bool decided = facts->move->effect == EFFECT_CONFIRM;
    json_t *body = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "v", 1, "kind", letter, "title", title, "number", facts->number,
                             "addressee", facts->addressee ? facts->addressee : "", "issuer", facts->issuer ? facts->issuer : "", "site",
                             facts->site ? facts->site : "", "address", facts->address ? facts->address : "", "date", day_format(facts->today, day));
    enum result result = RESULT_ERROR;
    char *text = NULL;
    /* json_object_set_new takes its value over, also when it fails */
    if (body && json_object_set_new(body, "facts", facts_of(facts)) == 0 && json_object_set_new(body, "paragraphs", paragraphs_of(facts)) == 0 &&
        json_object_set_new(body, "items", items_of(completion ? facts->text : facts->corrections)) == 0 &&
        json_object_set_new(body, "decision", json_string(decided ? decision_of(facts->kind, facts->outcome) : "")) == 0 &&
        json_object_set_new(body, "reasons", json_string(completion || !facts->text ? "" : facts->text)) == 0 &&
        json_object_set_new(body, "clocks", clocks_of(facts)) == 0 &&
        json_object_set_new(body, "basis", json_string(facts->terms ? case_basis(facts->move, facts->terms) : "")) == 0 &&
        json_object_set_new(body, "remedies", remedies_of(facts)) == 0 && (text = json_dumps(body, JSON_COMPACT)) != NULL)
        result = buffer_puts(out, text) ? RESULT_OK : RESULT_ERROR;
    free(text);
    json_decref(body);
    return result;
}
