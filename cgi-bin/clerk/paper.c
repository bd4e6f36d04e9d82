/* Letters become papers: from the frozen body of a move to a sealed PDF that number, code and QR code prove like a report's. Any number
 * of clerks may make the same letter; one row stands. */
#include "clerk/paper.h"

#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "base/random.h"
#include "base/store.h"
#include "clerk/clerk.h"
#include "db/report.h"
#include "doc/letter.h"
#include "doc/sign.h"
#include "domain/mask.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BITE 16                        /* letters or stamps at a time: some 10 ms each */
#define ARENA_MAX (16u << 20)          /* of a bite: bodies of 64 KiB and their parts */
#define PARTS_MAX 128                  /* of one letter: 50 items, its paragraphs and the rest */
#define ROWS_MAX 16                    /* clocks of one letter */
#define PAUSE_MAX (6 * 3600)           /* between tries of one letter, seconds */
#define OPEN_PAUSE_MS 60000            /* before fonts and certificates are looked for again */
#define RENEW_SECONDS (60 * 24 * 3600) /* a stamp that ends within two months is renewed */
#define STAMP_PAUSE 60                 /* seconds before a paper that could not be stamped is tried again; each further one doubles it */
#define STAMP_AWAY 300                 /* the same while authority, signer or disk are away, which is not the paper's fault */
#define STAMP_TRIES_TOLD 5             /* of one paper: after half an hour the desk is told */
#define NUMBERS_OF_CHANCE (5 * 26 * 10000)

struct clerk_papers {
    struct press *press;
    struct sign *sign;
    unsigned char code_key[REPORT_CODE_KEY];
    char fingerprint[PROOF_FINGERPRINT];
    const char *reports_dir, *site_url, *site, *issuer, *phone;
    bool demonstration, ready;
    int64_t tried_ms;
};

static bool read_keys(struct clerk_papers *papers, const struct config *config)
{
    char path[4096];
    struct proof_keys keys;
    size_t len;
    snprintf(path, sizeof path, "%s/report-code", config_text(config, "keys_dir", "/var/lib/credit-portal/keys"));
    char *bytes = file_read(path, REPORT_CODE_KEY, &len);
    const bool good = bytes && len == REPORT_CODE_KEY;
    if (good)
        memcpy(papers->code_key, bytes, REPORT_CODE_KEY);
    else
        log_error("%s: no key of verification codes", path);
    free(bytes);
    if (proof_keys_load(config_text(config, "seal_proof_keys", SYSCONFDIR "/credit-portal/seal/proof.pem"), &keys) != RESULT_OK)
        return false;
    proof_fingerprint(keys.key[0], papers->fingerprint);
    return good;
}

/* Fonts, certificates and keys, when they are needed first; while they are missing letters wait. */
static struct clerk_papers *ready(struct clerk *clerk)
{
    const struct config *config = clerk->config;
    struct clerk_papers *papers = clerk->papers;
    struct paper_fault fault = {""};
    bool ok = true;
    if (!papers && !(papers = clerk->papers = calloc(1, sizeof *papers)))
        return NULL;
    if (papers->ready || (papers->tried_ms && clock_monotonic_ms() - papers->tried_ms < OPEN_PAUSE_MS))
        return papers->ready ? papers : NULL;
    papers->tried_ms = clock_monotonic_ms();
    papers->reports_dir = config_text(config, "reports_dir", "/var/lib/credit-portal/reports");
    papers->site_url = config_text(config, "site_url", "");
    papers->site = config_text(config, "site_name", "公共信用信息门户");
    papers->issuer = config_text(config, "organiser", "公共信用信息中心");
    papers->phone = config_text(config, "phone", NULL);
    papers->demonstration = config_bool(config, "demonstration", false, &ok);
    const struct press_files files = {.text_font = config_text(config, "font_text", NULL), .head_font = config_text(config, "font_head", NULL),
                                      .icc = config_text(config, "colour_profile", NULL)};
    if (!papers->press && press_open(&files, &papers->press, &fault) != RESULT_OK)
        log_error("letters cannot be made: %s", fault.text);
    else if (read_keys(papers, config) && (papers->sign || sign_open(config, &papers->sign) == RESULT_OK))
        papers->ready = true;
    return papers->ready ? papers : NULL;
}

void clerk_papers_close(struct clerk *clerk)
{
    if (!clerk->papers)
        return;
    sign_close(clerk->papers->sign);
    press_close(clerk->papers->press);
    sodium_memzero(clerk->papers->code_key, sizeof clerk->papers->code_key);
    free(clerk->papers);
    clerk->papers = NULL;
}

