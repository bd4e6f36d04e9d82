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

/* What the paper shows, to compare with it: what the row keeps beside the digest. Texts live in the arena that it is read into.
   {"firms": n, "held": n, "classes": bits, "from": day, "until": day, class: n, …,
    "warn": [lists, never delivered], "honour": the same, "rows": [[code, name, found in lists that warn (null: unknown firm), that honour, held]],
    "scope": words,
    "all": every domain, "domains": [[domain's code, unit's code, n or null for not reported]]}
   Papers of before the scope was kept have no rows and no domains. */
struct issue_firm { const char *code, *name; bool known; uint32_t warns, honours, held; };
struct issue_lists { unsigned lists, missing; }; /* missing: never delivered */
struct issue_domain { const char *domain, *unit; bool reported; uint32_t n; }; /* "": what belongs to no domain */
struct issue_summary {
    uint32_t n[REPORT_CLASSES], held, firms;
    const char *words;           /* the scope, as the paper words it */
    unsigned asked;              /* bits of the classes that were asked for */
    struct gather_scope scope;
    struct issue_firm *rows; size_t row_count;       /* of a search */
    struct issue_lists warn, honour;                 /* the lists that it looked through */
    struct issue_domain *domains; size_t domain_count; /* of a compliance report */
};
bool issue_summary_read(const struct compliance *compliance, const char *json, const char *kind, struct arena *arena, struct issue_summary *out) MUST_CHECK;
/* The same scope in words: 全部 10 类信息, or the names of what was asked for, the first `most` of them. */
#define ISSUE_SCOPE_TEXT 4096 /* 64 domains with names of a dozen signs */
void issue_scope_words(const struct gather_scope *scope, unsigned most, char out[ISSUE_SCOPE_TEXT]);
/* 全部时间, or 2020-09-01 至 出具之日. */
#define ISSUE_PERIOD_TEXT 64
void issue_period_words(const struct gather_scope *scope, char out[ISSUE_PERIOD_TEXT]);

const char *issue_kind_label(const char *kind); /* 公共信用信息报告 … ; "" for an unknown one */

#endif
