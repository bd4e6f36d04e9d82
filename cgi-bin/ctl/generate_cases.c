/* The plan of the demonstration's cases: what cases.json tells, repeated, drawn and put on the calendar. */
#include "ctl/generate_case.h"

#include "base/config.h"
#include "base/store.h"
#include "ctl/keys.h"
#include "db/db.h"
#include "db/reference.h"
#include "db/rules.h"
#include "db/sample.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STORIES_MAX 2000
#define ARENA_MAX (64u << 20)
#define PAPER_BYTES (1u << 20)
#define OPENS (9 * 3600)        /* the office's day in Asia/Shanghai */
#define DAY_SECONDS (7 * 3600)
#define LATE_DAYS 3             /* whose messages are still to be sent */

/* ---------------------------------------------------------------- values of the plan */

const char *case_choose(json_t *value, struct gen_rng *rng)
{
    if (json_is_array(value) && json_array_size(value))
        value = json_array_get(value, (size_t)gen_below(rng, json_array_size(value)));
    return json_string_value(value);
}

/* A number, or one between the two of a list. */
static int64_t draw(json_t *value, struct gen_rng *rng)
{
    if (json_array_size(value) == 2)
        return gen_between(rng, json_integer_value(json_array_get(value, 0)), json_integer_value(json_array_get(value, 1)));
    return json_integer_value(value);
}

/* The n-th working day before today; a day off counts as the working day before it. */
static day_t back(const struct cases *cases, day_t today, int64_t n)
{
    day_t day = today;
    while (!workday_is(&cases->days, day))
        day--;
    for (; n > 0; n--)
        do
            day--;
        while (!workday_is(&cases->days, day));
    return day;
}

static time_t within(day_t day, struct gen_rng *rng)
{
    return day_start_shanghai(day) + OPENS + (time_t)gen_below(rng, DAY_SECONDS);
}

/* Moments grow by at least three minutes, and none lies in the future. */
static void put_in_order(const struct cases *cases, struct case_story *story)
{
    time_t limit = cases->now - 60;
    for (size_t i = 0; i < story->step_count; i++) {
        const time_t before = i ? story->steps[i - 1].at : story->filed_at;
        if (story->steps[i].at < before + 180)
            story->steps[i].at = before + 180;
    }
    for (size_t i = story->step_count; i-- > 0; limit -= 60) {
        if (story->steps[i].at > limit)
            story->steps[i].at = limit;
        limit = story->steps[i].at;
    }
    if (story->filed_at > limit)
        story->filed_at = limit;
}

static enum result plan_steps(const struct cases *cases, struct case_story *story, day_t day)
{
    json_t *steps = json_object_get(story->plan, "steps"), *each;
    size_t i;
    json_array_foreach(steps, i, each) {
        bool provisional;
        if (i == CASE_STEPS_MAX)
            return RESULT_INVALID;
        struct story_step *step = &story->steps[story->step_count++];
        day = workday_add(&cases->days, day, (unsigned)draw(json_object_get(each, "wait"), &story->rng), &provisional);
        *step = (struct story_step){.move = json_string_value(json_object_get(each, "move")), .by = case_choose(json_object_get(each, "by"), &story->rng),
                                   .text = case_choose(json_object_get(each, "text"), &story->rng), .outcome = json_string_value(json_object_get(each, "outcome")),
                                   .unit = json_string_value(json_object_get(each, "unit")), .files = json_object_get(each, "files"),
                                   .at = within(day, &story->rng)};
        if (!step->move || !step->by)
            return RESULT_INVALID;
    }
    return RESULT_OK;
}

