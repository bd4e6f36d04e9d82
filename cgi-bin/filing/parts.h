/* What objection and repair have in common: finding the record, who applies. */
#ifndef FILING_PARTS_H
#define FILING_PARTS_H

#include "base/result.h"
#include "domain/casework.h"
#include "filing/sheet.h"
#include "web/form.h"

struct view;

/* Declared fields (web/form.h) in the order in which they stand on the page: that of the summary of faults. */
#define PARTS_CARRIED_FIELDS                                                         \
    {.name = "token", .type = FORM_LINE}, {.name = "idempotency_key", .type = FORM_LINE, .max = 64}, \
    {.name = "step", .type = FORM_CHOICE, .choices = parts_steps}, {.name = "drop", .type = FORM_SLUG}
#define PARTS_APPLICANT_FIELDS                                                                                                       \
    {.name = "applicant_kind", .type = FORM_CHOICE, .required = true, .choices = parts_kinds},                                       \
    {.name = "applicant_name", .type = FORM_LINE, .required = true, .min = 2, .max = 100},                                           \
    {.name = "applicant_code", .type = FORM_LINE, .required = true, .max = 40}, {.name = "applicant_code_sure", .type = FORM_CHECK}, \
    {.name = "agent_name", .type = FORM_LINE, .min = 2, .max = 50}, {.name = "agent_code", .type = FORM_LINE, .max = 40},            \
    {.name = "phone", .type = FORM_LINE, .required = true, .max = 40}, {.name = "email", .type = FORM_LINE, .max = 254},             \
    {.name = "identity", .type = FORM_FILE}, {.name = "identity_kept", .type = FORM_LINE, .max = PAPERS_IDS}
/* The same on the page on which they are looked over. */
#define PARTS_APPLICANT_LINES(group, anchor)                                                          \
    {group, anchor, "applicant_kind", "申请人类型", parts_kind_word}, {group, anchor, "applicant_name", "名称（姓名）", NULL}, \
    {group, anchor, "applicant_code", "代码（证件号码）", NULL}, {group, anchor, "agent_name", "受托人姓名", NULL},            \
    {group, anchor, "agent_code", "受托人身份号码", NULL}, {group, anchor, "phone", "联系电话", NULL},                         \
    {group, anchor, "email", "电子邮箱", NULL}, {group, anchor, "identity", "身份材料", NULL}

extern const char *const parts_steps[];
extern const char *const parts_kinds[];
const char *parts_kind_word(const char *code);

/* GET of a form about a record: the record that the query names with an empty form, or the page on which one is found. `kind`: objection, repair. */
enum result parts_open(struct sheet_work *work, const char *kind) MUST_CHECK;
/* What the form begins with: applicant_kind, and for an organisation's record its name and code. */
void parts_prefill(struct sheet_work *work);
/* terms.{check,provider,result_notice,repair_site,repair_unit,accept,…}.{days,basis}: of the steps that have a term. */
void parts_show_terms(struct view *view, const struct case_terms *terms);

#endif
