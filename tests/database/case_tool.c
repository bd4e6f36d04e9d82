/* What the database tests ask of db/: one call of its functions a line, in one or many processes at once.
 *
 *   case_tool CONFIG ACCOUNT COMMAND JSON
 *
 * "parallel": that many processes begin at the same moment; "repeat": each does it that often. One line of output a call. */
#include "base/config.h"
#include "base/log.h"
#include "base/random.h"
#include "db/casefile.h"
#include "db/db.h"
#include "db/record.h"
#include "domain/casework.h"
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

/* The corrected record: name and amount changed, everything else as it is. */
static bool corrected_of(struct test *test, uint64_t id, struct row *row)
{
    struct record_whole whole;
    const char *facts = text_of(test->in, "facts", NULL);
    if (!facts || record_read_whole(test->db, id, &test->arena, &whole) != RESULT_OK)
        return false;
    memset(row, 0, sizeof *row);
    row->name = whole.name;
    snprintf(row->uscc, sizeof row->uscc, "%s", whole.uscc);
    row->is_person = whole.is_person;
    row->document_no = text_of(test->in, "document_no", whole.document_no);
    row->authority = whole.authority;
    row->kind = whole.kind;
    row->amount = text_of(test->in, "amount", NULL);
    row->decided_on = whole.decided_on;
    row->valid_from = row->valid_until = DAY_NONE;
    row->region = whole.region;
    row->plan = (struct publication_plan){.publishable = whole.publishable, .from = whole.publish_from, .until = whole.publish_until,
                                          .grade = grade_parse(whole.grade)};
    row->facts = arena_text(&test->arena, facts);
    row->facts_len = strlen(facts);
    row->face = NULL;
    hash_of(facts, test->digests[0]);
    memcpy(row->digest, test->digests[0], ROW_DIGEST);
    memcpy(row->identity, test->digests[0] + 16, ROW_DIGEST);
    return true;
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
        .corrected = record && corrected_of(test, record, &row) ? &correction : NULL, .clocks = test->clocks, .clock_count = clocks_of(test),
        .files = test->files, .notices = test->notices, .notice_count = notices_of(test), .letter_body = "{\"name\":\"沈阳测试\"}",
        .hold = number_of(in, "hold", 1) != 0, .caps_applicant = number_of(in, "caps_applicant", 5), .caps_record = number_of(in, "caps_record", 3),
        .forward_to = number_of(in, "forward_to", 0), .now = now_of(in)};
    move.file_count = move.corrected ? 0 : files_of(test);
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

static const struct {
    const char *name;
    void (*run)(struct test *test);
} commands[] = {{"file", do_file}, {"move", do_move}, {"open", do_open}, {"renew", do_renew}, {"show", do_show}, {"record", do_record}, {"upload", do_upload}};

/* One process: connects, waits for the others, then does its work. */
static int work(const struct config *config, char **argv, json_t *in, int gate)
{
    struct test test = {.in = in};
    char byte;
    int status = 2;
    arena_init(&test.arena, 64u << 20);
    if (db_open(config, argv[2], DB_BATCH, &test.db) != RESULT_OK || db_ping(test.db) != RESULT_OK)
        return 1;
    if (gate >= 0 && read(gate, &byte, 1) < 0)
        return 1;
    for (unsigned r = 0; r < number_of(in, "repeat", 1); r++)
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
            if (strcmp(commands[i].name, argv[3]) == 0) {
                commands[i].run(&test);
                fflush(stdout);
                arena_reset(&test.arena);
                status = 0;
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