static enum result plan_story(struct cases *cases, json_t *plan, size_t nth, size_t of)
{
    if (cases->story_count == STORIES_MAX)
        return RESULT_INVALID;
    struct case_story *story = &cases->stories[cases->story_count];
    const day_t today = day_today_shanghai(cases->now);
    json_t *ago = json_object_get(plan, "ago"), *contact = json_object_get(plan, "contact");
    const char *kind = json_string_value(json_object_get(plan, "kind")), *channel = json_string_value(json_object_get(plan, "channel"));
    *story = (struct case_story){.plan = plan, .rng = gen_stream(cases->seed, GEN_CASE, cases->story_count, 0), .state = CASE_NONE,
                                 .person = json_is_true(json_object_get(plan, "person")), .counter = channel && strcmp(channel, "counter") == 0,
                                 .contact = !contact || json_is_true(contact), .confidential = json_is_true(json_object_get(plan, "confidential"))};
    cases->story_count++;
    if (!kind || !case_kind_parse(kind, &story->kind))
        return RESULT_INVALID;
    int64_t days = draw(ago, &story->rng);
    if (of > 1 && json_array_size(ago) == 2) { /* spread over the time that is given */
        const int64_t low = json_integer_value(json_array_get(ago, 0)), high = json_integer_value(json_array_get(ago, 1));
        days = low + (high - low) * (int64_t)nth / (int64_t)(of - 1);
    }
    const day_t day = days ? back(cases, today, days) : today;
    const char *reason = case_choose(json_object_get(plan, "reason"), &story->rng), *statement = case_choose(json_object_get(plan, "statement"), &story->rng);
    story->filed_at = within(day, &story->rng);
    story->late = today - day <= LATE_DAYS;
    story->reason = reason ? reason : "";
    story->statement = statement ? statement : "";
    const enum result result = plan_steps(cases, story, day);
    put_in_order(cases, story);
    return result;
}

enum result cases_plan(struct cases *cases)
{
    json_t *plans = json_object_get(cases->root, "cases"), *plan;
    size_t i;
    enum result result = RESULT_OK;
    cases->stories = calloc(STORIES_MAX, sizeof *cases->stories);
    if (!cases->stories)
        return RESULT_ERROR;
    json_array_foreach(plans, i, plan) {
        json_int_t times = json_is_integer(json_object_get(plan, "repeat")) ? json_integer_value(json_object_get(plan, "repeat")) : 1;
        for (json_int_t n = 0; n < times && result == RESULT_OK; n++)
            result = plan_story(cases, plan, (size_t)n, (size_t)times);
        if (result != RESULT_OK) {
            complain("cases.json: case %zu is wrong", i + 1);
            return result;
        }
    }
    return cases->story_count ? RESULT_OK : RESULT_INVALID;
}

/* ---------------------------------------------------------------- papers */

enum result cases_store_papers(struct cases *cases)
{
    const char *dir = config_text(cases->ctl->config, "files_dir", NULL), *key;
    char path[4096];
    json_t *papers = json_object_get(cases->root, "papers"), *each;
    if (!dir) {
        complain("the configuration has no files_dir");
        return RESULT_INVALID;
    }
    json_object_foreach(papers, key, each) {
        struct case_paper *paper = &cases->papers[cases->paper_count];
        struct buffer bytes;
        snprintf(path, sizeof path, "%s/demo/papers/%s", folder(cases->ctl, "data_dir"), json_string_value(json_object_get(each, "file")));
        if (cases->paper_count == CASE_PAPERS_MAX || !read_file(path, PAPER_BYTES, &bytes))
            return RESULT_INVALID;
        *paper = (struct case_paper){.key = key, .name = json_string_value(json_object_get(each, "name")),
                                     .type = json_string_value(json_object_get(each, "type")), .size = (uint32_t)bytes.len};
        crypto_hash_sha256(paper->sha256, (const unsigned char *)buffer_text(&bytes), bytes.len);
        buffer_free(&bytes);
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        const enum result result = fd >= 0 ? store_put(dir, fd, paper->size, paper->sha256) : RESULT_INVALID;
        if (fd >= 0)
            close(fd);
        if (result != RESULT_OK) {
            complain("%s cannot be stored in %s", path, dir);
            return result;
        }
        cases->paper_count++;
    }
    return RESULT_OK;
}

/* ---------------------------------------------------------------- the play, in order of time */

struct event { time_t at; size_t story; size_t step; /* 0: filing */ };

static int by_time(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->story != y->story)
        return x->story < y->story ? -1 : 1;
    return (x->step > y->step) - (x->step < y->step);
}

