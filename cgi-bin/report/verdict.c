/* Number, code, file and today's facts held against what was issued. */
#include "report/verdict.h"

#include "report/gather.h"
#include "report/reporter.h"
#include "web/request.h"
#include "web/ticket.h"

#include <string.h>

const char *verdict_name(enum verdict_result result)
{
    static const char *const names[] = {"genuine", "changed", "revoked", "altered", "unknown"};
    return names[result];
}

/* Of what class something changed since. A subject that is gone counts as its registration. */
static enum result compare(struct reporter *reporter, struct verdict *v)
{
    struct report_digest then, now;
    struct arena arena;
    const struct report *report = &v->report;
    if (!*report->uscc && !v->subject_count)
        v->summary.scope.person_case = report->case_number;
    if (!report_digest_read(report->facts, strlen(report->facts), &then))
        return RESULT_ERROR;
    arena_init(&arena, GATHER_ARENA_MAX);
    enum result r = v->subject_count ? gather_search_digest(reporter, v->subjects, v->subject_count, &arena, &now)
                                     : gather_digest(reporter, report->uscc, &v->summary.scope, &arena, &now);
    if (r == RESULT_OK)
        v->changes = report_digest_changes(&then, &now);
    else if (r == RESULT_NOT_FOUND || r == RESULT_CONFLICT) { /* gone, or grown beyond what a report holds */
        v->changes = 1u << REPORT_CLASSES;
        r = RESULT_OK;
    }
    arena_free(&arena);
    return r;
}

/* Everything about a report that is ours. */
static enum result judge(struct reporter *reporter, struct request *request, struct verdict *v)
{
    const struct report *report = &v->report;
    unsigned gone = 0;
    v->known = issue_summary_read(&reporter->compliance, report->summary, report->kind, &request->arena, &v->summary);
    enum result r = v->known ? report_subjects(reporter->db, report->number, &request->arena, v->subjects, REPORT_SUBJECTS_MAX, &v->subject_count)
                             : RESULT_ERROR;
    if (r == RESULT_OK && strcmp(report->kind, "letter") == 0)
        r = report_letter(reporter->db, report->number, &request->arena, &v->letter);
    if (r != RESULT_OK)
        return r;
    if (strcmp(report->kind, "letter") == 0 && !report->revoked_at) { /* what it says was decided then; no facts behind it change */
        v->result = VERDICT_GENUINE;
        return RESULT_OK;
    }
    if (report->revoked_at) {
        v->result = VERDICT_REVOKED;
        return RESULT_OK;
    }
    r = compare(reporter, v);
    if (r == RESULT_OK)
        r = report_taken_down(reporter->db, report->number, &gone);
    v->result = v->changes ? VERDICT_CHANGED : VERDICT_GENUINE;
    v->may_open = r == RESULT_OK && gone == 0 && v->summary.scope.scope == REPORT_PUBLIC;
    return r;
}

enum result verdict_by_code(struct reporter *reporter, struct request *request, const char *number, const char *code,
                            struct verdict *out, unsigned *wait_seconds)
{
    unsigned char hash[32], network[TICKET_DIGEST];
    char normal[REPORT_NUMBER_TEXT];
    memset(out, 0, sizeof *out);
    out->result = VERDICT_UNKNOWN;
    if (!report_number_normalise(number, strlen(number), normal) || !report_code_normalise(code, strlen(code), out->code))
        return RESULT_OK;
    report_code_hash(reporter->code_key, normal, out->code, hash);
    ticket_network(reporter->grant_key, request, network);
    enum result r = report_open(reporter->db, normal, hash, network, request->now, wait_seconds);
    if (r == RESULT_NOT_FOUND)
        return RESULT_OK;
    if (r == RESULT_OK)
        r = report_read(reporter->db, normal, &request->arena, &out->report);
    return r == RESULT_OK ? judge(reporter, request, out) : r;
}

enum result verdict_by_file(struct reporter *reporter, struct request *request, enum verify_result looked,
                            const struct verify_details *details, struct verdict *out)
{
    char number[REPORT_NUMBER_TEXT];
    bool ours = false;
    memset(out, 0, sizeof *out);
    out->by_file = true;
    out->locked = looked == VERIFY_ENCRYPTED;
    out->result = looked == VERIFY_FOREIGN || looked == VERIFY_UNTRUSTED ? VERDICT_UNKNOWN : VERDICT_ALTERED;
    if (looked != VERIFY_GENUINE)
        return RESULT_OK; /* what an altered file says of itself is not repeated */
    out->result = VERDICT_UNKNOWN;
    if (!report_number_normalise(details->number, strlen(details->number), number))
        return RESULT_OK;
    enum result r = report_read(reporter->db, number, &request->arena, &out->report);
    if (r == RESULT_NOT_FOUND)
        return RESULT_OK;
    if (r == RESULT_OK)
        r = report_file_known(reporter->db, number, details->sha256, &ours);
    if (r != RESULT_OK)
        return r;
    if (!ours) { /* our seal, but not the bytes that were issued under this number */
        out->result = VERDICT_ALTERED;
        return RESULT_OK;
    }
    return judge(reporter, request, out);
}
