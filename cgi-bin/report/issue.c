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
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_TRIES 5        /* numbers of one millisecond differ by chance of 1 in 1,300,000 */
#define JSON_MAX 8192         /* of digests: eleven classes */
#define SUMMARY_MAX 60000     /* fifty firms with names of 200 signs; the column holds 65,535 bytes */
#define NAMES_ON_COVER 3      /* classes or domains named there before the rest is counted: two lines; the summary names all */
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

/* The classes that were asked for, and what was counted of the others is not told. */
static unsigned asked(const struct work *work)
{
    return is_search(work) ? work->search.classes : gather_asked(&work->order->scope);
}

/* What was found of a firm in the lists that honour, or in those that warn. */
static unsigned long found(const struct search_proof *p, const struct proof_firm *firm, bool honour)
{
    unsigned long n = 0;
    for (size_t i = 0; firm->known && i < p->list_count; i++)
        if (p->lists[i].honour == honour)
            n += firm->results[i].n;
    return n;
}

static void digest_rows(const struct search_proof *p, uint8_t out[PROOF_ROWS])
{
    struct proof_row rows[PROOF_FIRMS_MAX];
    for (size_t i = 0; i < p->firm_count; i++)
        rows[i] = (struct proof_row){.code = p->firms[i].code, .known = p->firms[i].known, .warns = found(p, &p->firms[i], false),
                                     .honours = found(p, &p->firms[i], true)};
    proof_rows(rows, p->firm_count, out);
}

static void prove_subject(const struct work *work, struct proof *facts)
{
    const struct issue_order *order = work->order;
    if (is_search(work) && order->code_count > 1) {
        facts->subject = PROOF_SEVERAL;
        facts->firms = (unsigned)order->code_count;
        digest_rows(&work->search.proof, facts->rows);
    } else if (order->scope.person_case) {
        facts->subject = PROOF_PERSON;
    } else {
        facts->subject = PROOF_FIRM;
        snprintf(facts->code, sizeof facts->code, "%s", order->codes[0]);
    }
}

/* A day before the proof's first is as good as no beginning. */
static void prove_scope(const struct gather_scope *scope, struct proof *facts)
{
    facts->from = scope->from > 0 ? scope->from : DAY_NONE;
    facts->until = scope->until > 0 ? scope->until : DAY_NONE;
    facts->period = facts->from != DAY_NONE || facts->until != DAY_NONE;
    facts->domains = scope->compliance ? scope->domains : 0;
}

/* What the QR code holds: the address, and behind # a proof that needs no server. */
static enum result qr_text(struct work *work, char *out, size_t size)
{
    char proof[PROOF_TEXT_MAX + 1];
    struct proof facts = {.kind = kinds[work->kind].proof, .time = (time_t)(work->issued_ms / 1000)};
    snprintf(facts.number, sizeof facts.number, "%s", work->number);
    prove_subject(work, &facts);
    prove_scope(&work->order->scope, &facts);
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        facts.counts[i] = asked(work) >> i & 1 ? work->digest->n[i] : PROOF_NOT_ASKED;
    facts.counts[PROOF_OBJECTIONS] = work->digest->held;
    const enum result r = sign_proof(work->reporter->sign, &facts, proof);
    if (r == RESULT_OK)
        snprintf(out, size, "%s/v/%s/%s#%s", work->reporter->site_url, work->number, work->code, proof);
    return r;
}

