/* An application for a report of one's own (a case of kind report): what is asked beyond who applies, and how the case keeps it as JSON:
 * {"kind", "purpose", "recipient", "from", "until": "YYYY-MM-DD", "class": [class] of a full report, "domain": [field of
 * administration] of a compliance report (before there were fields: classes), "applicant_kind", "applicant_name", "applicant_code"
 * (a person's masked), …}. The applicants' form, the counter's, the staff's page and the letter go by it. A use is agreed on in writing
 * (辽宁省公共信用信息管理办法 art. 14), so purpose and recipient are always there. Pure. */
#ifndef DOMAIN_APPLICATION_H
#define DOMAIN_APPLICATION_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/result.h"
#include "domain/compliance.h"
#include "domain/report.h"

#include <stdbool.h>

#define APPLICATION_LINE_MIN 2   /* signs of purpose and recipient */
#define APPLICATION_LINE_MAX 100

/* What may be chosen, each list ended by NULL. */
extern const char *const application_kinds[];   /* compliance, full */
extern const char *const application_classes[]; /* of information: report_class_code of each, in their order */

/* 专项信用报告（信用代证） or 本主体查询报告: the words of every page; NULL for another code. */
const char *application_kind_label(const char *kind);
/* The label of a class of information by its code; NULL for another code. */
const char *application_class_label(const char *code);
/* What is wrong with a period, in Chinese for beside its end; NULL: nothing. DAY_NONE: open. */
const char *application_period_fault(day_t from, day_t until);

struct application {
    const char *purpose, *recipient; /* "": an old application without them */
    const char *period;              /* "2020-09-01 至 出具之日"; "": everything */
    const char *classes;             /* labels of classes or fields of administration with 、 between; "": all of them */
};
/* Reads a case's JSON; `compliance` names the fields of administration, NULL: their codes; texts go to the arena. RESULT_INVALID: it is none; RESULT_ERROR: no memory. */
enum result application_read(const char *json, const struct compliance *compliance, struct arena *arena, struct application *out) MUST_CHECK;

#endif