/* ---------------------------------------------------------------- one letter */
struct writing {
    struct clerk_papers *papers;
    struct db *db;
    struct arena *arena;
    const struct letter_due *due;
    struct letter letter;
    struct letter_part parts[PARTS_MAX];
    struct letter_row rows[ROWS_MAX];
    char number[REPORT_NUMBER_TEXT], code[REPORT_CODE_TEXT];
    int64_t issued_ms;
    struct pdf_output output;
    struct sign_outcome outcome;
};

static const char *text_of(struct writing *w, const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text && *text ? arena_text(w->arena, text) : NULL;
}

static bool add_text(struct writing *w, const char *heading, const char *text)
{
    if (!text)
        return true;
    if (w->letter.part_count == PARTS_MAX)
        return false;
    w->parts[w->letter.part_count++] = (struct letter_part){.kind = LETTER_TEXT, .heading = heading, .text = text};
    return true;
}

/* A paragraph for each {"text"} or string of an array; `numbered`: 1. 2. … */
static bool add_texts(struct writing *w, const json_t *array, const char *heading, bool numbered)
{
    size_t i;
    const json_t *one;
    json_array_foreach(array, i, one) {
        const char *text = json_is_string(one) ? json_string_value(one) : json_string_value(json_object_get(one, "text"));
        const char *copy = text && numbered ? arena_printf(w->arena, "%zu. %s", i + 1, text) : text ? arena_text(w->arena, text) : NULL;
        if (!copy || !add_text(w, i ? NULL : heading, copy))
            return false;
    }
    return true;
}

static bool add_facts(struct writing *w, const json_t *array)
{
    const size_t n = json_array_size(array);
    struct paper_pair *pairs = arena_alloc(w->arena, (n + 1) * sizeof *pairs);
    size_t i;
    const json_t *one;
    if (n == 0)
        return true;
    if (!pairs || w->letter.part_count == PARTS_MAX)
        return false;
    json_array_foreach(array, i, one)
        pairs[i] = (struct paper_pair){.label = text_of(w, one, "label"), .value = text_of(w, one, "value")};
    w->parts[w->letter.part_count++] = (struct letter_part){.kind = LETTER_PAIRS, .heading = "所办事项", .pairs = pairs, .n = n};
    return true;
}

static bool add_clocks(struct writing *w, const json_t *array)
{
    size_t i, n = 0;
    const json_t *one;
    json_array_foreach(array, i, one) {
        if (n == ROWS_MAX)
            break;
        const json_int_t days = json_integer_value(json_object_get(one, "days"));
        const char *due = text_of(w, one, "due");
        const bool provisional = json_is_true(json_object_get(one, "provisional"));
        w->rows[n++] = (struct letter_row){.cell = {
            text_of(w, one, "label"), days > 0 ? arena_printf(w->arena, "%" PRId64 " 个工作日", (int64_t)days) : "当个工作日",
            due && provisional ? arena_printf(w->arena, "%s（暂定）", due) : due, text_of(w, one, "basis")}};
    }
    if (n == 0)
        return true;
    if (w->letter.part_count == PARTS_MAX)
        return false;
    w->parts[w->letter.part_count++] = (struct letter_part){
        .kind = LETTER_TABLE, .heading = "办理期限", .head = {"事项", "期限", "届满日", "依据"}, .rows = w->rows, .columns = 4, .n = n};
    return true;
}

/* What the page of the letter says (templates/part/letter.cs), in the same order. */
static bool read_body(struct writing *w, const json_t *body)
{
    const char *basis = text_of(w, body, "basis");
    w->letter.addressee = text_of(w, body, "addressee");
    w->letter.parts = w->parts;
    return w->letter.addressee && add_texts(w, json_object_get(body, "paragraphs"), NULL, false) &&
           add_texts(w, json_object_get(body, "items"), NULL, true) && add_text(w, NULL, text_of(w, body, "decision")) &&
           add_text(w, "理由和说明", text_of(w, body, "reasons")) && add_facts(w, json_object_get(body, "facts")) &&
           add_clocks(w, json_object_get(body, "clocks")) && (!basis || add_text(w, "办理依据", basis)) &&
           add_texts(w, json_object_get(body, "remedies"), NULL, false);
}

static void draw_number(struct writing *w)
{
    w->issued_ms = (int64_t)clock_now() * 1000 + random_below(1000);
    report_number_make(w->issued_ms, random_below(NUMBERS_OF_CHANCE), w->number);
    report_code_of(w->papers->code_key, w->number, w->code);
}

