/* What the database tests ask of db/: one call of its functions a line, in one or many processes at once.
 *
 *   case_tool CONFIG ACCOUNT COMMAND JSON
 *
 * "parallel": that many processes begin at the same moment; "repeat": each does it that often, "pause" seconds between. */
#include "base/config.h"
#include "base/log.h"
#include "base/random.h"
#include "db/casefile.h"
#include "db/catalogue.h"
#include "db/clocks.h"
#include "db/db.h"
#include "db/figures.h"
#include "db/job.h"
#include "db/record.h"
#include "db/reference.h"
#include "db/staff.h"
#include "db/use_log.h"
#include "domain/casework.h"
#include "domain/name.h"
#include "domain/row.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PARALLEL_MAX 120 /* MariaDB takes 151 connections by default */
#define FILES_TEST 20

struct test {
    const struct config *config;
    struct db *db;
    json_t *in;
    struct arena arena;
    struct case_clock_plan clocks[CASE_STEPS];
    struct case_notice_in notices[CASE_NOTICES_MAX];
    struct case_file_in files[FILES_TEST];
    unsigned char digests[FILES_TEST][32];
};

static const char *text_of(const json_t *in, const char *key, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(in, key));
    return text ? text : otherwise;
}

static unsigned number_of(const json_t *in, const char *key, unsigned otherwise)
{
    const json_t *value = json_object_get(in, key);
    return value ? (unsigned)json_integer_value(value) : otherwise;
}

static void hash_of(const char *text, unsigned char out[32])
{
    crypto_hash_sha256(out, (const unsigned char *)text, strlen(text));
}

static time_t now_of(const json_t *in)
{
    return json_object_get(in, "now") ? (time_t)json_integer_value(json_object_get(in, "now")) : clock_now();
}

static size_t clocks_of(struct test *test)
{
    const json_t *list = json_object_get(test->in, "clocks");
    size_t n = 0, i;
    const json_t *from;
    json_array_foreach(list, i, from) {
        struct case_clock_plan *clock = &test->clocks[n++];
        clock->owner = "centre";
        clock->basis = "《办法》第二十条";
        clock->days = number_of(from, "days", 3);
        clock->provisional = number_of(from, "provisional", 0) != 0;
        if (!case_step_parse(text_of(from, "step", "check"), &clock->step) || !day_parse(text_of(from, "started_on", "2026-03-02"), &clock->started_on) ||
            !day_parse(text_of(from, "due", "2026-03-05"), &clock->due))
            abort();
    }
    return n;
}

static size_t notices_of(struct test *test)
{
    static unsigned char hash[32];
    const json_t *list = json_object_get(test->in, "notices");
    size_t n = 0, i;
    const json_t *from;
    json_array_foreach(list, i, from) {
        const char *to = text_of(from, "to", "clerk");
        bool desk = strcmp(text_of(from, "channel", "sms"), "desk") == 0;
        hash_of(to, hash);
        test->notices[n++] = (struct case_notice_in){.channel = text_of(from, "channel", "sms"), .key_no = desk ? 0 : 1, .to = (const unsigned char *)to,
                                                     .to_len = strlen(to), .to_hash = desk ? NULL : hash, .template_name = text_of(from, "template", "received")};
    }
    return n;
}

static size_t files_of(struct test *test)
{
    const json_t *list = json_object_get(test->in, "files");
    size_t n = 0, i;
    const json_t *from;
    json_array_foreach(list, i, from) {
        hash_of(json_string_value(from), test->digests[n]);
        test->files[n] = (struct case_file_in){.purpose = "evidence", .name = json_string_value(from), .type = "application/pdf", .size = 100,
                                               .sha256 = test->digests[n], .scan = "clean"};
        n++;
    }
    return n;
}

