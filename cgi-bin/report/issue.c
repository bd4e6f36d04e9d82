/* From an order to an issued report. The file is on disk and sealed before the row says that it is issued; an order that was carried
 * out before is answered with its number, whatever became of the connection meanwhile. */
#include "report/issue.h"

#include "base/log.h"
#include "base/random.h"
#include "base/store.h"
#include "db/memory.h"
#include "doc/sign.h"
#include "domain/mask.h"
#include "report/reporter.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define NUMBER_TRIES 5        /* numbers of one millisecond differ by chance of 1 in 1,300,000 */
#define JSON_MAX 8192         /* of summary and digests: eleven classes */
#define NUMBERS_OF_CHANCE (5 * 26 * 10000)

_Static_assert((int)PROOF_LICENCES == (int)REPORT_LICENCES && (int)PROOF_LOCAL == (int)REPORT_LOCAL &&
                   (int)PROOF_OBJECTIONS == (int)REPORT_CLASSES, "the proof counts the classes of the summary in their order");

static const struct {
    const char *kind, *label, *title, *subtitle;
    enum proof_kind proof;
} kinds[] = {
    {"public", "公共信用信息报告", "公共信用信息报告", NULL, PROOF_PUBLIC},
    {"search", "公开信息查询证明", "公开信息查询证明", NULL, PROOF_SEARCH},
    {"full", "公共信用信息报告（本人查询）", "公共信用信息报告", "本主体书面授权查询", PROOF_FULL},
    {"compliance", "专项信用报告", "专项信用报告", "代替有关行政机关出具的无违法违规证明", PROOF_COMPLIANCE},
    {"letter", "办理文书", NULL, NULL, PROOF_LETTER}, /* issued by the clerk */
};
#define KINDS (sizeof kinds / sizeof *kinds)

static size_t kind_of(const char *kind)
{
    size_t i = 0;
    while (i < KINDS && strcmp(kinds[i].kind, kind) != 0)
        i++;
    return i;
}

const char *issue_kind_label(const char *kind)
{
    const size_t i = kind_of(kind);
    return i < KINDS ? kinds[i].label : "";
}

/* One issue on its way. */
struct work {
    struct reporter *reporter;
    const struct issue_order *order;
    size_t kind;
    struct arena arena;
    struct gathered gathered;
    struct gathered_search search;
    const struct report_digest *digest;
    struct pdf_output output;
    char number[REPORT_NUMBER_TEXT], code[REPORT_CODE_TEXT];
    int64_t issued_ms;
    struct sign_outcome outcome;
};

static bool is_search(const struct work *work)
{
    return kinds[work->kind].proof == PROOF_SEARCH;
}

/* Somebody has to mend it: a sign without a glyph, a limit. */
static void tell_desk(const struct work *work, const char *why)
{
    const char *about = work->order->case_number ? work->order->case_number : work->order->codes[0];
    log_error("%s of %s cannot be printed: %s", work->order->kind, about, why);
    if (report_fault_add(work->reporter->db, work->order->kind, about, why) != RESULT_OK)
        log_error("the desk cannot be told");
}

static enum result gather(struct work *work)
{
    const struct issue_order *order = work->order;
    enum result r;
    if (is_search(work)) {
        r = gather_search(work->reporter, order->codes, order->code_count, &work->arena, &work->search);
        work->digest = &work->search.digest;
    } else {
        r = gather_report(work->reporter, order->codes[0], &order->scope, &work->arena, &work->gathered);
        work->digest = &work->gathered.digest;
    }
    if (r == RESULT_CONFLICT) {
        char text[80];
        snprintf(text, sizeof text, "more than %d records", REPORT_RECORDS_MAX);
        tell_desk(work, text);
        r = RESULT_INVALID;
    }
    return r;
}

static void draw_number(struct work *work)
{
    work->issued_ms = work->order->now_ms;
    report_number_make(work->issued_ms, random_below(NUMBERS_OF_CHANCE), work->number);
    report_code_of(work->reporter->code_key, work->number, work->code);
}

/* What the QR code holds: the address, and behind # a proof that needs no server. */
static enum result qr_text(struct work *work, char *out, size_t size)
{
    char proof[PROOF_TEXT_MAX + 1];
    struct proof facts = {.kind = kinds[work->kind].proof, .time = (time_t)(work->issued_ms / 1000)};
    snprintf(facts.number, sizeof facts.number, "%s", work->number);
    if (!is_search(work))
        snprintf(facts.code, sizeof facts.code, "%s", work->gathered.subject.uscc);
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        facts.counts[i] = work->digest->n[i];
    facts.counts[PROOF_OBJECTIONS] = work->digest->held;
    const enum result r = sign_proof(work->reporter->sign, &facts, proof);
    if (r == RESULT_OK)
        snprintf(out, size, "%s/v/%s/%s#%s", work->reporter->site_url, work->number, work->code, proof);
    return r;
}

