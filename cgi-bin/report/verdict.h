/* The five answers to "is this what you issued?" (contract): genuine, changed, revoked, altered, unknown. */
#ifndef REPORT_VERDICT_H
#define REPORT_VERDICT_H

#include "base/result.h"
#include "db/report.h"
#include "doc/verify.h"
#include "domain/report.h"
#include "report/issue.h"

#include <stdbool.h>
#include <stddef.h>

struct reporter;
struct request;

enum verdict_result { VERDICT_GENUINE, VERDICT_CHANGED, VERDICT_REVOKED, VERDICT_ALTERED, VERDICT_UNKNOWN };
const char *verdict_name(enum verdict_result result);

struct verdict {
    enum verdict_result result;
    bool known;                     /* report and summary are filled: what the paper must show */
    bool by_file;
    bool locked;                    /* the file has a password: a copy that another program wrote, never the original */
    bool may_open;                  /* the original may be shown: public or search, and nothing in it was taken down */
    struct report report;
    struct issue_summary summary;
    struct report_letter letter;    /* of a letter; else its texts are NULL */
    unsigned changes;               /* of which classes facts changed (report_digest_changes) */
    const char *subjects[REPORT_SUBJECTS_MAX]; size_t subject_count; /* of a search */
    char code[REPORT_CODE_TEXT];    /* in its normal form */
};

/* By number and code as somebody typed them. A number or code that is none is VERDICT_UNKNOWN like a wrong one. RESULT_DENIED: too
   many wrong codes, wait so many seconds. */
enum result verdict_by_code(struct reporter *reporter, struct request *request, const char *number, const char *code,
                            struct verdict *out, unsigned *wait_seconds) MUST_CHECK;
/* By what the verifier (doc/verify.h) said of a file that is a PDF. */
enum result verdict_by_file(struct reporter *reporter, struct request *request, enum verify_result looked,
                            const struct verify_details *details, struct verdict *out) MUST_CHECK;

#endif