static void do_file(struct test *test)
{
    const json_t *in = test->in;
    unsigned char code[32], scope[32], key[32], body[32], person[32];
    char number[CASE_NUMBER_TEXT] = "", drawn[CASE_NUMBER_TEXT];
    bool same = false;
    enum case_kind kind;
    hash_of(text_of(in, "code", "CODE"), code);
    hash_of(text_of(in, "scope", "scope"), scope);
    hash_of(text_of(in, "body", "body"), body);
    hash_of(text_of(in, "applicant", "91210000X"), person);
    if (!case_kind_parse(text_of(in, "kind", "objection"), &kind))
        abort();
    if (json_object_get(in, "number"))
        snprintf(drawn, sizeof drawn, "%s", text_of(in, "number", ""));
    else
        snprintf(drawn, sizeof drawn, "Y20260302%06u", random_below(1000000));
    hash_of(text_of(in, "key", drawn), key);
    struct case_person_in persons[] = {{.role = "applicant", .key_no = 1, .code = person, .code_len = 32, .phone = person, .phone_len = 32,
                                        .code_hash = person, .phone_hash = person}};
    struct case_filing filing = {
        .kind = kind, .number = drawn, .code_hash = code, .code_version = 1, .channel = text_of(in, "channel", "online"),
        .filed_by = text_of(in, "filed_by", ""), .record_id = (uint64_t)json_integer_value(json_object_get(in, "record")),
        .rule = "liaoning-2016", .hold = number_of(in, "hold", 0) != 0, .caps_applicant = number_of(in, "caps_applicant", 5),
        .caps_record = number_of(in, "caps_record", 3), .applicant_name = text_of(in, "name", "沈阳测试商贸有限公司"), .reason = "inaccurate",
        .application = "{\"statement\":\"金额“有误”\\n\\u0001 𠮷\"}", .persons = persons, .person_count = 1, .files = test->files,
        .file_count = files_of(test), .clocks = test->clocks, .clock_count = clocks_of(test), .notices = test->notices,
        .notice_count = notices_of(test), .now = now_of(in), .scope = scope, .key = key, .body = body};
    enum result result = case_file(test->db, &filing, number, &same);
    printf("%s %s %s\n", result_name(result), number[0] ? number : "-", same ? "same" : "new");
}

/* The key of identities and digests, as the import derives it. */
static bool record_key(const struct config *config, unsigned char key[crypto_generichash_KEYBYTES])
{
    unsigned char identity[crypto_kdf_KEYBYTES];
    char path[4096];
    snprintf(path, sizeof path, "%s/identity.key", config_text(config, "keys_dir", "."));
    FILE *file = fopen(path, "rb");
    bool ok = file && fread(identity, 1, sizeof identity, file) == sizeof identity;
    if (file)
        fclose(file);
    return ok && crypto_kdf_derive_from_key(key, crypto_generichash_KEYBYTES, 1, "records ", identity) == 0;
}

/* The record with the changes of "correction" in it, read by the rules as a delivery is. */
static bool corrected_of(struct test *test, uint64_t id, const char *correction, struct row *row)
{
    static unsigned char key[crypto_generichash_KEYBYTES];
    struct record_whole whole;
    struct catalogue catalogue;
    struct divisions divisions;
    struct grade_rules grades;
    catalogue_init(&catalogue);
    if (!correction || !record_key(test->config, key) || name_open() != RESULT_OK || catalogue_load(test->db, &catalogue) != RESULT_OK ||
        divisions_load(test->db, &divisions) != RESULT_OK || grade_rules_load(test->db, &grades, NULL) != RESULT_OK ||
        record_read_whole(test->db, id, &test->arena, &whole) != RESULT_OK)
        return false;
    const struct info_set *set = catalogue_by_number(&catalogue, whole.set_number);
    json_t *facts = json_loads(whole.facts, 0, NULL), *changes = json_loads(correction, 0, NULL);
    struct row_cell *cells = arena_alloc(&test->arena, set->field_count * sizeof *cells);
    json_object_update(facts, changes);
    for (size_t i = 0; i < set->field_count; i++) {
        const char *value = json_string_value(json_object_get(facts, set->fields[i].code));
        if (value)
            cells[i] = (struct row_cell){arena_text(&test->arena, value), strlen(value)};
    }
    const struct row_rules rules = {.set = set, .divisions = &divisions, .grades = &grades, .source_region = 210000, .key = key,
                                    .today = day_today_shanghai(clock_now())};
    return row_read(&rules, cells, &test->arena, row) == RESULT_OK && !row->rejected; /* what was loaded lives as long as the process */
}