static enum result write_document(struct work *work)
{
    struct reporter *reporter = work->reporter;
    const struct issue_order *order = work->order;
    struct paper_fault fault = {""};
    char qr[PROOF_TEXT_MAX + 300], verify[300], objection[300], repair[300], fingerprint[PROOF_FINGERPRINT], period[64], from[DAY_TEXT], until[DAY_TEXT];
    enum result r = qr_text(work, qr, sizeof qr);
    if (r != RESULT_OK)
        return r;
    snprintf(verify, sizeof verify, "%s/verify", reporter->site_url);
    snprintf(objection, sizeof objection, "%s/objections/new", reporter->site_url);
    snprintf(repair, sizeof repair, "%s/repairs/new", reporter->site_url);
    proof_fingerprint(reporter->proof_keys.key[0], fingerprint);
    const struct paper_head head = {
        .title = kinds[work->kind].title, .subtitle = kinds[work->kind].subtitle, .number = work->number,
        .issued = (time_t)(work->issued_ms / 1000), .issuer = reporter->issuer, .site = reporter->site_name, .code = work->code,
        .qr = qr, .verify = verify, .fingerprint = fingerprint, .demonstration = reporter->demonstration,
        .seal = {.name = reporter->issuer, .line = reporter->demonstration ? "演示专用章" : "信用报告专用章", .star = true},
    };
    const struct report_help help = {.objection = objection, .repair = repair, .phone = reporter->phone};
    if (is_search(work)) {
        work->search.proof.head = head;
        work->search.proof.help = help;
        r = search_proof_write(reporter->press, &work->search.proof, &work->output, &fault);
    } else {
        struct credit_report *report = &work->gathered.report;
        report->head = head;
        report->help = help;
        report->purpose = order->purpose;
        report->recipient = order->recipient;
        report->authority = order->authority;
        if (order->scope.from != DAY_NONE || order->scope.until != DAY_NONE) {
            snprintf(period, sizeof period, "%s 至 %s", order->scope.from == DAY_NONE ? "最早" : day_format(order->scope.from, from),
                     order->scope.until == DAY_NONE ? "今日" : day_format(order->scope.until, until));
            report->period = period;
        }
        r = credit_report_write(reporter->press, report, &work->output, &fault);
    }
    if (r != RESULT_OK)
        tell_desk(work, fault.text);
    return r;
}

static enum result seal_document(struct work *work)
{
    work->output.bytes.max += SIGN_ROOM; /* the typesetter's own limit was kept; the seal comes behind it */
    const enum result r = sign_pdf(work->reporter->sign, &work->output.bytes, work->number, (time_t)(work->issued_ms / 1000), &work->outcome);
    if (r != RESULT_OK)
        log_error("report %s cannot be sealed: %s", work->number, work->outcome.fault);
    else if (!work->outcome.stamped)
        log_warn("report %s has no timestamp yet: %s", work->number, work->outcome.fault);
    return r;
}

static bool write_summary(const struct work *work, struct buffer *out)
{
    const struct gather_scope *scope = &work->order->scope;
    char day[DAY_TEXT];
    buffer_printf(out, "{\"held\":%" PRIu32 ",\"firms\":%zu,\"classes\":%u", work->digest->held, work->order->code_count, scope->classes);
    if (scope->from != DAY_NONE)
        buffer_printf(out, ",\"from\":\"%s\"", day_format(scope->from, day));
    if (scope->until != DAY_NONE)
        buffer_printf(out, ",\"until\":\"%s\"", day_format(scope->until, day));
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        buffer_printf(out, ",\"%s\":%" PRIu32, report_class_code(i), work->digest->n[i]);
    return buffer_putc(out, '}');
}

bool issue_summary_read(const char *json, const char *kind, struct issue_summary *out)
{
    json_error_t error;
    json_t *top = json_loads(json, JSON_REJECT_DUPLICATES, &error);
    const char *from, *until;
    memset(out, 0, sizeof *out);
    out->scope = (struct gather_scope){.scope = strcmp(kind, "full") == 0 || strcmp(kind, "compliance") == 0 ? REPORT_OWN : REPORT_PUBLIC,
                                       .from = DAY_NONE, .until = DAY_NONE};
    if (!json_is_object(top)) {
        json_decref(top);
        return false;
    }
    out->held = (uint32_t)json_integer_value(json_object_get(top, "held"));
    out->firms = (uint32_t)json_integer_value(json_object_get(top, "firms"));
    out->scope.classes = (unsigned)json_integer_value(json_object_get(top, "classes"));
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        out->n[i] = (uint32_t)json_integer_value(json_object_get(top, report_class_code(i)));
    bool ok = (!(from = json_string_value(json_object_get(top, "from"))) || day_parse(from, &out->scope.from)) &&
              (!(until = json_string_value(json_object_get(top, "until"))) || day_parse(until, &out->scope.until));
    json_decref(top);
    return ok;
}

