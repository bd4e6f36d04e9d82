/* The issue of a report: facts, document, seal, file, and one transaction that makes it an issued one. */
#ifndef REPORT_ISSUE_H
#define REPORT_ISSUE_H

#include "base/result.h"
#include "report/gather.h"
#include "web/ticket.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct reporter;

struct issue_order {
    const char *kind;                    /* public search full compliance */
    const char *const *codes; size_t code_count; /* in their normal form; one but for search */
    struct gather_scope scope;
    const char *purpose, *recipient, *case_number, *authority; /* NULL: none */
    const unsigned char *asked_by;       /* 16 bytes */
    const char *actor;                   /* for the use log */
    const unsigned char *scope_id, *key, *body; /* idempotency: 16, 16, 32 bytes; NULL: the case's number keeps it single */
    int64_t now_ms;                      /* clock_now_ms: the moment of issue, by which numbers are in order */
};

/* RESULT_OK and its number, also when the same order was carried out before. RESULT_NOT_FOUND: no such subject; RESULT_CONFLICT: the key
   stands for another order; RESULT_INVALID: it cannot be printed (too many records, a sign that no font has: the log and the desk
   are told); RESULT_UNAVAILABLE: signer, timestamps (where the setting waits for them), disk or database. Nothing is half-issued. */
enum result issue_report(struct reporter *reporter, const struct issue_order *order, char number[REPORT_NUMBER_TEXT]) MUST_CHECK;

/* {"counts": {class: n}, "held": n, "firms": n, "from": day, "until": day, "classes": bits}: what the row keeps beside the digest. */
struct issue_summary {
    uint32_t n[REPORT_CLASSES], held, firms;
    struct gather_scope scope;
};
bool issue_summary_read(const char *json, const char *kind, struct issue_summary *out) MUST_CHECK;

const char *issue_kind_label(const char *kind); /* 公共信用信息报告 … ; "" for an unknown one */

#endif