static void do_move(struct test *test)
{
    const json_t *in = test->in;
    struct row row;
    enum case_kind kind;
    enum case_state state;
    bool moved = false;
    if (!case_kind_parse(text_of(in, "kind", "objection"), &kind) || !case_state_parse(text_of(in, "state", "submitted"), &state))
        abort();
    uint64_t record = (uint64_t)json_integer_value(json_object_get(in, "record"));
    struct record_correction correction = {.id = record, .row = &row};
    struct case_move_in move = {
        .number = text_of(in, "number", ""), .version = number_of(in, "version", 0), .move = case_move_find(kind, state, text_of(in, "move", "accept")),
        .actor = text_of(in, "actor", "clerk-a"), .actor_role = text_of(in, "role", "clerk"), .source_id = number_of(in, "source", 0),
        .text = text_of(in, "text", ""), .inside = number_of(in, "inside", 0) != 0, .supplement_due = DAY_NONE, .outcome = text_of(in, "outcome", NULL),
        .record_version = number_of(in, "record_version", 0), .correction = text_of(in, "correction", NULL),
        .corrected = record && corrected_of(test, record, text_of(in, "correction", NULL), &row) ? &correction : NULL, .clocks = test->clocks, .clock_count = clocks_of(test),
        .files = test->files, .notices = test->notices, .notice_count = notices_of(test), .letter_body = "{\"name\":\"沈阳测试\"}",
        .hold = number_of(in, "hold", 1) != 0, .caps_applicant = number_of(in, "caps_applicant", 5), .caps_record = number_of(in, "caps_record", 3),
        .forward_to = number_of(in, "forward_to", 0), .now = now_of(in)};
    move.file_count = files_of(test);
    enum result result = case_move(test->db, &move, &moved);
    printf("%s%s\n", result_name(result), moved ? " moved" : "");
}

static void do_open(struct test *test)
{
    unsigned char code[32], network[32];
    unsigned wait = 0;
    hash_of(text_of(test->in, "code", "CODE"), code);
    hash_of(text_of(test->in, "network", "10.0.0.0/24"), network);
    enum result result = case_open(test->db, text_of(test->in, "number", ""), code, network, now_of(test->in), &wait);
    printf("%s %u\n", result_name(result), wait);
}

static void do_renew(struct test *test)
{
    unsigned char phone[32], network[32];
    unsigned wait = 0;
    hash_of(text_of(test->in, "applicant", "91210000X"), phone);
    hash_of(text_of(test->in, "network", "10.0.0.0/24"), network);
    enum result result = case_code_renew(test->db, text_of(test->in, "number", ""), phone, network, now_of(test->in), &wait);
    printf("%s %u\n", result_name(result), wait);
}

/* The case as applicant or staff see it: one line a part. */
static void do_show(struct test *test)
{
    struct casefile c;
    const char *number = text_of(test->in, "number", "");
    enum result result = number_of(test->in, "applicant_view", 0) ? case_of_applicant(test->db, number, &test->arena, &c)
                                                                  : case_read(test->db, number, number_of(test->in, "source", 0), &test->arena, &c);
    printf("%s\n", result_name(result));
    if (result != RESULT_OK)
        return;
    printf("case %s %s %s version %u held %d over %d outcome '%s' owner '%s' proposal '%s' by '%s'\n", c.number, case_kind_code(c.kind),
           case_state_code(c.state), c.version, c.held, c.over_cap, c.outcome, c.owner, c.proposal.outcome, c.proposal.by);
    printf("application %s\n", c.application);
    for (size_t i = 0; i < c.event_count; i++)
        printf("event %u %s %s '%s' %s\n", c.events[i].seq, c.events[i].move, c.events[i].actor_role, c.events[i].actor, c.events[i].text);
    for (size_t i = 0; i < c.clock_count; i++) {
        char due[DAY_TEXT];
        printf("clock %u %s %s %s\n", c.clocks[i].seq, case_step_code(c.clocks[i].step), day_format(c.clocks[i].due, due), c.clocks[i].stopped_at ? "stopped" : "runs");
    }
    for (size_t i = 0; i < c.file_count; i++)
        printf("file %s %s %u %02x\n", c.files[i].name, c.files[i].scan, c.files[i].size, c.files[i].sha256[0]);
    for (size_t i = 0; i < c.letter_count; i++)
        printf("letter %u %s %s %s\n", c.letters[i].seq, c.letters[i].kind, c.letters[i].document_no, c.letters[i].body);
    for (size_t i = 0; i < c.notice_count; i++)
        printf("notice %s %s %s\n", c.notices[i].channel, c.notices[i].template_name, c.notices[i].state);
}

static void do_record(struct test *test)
{
    struct case_record r;
    enum result result = case_record_for_filing(test->db, (uint64_t)json_integer_value(json_object_get(test->in, "record")), &test->arena, &r);
    printf("%s\n", result_name(result));
    if (result == RESULT_OK)
        printf("record held %d name '%s' fields %zu open %u source '%s'\n", r.held, r.name, strlen(r.fields), r.open_cases, r.source);
}