/* The row of a report whose file lies in the store. RESULT_CONFLICT with *same false: the number is taken. */
static enum result put_row(struct work *work, bool *same)
{
    const struct issue_order *order = work->order;
    unsigned char code_hash[32], file_key[REPORT_KEY], facts_digest[crypto_hash_sha256_BYTES];
    struct buffer summary, facts;
    const bool search = is_search(work);
    const struct archive_subject *subject = &work->gathered.subject;
    char masked[3 * 200 + 16 + 1]; /* whoever verifies a person's paper compares the name on it: the page says no more than a list would */
    const char *name = subject->name;
    enum result r = RESULT_ERROR;
    *same = false;
    if (order->scope.person_case && strlen(name) <= 200) {
        masked[mask_name(name, strlen(name), masked)] = '\0';
        name = masked;
    }
    buffer_init(&summary, JSON_MAX);
    buffer_init(&facts, JSON_MAX);
    if (write_summary(work, &summary) && report_digest_write(work->digest, &facts)) {
        report_code_hash(work->reporter->code_key, work->number, work->code, code_hash);
        random_bytes(file_key, sizeof file_key);
        crypto_hash_sha256(facts_digest, (const unsigned char *)facts.data, facts.len);
        const struct report_issue issue = {
            .number = work->number, .kind = order->kind, .subject_id = search ? 0 : subject->id, .uscc = search || order->scope.person_case ? NULL : subject->uscc,
            .name = search ? work->search.proof.firms[0].name : name, .issued_ms = work->issued_ms, .code_hash = code_hash,
            .file_key = file_key, .sha256 = work->outcome.sha256, .size = (uint32_t)work->output.bytes.len,
            .level = work->outcome.stamped ? "B-LT" : "B-B", .level_note = work->outcome.stamped ? NULL : work->outcome.fault,
            .good_until = work->outcome.good_until, .summary = summary.data, .facts = facts.data, .facts_digest = facts_digest, .purpose = order->purpose,
            .recipient = order->recipient, .case_number = order->case_number, .asked_by = order->asked_by, .actor = order->actor,
            .records = search ? work->search.facts : work->gathered.facts,
            .record_count = search ? work->search.fact_count : work->gathered.fact_count,
            .subjects = order->codes, .subject_count = search ? order->code_count : 0,
            .scope = order->scope_id, .key = order->key, .body = order->body,
        };
        char number[REPORT_NUMBER_TEXT];
        r = report_issue(work->reporter->db, &issue, number, same);
        if (r == RESULT_OK)
            memcpy(work->number, number, sizeof number);
    }
    buffer_free(&summary);
    buffer_free(&facts);
    return r;
}

/* What an earlier request came to; RESULT_NOT_FOUND: there was none. */
static enum result done_before(struct reporter *reporter, const struct issue_order *order, char number[REPORT_NUMBER_TEXT])
{
    if (order->case_number)
        return report_of_case(reporter->db, order->case_number, number);
    return report_issued_before(reporter->db, order->scope_id, order->key, order->body, number);
}

static enum result attempt(struct work *work, bool *same)
{
    *same = false;
    draw_number(work);
    enum result r = write_document(work);
    if (r == RESULT_OK)
        r = seal_document(work);
    if (r == RESULT_OK)
        r = store_put_bytes(work->reporter->reports_dir, work->output.bytes.data, work->output.bytes.len, work->outcome.sha256);
    if (r == RESULT_OK)
        r = put_row(work, same);
    pdf_output_free(&work->output);
    return r;
}

enum result issue_report(struct reporter *reporter, const struct issue_order *order, char number[REPORT_NUMBER_TEXT])
{
    struct work work = {.reporter = reporter, .order = order, .kind = kind_of(order->kind)};
    bool same = false;
    if (work.kind == KINDS || !kinds[work.kind].title)
        return RESULT_ERROR;
    enum result r = done_before(reporter, order, number);
    if (r != RESULT_NOT_FOUND)
        return r;
    arena_init(&work.arena, GATHER_ARENA_MAX);
    r = gather(&work);
    for (unsigned i = 0; r == RESULT_OK && i < NUMBER_TRIES; i++) {
        r = attempt(&work, &same);
        if (r != RESULT_CONFLICT || same)
            break;
        r = order->case_number ? done_before(reporter, order, work.number) : RESULT_NOT_FOUND; /* the case's own, or the number was taken */
        if (r == RESULT_OK)
            break;
        r = r == RESULT_NOT_FOUND && i + 1 < NUMBER_TRIES ? RESULT_OK : RESULT_ERROR;
    }
    if (r == RESULT_OK)
        memcpy(number, work.number, REPORT_NUMBER_TEXT);
    gathered_free(&work.gathered);
    arena_free(&work.arena);
    return r;
}