void issue_scope_words(const struct gather_scope *scope, unsigned most, char out[ISSUE_SCOPE_TEXT])
{
    const struct compliance *c = scope->compliance;
    const unsigned all = c ? (unsigned)c->count : REPORT_CLASSES, classes = gather_asked(scope);
    const char *what = c ? "个领域" : "类信息";
    unsigned n = 0;
    size_t len = 0;
    *out = '\0';
    for (unsigned i = 0; i < all; i++) {
        if (c ? !(scope->domains & COMPLIANCE_BIT(&c->domains[i])) : !(classes >> i & 1))
            continue;
        if (n++ < most && len < ISSUE_SCOPE_TEXT - 300)
            len += (size_t)snprintf(out + len, ISSUE_SCOPE_TEXT - len, "%s%.200s", n > 1 ? "、" : "", c ? c->domains[i].name : report_class_label(i));
    }
    if (n == all)
        snprintf(out, ISSUE_SCOPE_TEXT, "全部 %u %s", all, what);
    else
        snprintf(out + len, ISSUE_SCOPE_TEXT - len, "%s %u %s，其余未查询", n > most ? "等" : " 共", n, what);
}

void issue_period_words(const struct gather_scope *scope, char out[ISSUE_PERIOD_TEXT])
{
    char from[DAY_TEXT], until[DAY_TEXT];
    if (scope->from == DAY_NONE && scope->until == DAY_NONE)
        snprintf(out, ISSUE_PERIOD_TEXT, "全部时间");
    else
        snprintf(out, ISSUE_PERIOD_TEXT, "%s 至 %s", scope->from == DAY_NONE ? "最早" : day_format(scope->from, from),
                 scope->until == DAY_NONE ? "出具之日" : day_format(scope->until, until));
}

/* Whether only a part was asked for: then the paper does not stand for the whole. */
static bool is_part(const struct gather_scope *scope)
{
    return scope->compliance ? scope->domains != compliance_all(scope->compliance) : gather_asked(scope) != (1u << REPORT_CLASSES) - 1;
}

/* The words below the title: nobody takes a part for the whole. */
static const char *subtitle(const struct work *work)
{
    const struct gather_scope *scope = &work->order->scope;
    if (is_search(work) || !is_part(scope))
        return kinds[work->kind].subtitle;
    return scope->compliance ? "代替所列领域行政机关出具的无违法违规证明，其他领域未查询" : "只含所列类别的信息，其他类别未查询";
}

/* What a reader must know of the scope, among the explanations. */
static void explain_scope(const struct gather_scope *scope, struct credit_report *report)
{
    static const char part[] = "本报告只查询了封面“查询范围”和“查询期间”所列的信息，对其余信息的有无不作说明。";
    static const char breach[] = "本报告所称违法违规记录，是指行政处罚（含依法不公开的、适用简易程序作出的）和严重失信主体名单信息。行政强制、刑事裁判信息尚未归集，"
                                 "本报告对其有无不作说明。";
    static const char *const notes[] = {part}, *const of_compliance[] = {breach, part};
    report->notes = scope->compliance ? of_compliance : notes;
    report->note_count = scope->compliance ? 2 : is_part(scope) || scope->from != DAY_NONE || scope->until != DAY_NONE;
}