static void do_upload(struct test *test)
{
    unsigned char scope[32];
    char id[33];
    struct case_upload upload;
    hash_of(text_of(test->in, "scope", "scope"), scope);
    (void)files_of(test);
    enum result result = upload_keep(test->db, scope, &test->files[0], now_of(test->in), id);
    printf("%s\n", result_name(result));
    if (result != RESULT_OK)
        return;
    result = upload_of(test->db, scope, id, &test->arena, &upload);
    printf("%s %s %s %u\n", result_name(result), upload.name, upload.scan, upload.size);
    if (number_of(test->in, "drop", 0)) {
        result = upload_drop(test->db, scope, id);
        printf("%s\n", result_name(result));
        result = upload_of(test->db, scope, id, &test->arena, &upload);
        printf("%s\n", result_name(result));
    }
}

static void do_queue(struct test *test)
{
    const json_t *in = test->in;
    struct case_line lines[50];
    unsigned counts[6];
    size_t count;
    struct case_query query = {.queue = text_of(in, "queue", "all"), .kind = text_of(in, "kind", ""), .staff = text_of(in, "staff", ""),
                               .source_id = number_of(in, "source", 0), .text = text_of(in, "text", ""), .after = text_of(in, "after", ""),
                               .max = number_of(in, "max", 20)};
    if (!day_parse(text_of(in, "today", "2026-03-05"), &query.today))
        abort();
    enum result result = case_queue(test->db, &query, &test->arena, lines, &count);
    printf("%s\n", result_name(result));
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        char due[DAY_TEXT];
        printf("line %s %s %s '%s' %s|%s\n", lines[i].number, case_state_code(lines[i].state), day_format(lines[i].due, due), lines[i].record_name,
               lines[i].owner, lines[i].key);
    }
    result = case_queue_counts(test->db, &query, counts);
    printf("%s counts %u %u %u %u %u %u\n", result_name(result), counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
}

static void do_assign(struct test *test)
{
    enum result result = case_assign(test->db, text_of(test->in, "number", ""), text_of(test->in, "staff", ""));
    printf("%s\n", result_name(result));
}

static void do_jobs(struct test *test)
{
    const json_t *in = test->in;
    const char *owner = text_of(in, "owner", "clerk-1");
    struct job jobs[10];
    size_t count = 0;
    time_t now = now_of(in);
    if (json_object_get(in, "add"))
        printf("add %s\n", result_name(job_add(test->db, text_of(in, "add", ""), text_of(in, "argument", ""), now)));
    if (json_object_get(in, "take")) {
        enum result result = job_take(test->db, owner, 60, now, jobs, number_of(in, "take", 1), &count);
        printf("take %s %zu\n", result_name(result), count);
    }
    for (size_t i = 0; i < count; i++) {
        printf("job %s %s %u\n", jobs[i].kind, jobs[i].argument, jobs[i].tries);
        if (json_object_get(in, "done"))
            printf("done %s\n", result_name(job_done(test->db, &jobs[i], text_of(in, "done", owner))));
        if (json_object_get(in, "failed"))
            printf("failed %s\n", result_name(job_failed(test->db, &jobs[i], owner, text_of(in, "failed", ""), now)));
    }
}

static void do_outbox(struct test *test)
{
    const json_t *in = test->in;
    const char *owner = text_of(in, "owner", "clerk-1");
    struct message messages[100];
    size_t count = 0;
    time_t now = now_of(in);
    enum result result = outbox_take(test->db, owner, 60, now, &test->arena, messages, number_of(in, "take", 10), &count);
    printf("take %s %zu\n", result_name(result), count);
    for (size_t i = 0; i < count; i++) {
        printf("message %s %s %.*s %s %s\n", messages[i].message_id, messages[i].template_name, (int)messages[i].to_len, (const char *)messages[i].to,
               messages[i].case_number, messages[i].values);
        if (json_object_get(in, "sent"))
            printf("sent %s\n", result_name(outbox_sent(test->db, &messages[i], text_of(in, "sent", owner), now)));
        if (json_object_get(in, "failed"))
            printf("failed %s\n", result_name(outbox_failed(test->db, &messages[i], owner, "网关无应答", number_of(in, "final", 0) != 0, now)));
    }
}