static enum result write_letter(struct writing *w, const json_t *body)
{
    const struct clerk_papers *papers = w->papers;
    char qr[PROOF_TEXT_MAX + 300], verify[300], text[PROOF_TEXT_MAX + 1];
    struct paper_fault fault = {""};
    struct proof proof = {.kind = PROOF_LETTER, .time = (time_t)(w->issued_ms / 1000)};
    snprintf(proof.number, sizeof proof.number, "%s", w->number);
    for (size_t i = 0; i < PROOF_COUNTS; i++)
        proof.counts[i] = PROOF_NOT_ASKED; /* a letter counts nothing; and its code stays small */
    enum result r = sign_proof(papers->sign, &proof, text);
    if (r != RESULT_OK)
        return r;
    snprintf(qr, sizeof qr, "%s/v/%s/%s#%s", papers->site_url, w->number, w->code, text);
    snprintf(verify, sizeof verify, "%s/verify", papers->site_url);
    const char *title = text_of(w, body, "title"), *issuer = text_of(w, body, "issuer");
    w->letter.head = (struct paper_head){
        .title = title, .number = w->number, .issued = w->due->at, .issuer = issuer ? issuer : papers->issuer, .site = papers->site, .code = w->code,
        .qr = qr, .verify = verify, .fingerprint = papers->fingerprint, .demonstration = papers->demonstration,
        .seal = {.name = issuer ? issuer : papers->issuer, .line = papers->demonstration ? "演示专用章" : "业务专用章", .star = true},
    };
    w->letter.reference = w->due->document_no;
    w->letter.closing = "特此告知。";
    w->letter.contact = papers->phone;
    r = title && read_body(w, body) ? letter_write(w->papers->press, &w->letter, &w->output, &fault) : RESULT_INVALID;
    if (r == RESULT_OK)
        return r;
    const char *why = *fault.text ? fault.text : "its body cannot be read";
    log_error("letter %u of case %s cannot be printed: %s", w->due->seq, w->due->case_number, why);
    if (w->due->tries == 0 && report_fault_add(w->db, "letter", w->due->case_number, why) != RESULT_OK)
        log_error("the desk cannot be told");
    return r;
}

static enum result put_row(struct clerk *clerk, struct writing *w, bool *done)
{
    unsigned char code_hash[REPORT_CODE_HASH], key[REPORT_KEY];
    const size_t len = strlen(w->letter.addressee);
    char *name = arena_alloc(w->arena, 3 * len + 17);
    if (!name)
        return RESULT_ERROR;
    if (w->due->is_person) /* whoever verifies the paper compares the name on it; the page says no more than a list would */
        name[mask_name(w->letter.addressee, len, name)] = '\0';
    else
        memcpy(name, w->letter.addressee, len + 1);
    report_code_hash(w->papers->code_key, w->number, w->code, code_hash);
    random_bytes(key, sizeof key);
    const struct report_issue issue = {
        .number = w->number, .name = name, .issued_ms = w->issued_ms, .code_hash = code_hash, .file_key = key, .sha256 = w->outcome.sha256,
        .size = (uint32_t)w->output.bytes.len, .level = w->outcome.stamped ? "B-LT" : "B-B",
        .level_note = w->outcome.stamped ? NULL : w->outcome.fault, .good_until = w->outcome.good_until,
    };
    return letter_issued(clerk->db, w->due->case_number, w->due->seq, &issue, done);
}

static enum result issue_letter(struct clerk *clerk, struct clerk_papers *papers, struct arena *arena, const struct letter_due *due)
{
    struct writing *w = arena_alloc(arena, sizeof *w);
    json_error_t error;
    bool done = false;
    json_t *body = json_loads(due->body, JSON_REJECT_DUPLICATES, &error);
    enum result r = RESULT_ERROR;
    if (w && json_is_object(body)) {
        *w = (struct writing){.papers = papers, .db = clerk->db, .arena = arena, .due = due};
        draw_number(w);
        r = write_letter(w, body);
        if (r == RESULT_OK) {
            w->output.bytes.max += SIGN_ROOM;
            r = sign_pdf(papers->sign, &w->output.bytes, w->number, (time_t)(w->issued_ms / 1000), &w->outcome);
            if (r != RESULT_OK)
                log_error("letter %u of case %s cannot be sealed: %s", due->seq, due->case_number, w->outcome.fault);
        }
        if (r == RESULT_OK)
            r = store_put_bytes(papers->reports_dir, w->output.bytes.data, w->output.bytes.len, w->outcome.sha256);
        if (r == RESULT_OK)
            r = put_row(clerk, w, &done);
        pdf_output_free(&w->output);
    }
    json_decref(body);
    return r;
}

/* Later, after a pause that grows. */
static enum result put_off(struct clerk *clerk, const struct letter_due *due)
{
    const unsigned shift = due->tries < 12 ? due->tries : 12;
    const long pause = 5L << shift;
    return letter_put_off(clerk->db, due->case_number, due->seq, clock_now() + (pause < PAUSE_MAX ? pause : PAUSE_MAX));
}