static enum result play(struct cases *cases)
{
    size_t n = 0;
    enum result result = RESULT_OK;
    struct event *events = calloc(cases->story_count * (CASE_STEPS_MAX + 1), sizeof *events);
    if (!events)
        return RESULT_ERROR;
    for (size_t i = 0; i < cases->story_count; i++) {
        const struct case_story *story = &cases->stories[i];
        events[n++] = (struct event){story->filed_at, i, 0};
        for (size_t k = 0; k < story->step_count; k++)
            events[n++] = (struct event){story->steps[k].at, i, k + 1};
    }
    qsort(events, n, sizeof *events, by_time);
    for (size_t i = 0; i < n && result == RESULT_OK; i++) {
        struct case_story *story = &cases->stories[events[i].story];
        if (!story->gone)
            result = events[i].step ? case_play_step(cases, story) : case_play_filing(cases, story);
        if (result != RESULT_OK)
            complain("case %zu (%s), step %zu: %s", events[i].story + 1, json_string_value(json_object_get(story->plan, "title")), events[i].step,
                     result_name(result));
        progress("cases: %zu of %zu steps", i + 1, n);
    }
    progress_end();
    free(events);
    return result;
}

/* Number, code, kind, state, title. */
static enum result write_list(const struct cases *cases, const char *path)
{
    size_t n = 0;
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!file) {
        complain("%s: %s", path, strerror(errno));
        return RESULT_INVALID;
    }
    for (size_t i = 0; i < cases->story_count; i++) {
        const struct case_story *story = &cases->stories[i];
        if (story->gone)
            continue;
        n++;
        fprintf(file, "%s\t%s\t%s\t%s\t%s\n", story->number, story->code, case_kind_code(story->kind), case_state_code(story->state),
                json_string_value(json_object_get(story->plan, "title")));
    }
    if (fclose(file) != 0) {
        complain("%s: %s", path, strerror(errno));
        return RESULT_INVALID;
    }
    printf("cases: %zu\n", n);
    return RESULT_OK;
}

static enum result prepare(struct cases *cases)
{
    const char *keys = config_text(cases->ctl->config, "keys_dir", NULL);
    char path[4096];
    struct buffer text;
    json_error_t error;
    snprintf(path, sizeof path, "%s/demo/cases.json", folder(cases->ctl, "data_dir"));
    if (!keys || !read_file(path, PAPER_BYTES, &text))
        return RESULT_INVALID;
    cases->root = json_loadb(buffer_text(&text), text.len, JSON_REJECT_DUPLICATES, &error);
    buffer_free(&text);
    if (!cases->root) {
        complain("%s: line %d: %s", path, error.line, error.text);
        return RESULT_INVALID;
    }
    enum result result = key_read(keys, "query-code", cases->code_key, sizeof cases->code_key);
    if (result == RESULT_OK)
        result = rules_load(cases->ctl->db, &cases->rules);
    if (result == RESULT_OK)
        result = workdays_load(cases->ctl->db, &cases->days);
    cases->caps_applicant = rules_number(&cases->rules, "caps_applicant", 5);
    cases->caps_record = rules_number(&cases->rules, "caps_record", 3);
    return result;
}

enum result generate_cases(struct ctl *ctl, const struct import_base *base, uint64_t seed, const char *list)
{
    struct cases cases = {.ctl = ctl, .base = base, .seed = seed, .now = clock_now()};
    bool any = false;
    arena_init(&cases.arena, ARENA_MAX);
    workdays_init(&cases.days);
    enum result result = cases_any(ctl->db, &any);
    if (result == RESULT_OK && any) {
        complain("there are cases already: none is invented");
        goto done;
    }
    if (result == RESULT_OK)
        result = prepare(&cases);
    if (result == RESULT_OK)
        result = cases_store_papers(&cases);
    if (result == RESULT_OK)
        result = cases_plan(&cases);
    if (result == RESULT_OK)
        result = play(&cases);
    if (result == RESULT_OK)
        result = write_list(&cases, list);
done:
    free(cases.stories);
    json_decref(cases.root);
    rules_free(&cases.rules);
    workdays_free(&cases.days);
    arena_free(&cases.arena);
    sodium_memzero(cases.code_key, sizeof cases.code_key);
    return result;
}