static void do_desk(struct test *test)
{
    const char *desks[] = {text_of(test->in, "desk", "role:clerk")};
    struct message_line lines[20];
    size_t count;
    enum result result = desk_list(test->db, desks, 1, now_of(test->in), &test->arena, lines, 20, &count);
    printf("%s %zu\n", result_name(result), count);
    result = outbox_list(test->db, text_of(test->in, "state", ""), 0, &test->arena, lines, 20, &count);
    printf("%s", result_name(result));
    for (size_t i = 0; i < count; i++)
        printf(" %s:%s", lines[i].template_name, lines[i].state);
    unsigned waiting, failed;
    result = outbox_late(test->db, now_of(test->in), &waiting, &failed);
    printf("\n%s late %u failed %u\n", result_name(result), waiting, failed);
}

static void do_staff(struct test *test)
{
    const json_t *in = test->in;
    const char *what = text_of(in, "what", "");
    unsigned char hash[32], secret[20] = {1};
    struct staff_secret found;
    struct staff_who who;
    unsigned id = number_of(in, "id", 0);
    time_t now = now_of(in);
    enum result result = RESULT_INVALID;
    hash_of(text_of(in, "token", "token"), hash);
    if (strcmp(what, "add") == 0)
        result = staff_add(test->db, text_of(in, "name", ""), text_of(in, "role", "clerk"), number_of(in, "unit", 0), "hash", secret, sizeof secret);
    else if (strcmp(what, "find") == 0 && (result = staff_secret_of(test->db, text_of(in, "name", ""), now, &found)) == RESULT_OK)
        printf("may %d %s %zu ", found.may, found.password, found.totp_len);
    else if (strcmp(what, "fail") == 0)
        result = staff_sign_in_failed(test->db, id, now);
    else if (strcmp(what, "open") == 0)
        result = staff_session_open(test->db, id, number_of(in, "step", 1), hash, now);
    else if (strcmp(what, "who") == 0 && (result = staff_session_find(test->db, hash, now, &who)) == RESULT_OK)
        printf("%s %s failures %u last %ld ", who.name, who.role, who.failures, (long)who.last_sign_in);
    else if (strcmp(what, "close") == 0)
        result = staff_session_close(test->db, hash);
    else if (strcmp(what, "disable") == 0)
        result = staff_disable(test->db, id, number_of(in, "disabled", 1) != 0, text_of(in, "actor", ""));
    else if (strcmp(what, "role") == 0)
        result = staff_role_set(test->db, id, text_of(in, "role", ""), number_of(in, "unit", 0), text_of(in, "actor", ""));
    else if (strcmp(what, "reset") == 0)
        result = staff_reset(test->db, id, "other", secret, sizeof secret, text_of(in, "actor", ""));
    else if (strcmp(what, "password") == 0)
        result = staff_password_set(test->db, id, "mine", hash);
    printf("%s\n", result_name(result));
}

static void do_log(struct test *test)
{
    const json_t *in = test->in;
    struct use_entry entries[20];
    struct use_digest digest;
    size_t count = 0;
    day_t today, day;
    if (json_object_get(in, "add")) {
        enum result result = use_log_add(test->db, text_of(in, "actor", "demo"), text_of(in, "add", ""), text_of(in, "object", ""), text_of(in, "purpose", NULL));
        printf("%s\n", result_name(result));
        return;
    }
    if (json_object_get(in, "today") && day_parse(text_of(in, "today", ""), &today)) {
        enum result result = use_digest_next(test->db, today, &digest);
        char text[DAY_TEXT];
        printf("%s", result_name(result));
        if (result == RESULT_OK) {
            memset(digest.signature, 7, sizeof digest.signature);
            printf(" %s %u %s", day_format(digest.day, text), (unsigned)digest.count, result_name(use_digest_put(test->db, &digest)));
        }
        printf("\n");
        return;
    }
    if (json_object_get(in, "compare") && day_parse(text_of(in, "compare", ""), &day)) {
        struct use_digest stored[1];
        enum result result = use_digest_compute(test->db, day, &digest);
        if (result == RESULT_OK)
            result = use_digest_list(test->db, day, stored, 1, &count);
        printf("%s %s\n", result_name(result), count == 1 && memcmp(stored[0].digest, digest.digest, 32) == 0 ? "equal" : "different");
        return;
    }
    struct use_query query = {.actor = text_of(in, "actor", ""), .action = text_of(in, "action", ""), .object = text_of(in, "object", ""),
                              .from = DAY_NONE, .until = DAY_NONE, .max = 20};
    enum result result = use_log_read(test->db, &query, &test->arena, entries, &count);
    printf("%s %zu\n", result_name(result), count);
    for (size_t i = 0; i < count; i++)
        printf("%s %s %s %s\n", entries[i].actor, entries[i].action, entries[i].object, entries[i].purpose);
}