enum result clerk_letters(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    struct letter_due due[BITE];
    struct arena arena;
    size_t count = 0;
    *done = 0;
    arena_init(&arena, ARENA_MAX);
    enum result r = letters_due(clerk->db, clock_now(), &arena, due, limit < BITE ? limit : BITE, &count);
    struct clerk_papers *papers = r == RESULT_OK && count > 0 ? ready(clerk) : NULL;
    for (size_t i = 0; papers && i < count && r == RESULT_OK && !clerk->stop(); i++) {
        const enum result one = issue_letter(clerk, papers, &arena, &due[i]);
        if (one == RESULT_OK)
            (*done)++;
        else
            r = put_off(clerk, &due[i]); /* one letter that cannot be made does not stop the others */
        clerk_alive(clerk);
    }
    arena_free(&arena);
    return r;
}

/* ---------------------------------------------------------------- timestamps */
/* The file of a paper as it lies in the store. */
static enum result read_paper(const struct clerk_papers *papers, const struct report_file *file, struct buffer *bytes)
{
    struct stat info;
    int fd = -1;
    enum result r = store_open(papers->reports_dir, file->sha256, &fd);
    if (r == RESULT_OK && (fstat(fd, &info) != 0 || info.st_size != (off_t)file->size || !buffer_reserve(bytes, file->size)))
        r = RESULT_ERROR;
    while (r == RESULT_OK && bytes->len < file->size) {
        const ssize_t n = read(fd, bytes->data + bytes->len, file->size - bytes->len);
        if (n <= 0)
            r = RESULT_ERROR;
        else
            bytes->len += (size_t)n;
    }
    if (fd >= 0)
        close(fd);
    return r;
}

/* Later, after a pause that grows, so that papers that cannot be stamped keep no other from it; the desk is told once. */
static enum result put_stamp_off(struct clerk *clerk, const struct report_file *file, bool away, const char *why)
{
    const unsigned tries = file->tries + !away, shift = file->tries < 10 ? file->tries : 10;
    const long pause = away ? STAMP_AWAY : (long)STAMP_PAUSE << shift;
    char text[SIGN_FAULT_MAX + 100];
    log_warn("%s gets no timestamp now: %s", file->number, why);
    const enum result r = report_stamp_put_off(clerk->db, file->number, tries, clock_now() + (pause < PAUSE_MAX ? pause : PAUSE_MAX));
    if (r != RESULT_OK || away || tries != STAMP_TRIES_TOLD)
        return r;
    snprintf(text, sizeof text, "时间戳%s已失败 %u 次：%s", file->renewal ? "续期" : "补盖", tries, why);
    return report_fault_add(clerk->db, "stamp", file->number, text);
}

/* One paper. RESULT_OK with *done, or put off; RESULT_UNAVAILABLE: put off, and no other would fare better now. */
static enum result stamp(struct clerk *clerk, struct clerk_papers *papers, const struct report_file *file, bool *done)
{
    struct sign_outcome outcome = {.fault = ""};
    struct buffer bytes;
    buffer_init(&bytes, SIGN_BYTES_MAX);
    *done = false;
    enum result r = read_paper(papers, file, &bytes);
    if (r != RESULT_OK)
        snprintf(outcome.fault, sizeof outcome.fault, r == RESULT_NOT_FOUND ? "文件不在库中" : "文件读不出，或者长度与签发时不同");
    else if ((r = sign_restamp(papers->sign, &bytes, clock_now(), &outcome)) == RESULT_OK)
        r = store_put_bytes(papers->reports_dir, bytes.data, bytes.len, outcome.sha256);
    if (r != RESULT_OK) {
        const bool away = r == RESULT_UNAVAILABLE;
        r = put_stamp_off(clerk, file, away, *outcome.fault ? outcome.fault : result_name(r));
        buffer_free(&bytes);
        return r == RESULT_OK && away ? RESULT_UNAVAILABLE : r;
    }
    r = report_restamped(clerk->db, file->number, file->sha256, outcome.sha256, (uint32_t)bytes.len, file->renewal ? "B-LTA" : "B-LT", outcome.good_until);
    buffer_free(&bytes);
    *done = r == RESULT_OK;
    return r == RESULT_CONFLICT ? RESULT_OK : r; /* another clerk stamped it */
}

enum result clerk_stamps(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    struct report_file files[BITE];
    size_t count = 0;
    *done = 0;
    const time_t now = clock_now();
    enum result r = report_to_stamp(clerk->db, now, now + RENEW_SECONDS, files, limit < BITE ? limit : BITE, &count);
    struct clerk_papers *papers = r == RESULT_OK && count > 0 ? ready(clerk) : NULL;
    for (size_t i = 0; papers && i < count && r == RESULT_OK && !clerk->stop(); i++) {
        bool stamped;
        r = stamp(clerk, papers, &files[i], &stamped);
        *done += stamped;
        clerk_alive(clerk);
    }
    return r == RESULT_UNAVAILABLE ? RESULT_OK : r; /* the authority or the disk: later */
}