static enum result write_document(struct work *work)
{
    struct reporter *reporter = work->reporter;
    const struct issue_order *order = work->order;
    struct paper_fault fault = {""};
    char qr[PROOF_TEXT_MAX + 300], verify[300], objection[300], repair[300], fingerprint[PROOF_FINGERPRINT], scope[ISSUE_SCOPE_TEXT], period[ISSUE_PERIOD_TEXT],
         whole[ISSUE_SCOPE_TEXT + ISSUE_PERIOD_TEXT + 64], rows_text[PROOF_ROWS_TEXT];
    uint8_t rows[PROOF_ROWS];
    enum result r = qr_text(work, qr, sizeof qr);
    if (r != RESULT_OK)
        return r;
    snprintf(verify, sizeof verify, "%s/verify", reporter->site_url);
    snprintf(objection, sizeof objection, "%s/objections/new", reporter->site_url);
    snprintf(repair, sizeof repair, "%s/repairs/new", reporter->site_url);
    proof_fingerprint(reporter->proof_keys.key[0], fingerprint);
    const struct paper_head head = {
        .title = kinds[work->kind].title, .subtitle = subtitle(work), .number = work->number,
        .issued = (time_t)(work->issued_ms / 1000), .issuer = reporter->issuer, .site = reporter->site_name, .code = work->code,
        .qr = qr, .verify = verify, .fingerprint = fingerprint, .demonstration = reporter->demonstration,
        .seal = {.name = reporter->issuer, .line = reporter->demonstration ? "演示专用章" : "信用报告专用章", .star = true},
    };
    const struct report_help help = {.objection = objection, .repair = repair, .phone = reporter->phone};
    if (is_search(work)) {
        work->search.proof.head = head;
        work->search.proof.help = help;
        digest_rows(&work->search.proof, rows);
        proof_rows_text(rows, rows_text);
        work->search.proof.rows = rows_text;
        r = search_proof_write(reporter->press, &work->search.proof, &work->output, &fault);
    } else {
        struct credit_report *report = &work->gathered.report;
        report->head = head;
        report->help = help;
        report->purpose = order->purpose;
        report->recipient = order->recipient;
        report->authority = order->authority;
        if (order->scope.scope == REPORT_OWN) {
            issue_period_words(&order->scope, period);
            issue_scope_words(&order->scope, UINT_MAX, scope);
            snprintf(whole, sizeof whole, "查询范围：%s。查询期间：%s。", scope, period);
            issue_scope_words(&order->scope, NAMES_ON_COVER, scope);
            report->asked = whole;
            report->scope = scope;
            report->period = period;
            explain_scope(&order->scope, report);
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

static json_t *rows_of(const struct search_proof *p)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < p->firm_count; i++) {
        const struct proof_firm *firm = &p->firms[i];
        json_t *warns = firm->known ? json_integer((json_int_t)found(p, firm, false)) : json_null();
        json_array_append_new(rows, json_pack("[s, s, o, i, i]", firm->code, firm->name, warns, (int)found(p, firm, true), (int)firm->open_objections));
    }
    return rows;
}

/* [lists, of them never delivered] of those that honour or warn. */
static json_t *lists_of(const struct search_proof *p, bool honour)
{
    int lists = 0, missing = 0;
    for (size_t i = 0; i < p->list_count; i++)
        if (p->lists[i].honour == honour) {
            lists++;
            missing += p->lists[i].delivered == NULL;
        }
    return json_pack("[i, i]", lists, missing);
}

static json_t *domains_of(const struct gathered *gathered)
{
    json_t *domains = json_array();
    for (size_t i = 0; i < gathered->domain_count; i++) {
        const struct gathered_domain *row = &gathered->domains[i];
        json_t *n = row->n || row->reported ? json_integer((json_int_t)row->n) : json_null();
        json_array_append_new(domains, json_pack("[s, s, o]", row->domain ? row->domain->code : "", row->unit ? row->unit->code : "", n));
    }
    return domains;
}

static bool write_summary(const struct work *work, struct buffer *out)
{
    const struct gather_scope *scope = &work->order->scope;
    const unsigned classes = asked(work);
    char day[DAY_TEXT];
    json_t *top = json_pack("{s:i, s:i, s:i}", "held", (int)work->digest->held, "firms", (int)work->order->code_count, "classes",
                            classes == (1u << REPORT_CLASSES) - 1 ? 0 : (int)classes);
    if (scope->from != DAY_NONE)
        json_object_set_new(top, "from", json_string(day_format(scope->from, day)));
    if (scope->until != DAY_NONE)
        json_object_set_new(top, "until", json_string(day_format(scope->until, day)));
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        if (classes >> i & 1)
            json_object_set_new(top, report_class_code(i), json_integer(work->digest->n[i]));
    if (is_search(work)) {
        json_object_set_new(top, "warn", lists_of(&work->search.proof, false));
        json_object_set_new(top, "honour", lists_of(&work->search.proof, true));
        json_object_set_new(top, "rows", rows_of(&work->search.proof));
    }
    if (scope->scope == REPORT_OWN) {
        char words[ISSUE_SCOPE_TEXT];
        issue_scope_words(scope, UINT_MAX, words);
        json_object_set_new(top, "scope", json_string(words));
    }
    if (scope->compliance) {
        json_object_set_new(top, "all", json_boolean(!is_part(scope)));
        json_object_set_new(top, "domains", domains_of(&work->gathered));
    }
    char *text = top ? json_dumps(top, JSON_COMPACT) : NULL;
    json_decref(top);
    const bool ok = text && buffer_puts(out, text);
    free(text);
    return ok;
}

/* The text of a cell, in the arena; "" for another kind. */
static const char *cell(const json_t *row, size_t at, struct arena *arena)
{
    const char *text = json_string_value(json_array_get(row, at));
    const char *copy = text ? arena_text(arena, text) : NULL;
    return copy ? copy : "";
}

static bool read_rows(const json_t *top, struct arena *arena, struct issue_summary *out)
{
    const json_t *rows = json_object_get(top, "rows"), *row;
    size_t i;
    out->rows = arena_alloc(arena, (json_array_size(rows) + 1) * sizeof *out->rows);
    if (!out->rows)
        return false;
    json_array_foreach(rows, i, row)
        out->rows[out->row_count++] = (struct issue_firm){
            .code = cell(row, 0, arena), .name = cell(row, 1, arena), .known = json_is_integer(json_array_get(row, 2)),
            .warns = (uint32_t)json_integer_value(json_array_get(row, 2)), .honours = (uint32_t)json_integer_value(json_array_get(row, 3)),
            .held = (uint32_t)json_integer_value(json_array_get(row, 4))};
    for (size_t k = 0; k < 2; k++) {
        const json_t *lists = json_object_get(top, k ? "honour" : "warn");
        struct issue_lists *of = k ? &out->honour : &out->warn;
        of->lists = (unsigned)json_integer_value(json_array_get(lists, 0));
        of->missing = (unsigned)json_integer_value(json_array_get(lists, 1));
    }
    return true;
}

static bool read_domains(const struct compliance *compliance, const json_t *top, struct arena *arena, struct issue_summary *out)
{
    const json_t *domains = json_object_get(top, "domains"), *row;
    size_t i;
    out->domains = arena_alloc(arena, (json_array_size(domains) + 1) * sizeof *out->domains);
    if (!out->domains)
        return false;
    if (json_is_array(domains))
        out->scope.compliance = compliance;
    json_array_foreach(domains, i, row) {
        struct issue_domain *one = &out->domains[out->domain_count++];
        *one = (struct issue_domain){.domain = cell(row, 0, arena), .unit = cell(row, 1, arena), .reported = json_is_integer(json_array_get(row, 2)),
                                     .n = (uint32_t)json_integer_value(json_array_get(row, 2))};
        const struct compliance_domain *domain = compliance_by_code(compliance, one->domain);
        if (domain)
            out->scope.domains |= COMPLIANCE_BIT(domain);
    }
    if (json_is_true(json_object_get(top, "all"))) /* a domain that there is since then takes its records from 其他领域, which was asked for */
        out->scope.domains = compliance_all(compliance);
    return true;
}

/* The scope as the paper words it: domains may have been added since. */
static const char *words_of(const json_t *top, const struct gather_scope *scope, struct arena *arena)
{
    const char *kept = json_string_value(json_object_get(top, "scope"));
    char words[ISSUE_SCOPE_TEXT];
    if (!kept)
        issue_scope_words(scope, UINT_MAX, words);
    return arena_text(arena, kept ? kept : words);
}

bool issue_summary_read(const struct compliance *compliance, const char *json, const char *kind, struct arena *arena, struct issue_summary *out)
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
              (!(until = json_string_value(json_object_get(top, "until"))) || day_parse(until, &out->scope.until)) &&
              read_rows(top, arena, out) && read_domains(compliance, top, arena, out);
    out->asked = gather_asked(&out->scope);
    out->words = words_of(top, &out->scope, arena);
    ok = ok && out->words;
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
    buffer_init(&summary, SUMMARY_MAX);
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