static void do_figures(struct test *test)
{
    static const char *const names[] = {"all", "kind", "unit", "set", "reason", "outcome", "month"};
    struct workdays days;
    struct figures *figures;
    struct figure *rows;
    size_t count;
    enum figure_by by = FIGURE_ALL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], text_of(test->in, "by", "all")) == 0)
            by = (enum figure_by)i;
    enum result result = workdays_load(test->db, &days);
    if (result == RESULT_OK)
        result = figures_load(test->db, day_from_civil(2026, 1, 1), day_from_civil(2026, 12, 31), text_of(test->in, "kind", ""), &days,
                              day_from_civil(2026, 6, 1), &test->arena, &figures);
    if (result == RESULT_OK)
        result = figures_by(figures, by, &test->arena, &rows, &count);
    printf("%s\n", result_name(result));
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        printf("%s %u filed %u open %u decided %u upheld %u refused %u withdrawn %u overdue %u median %.1f p90 %.1f\n", rows[i].code, rows[i].number,
               rows[i].filed, rows[i].open, rows[i].decided, rows[i].upheld, rows[i].refused, rows[i].withdrawn, rows[i].overdue, rows[i].median, rows[i].p90);
    workdays_free(&days);
}

static void do_recompute(struct test *test)
{
    struct workdays days;
    unsigned moved = 0;
    enum result result = workdays_load(test->db, &days);
    if (result == RESULT_OK)
        result = clocks_recompute(test->db, &days, "admin-a", now_of(test->in), &moved);
    printf("%s %u\n", result_name(result), moved);
    workdays_free(&days);
}

static void do_whole(struct test *test)
{
    struct record_whole r;
    enum result result = record_read_whole(test->db, (uint64_t)json_integer_value(json_object_get(test->in, "record")), &test->arena, &r);
    printf("%s\n", result_name(result));
    if (result == RESULT_OK)
        printf("%s version %u published %d corrected %d holds %zu events %zu %s\n", r.state, r.version, r.published, r.corrected, r.hold_count, r.event_count,
               r.event_count ? r.events[0].kind : "-");
}

static const struct {
    const char *name;
    void (*run)(struct test *test);
} commands[] = {{"file", do_file}, {"move", do_move}, {"open", do_open}, {"renew", do_renew}, {"show", do_show}, {"record", do_record}, {"upload", do_upload},
                {"queue", do_queue}, {"assign", do_assign}, {"jobs", do_jobs}, {"outbox", do_outbox}, {"desk", do_desk},
                {"staff", do_staff}, {"log", do_log}, {"figures", do_figures}, {"recompute", do_recompute}, {"whole", do_whole}};

/* One process: connects, waits for the others, then does its work. */
static int work(const struct config *config, char **argv, json_t *in, int gate)
{
    struct test test = {.config = config, .in = in};
    char byte;
    int status = 2;
    arena_init(&test.arena, 64u << 20);
    if (db_open(config, argv[2], DB_BATCH, &test.db) != RESULT_OK || db_ping(test.db) != RESULT_OK)
        return 1;
    if (gate >= 0 && read(gate, &byte, 1) < 0)
        return 1;
    for (unsigned r = 0; r < number_of(in, "repeat", 1); r++) {
        if (r)
            sleep(number_of(in, "pause", 0));
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
            if (strcmp(commands[i].name, argv[3]) == 0) {
                commands[i].run(&test);
                fflush(stdout);
                arena_reset(&test.arena);
                status = 0;
            }
    }
    db_close(test.db);
    arena_free(&test.arena);
    return status;
}

int main(int argc, char **argv)
{
    struct config *config;
    int gate[2], failed = 0, status;
    json_t *in = argc == 5 ? json_loads(argv[4], 0, NULL) : NULL;
    if (!in || !random_open() || config_load(argv[1], &config) != RESULT_OK || pipe(gate) != 0)
        return 2;
    unsigned parallel = number_of(in, "parallel", 1);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (parallel <= 1) {
        status = work(config, argv, in, -1);
    } else {
        for (unsigned i = 0; i < parallel && i < PARALLEL_MAX; i++)
            if (fork() == 0) {
                close(gate[1]);
                _exit(work(config, argv, in, gate[0]));
            }
        sleep(1); /* all are connected */
        close(gate[1]);
        while (wait(&status) > 0)
            failed |= status;
        status = failed != 0;
    }
    json_decref(in);
    config_free(config);
    return status;
}
