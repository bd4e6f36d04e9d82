/* The open API: /api/v1/subjects, /subjects/{uscc}, /lists/{list}, /openapi.json. Faults are application/problem+json. */
#include "db/archive.h"
#include "db/find.h"
#include "db/memory.h"
#include "db/published.h"
#include "disclosure/answer.h"
#include "disclosure/choice.h"
#include "disclosure/disclosure.h"
#include "disclosure/download.h"
#include "disclosure/facts.h"
#include "disclosure/pages.h"
#include "disclosure/search.h"
#include "disclosure/words.h"
#include "domain/uscc.h"
#include "web/problem.h"
#include "web/request.h"
#include "web/response.h"

#include <stdio.h>
#include <string.h>

#define API_ROWS 100        /* rows of one answer; the lists' own .json gives many more */
#define API_SECTION_ROWS 20 /* newest records of each set in a subject's answer */
#define API_CHANGES 50

static json_t *region_json(const struct disclosure *site, unsigned region)
{
    char code[16];
    snprintf(code, sizeof code, "%06u", region);
    return json_pack("{s:s, s:s}", "code", code, "name", memory_division(site->memory, region));
}

static json_t *names_json(const char *lines)
{
    json_t *list = json_array();
    while (*lines) {
        size_t len = strcspn(lines, "\n");
        char name[1024];
        snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name - 1 ? len : sizeof name - 1), lines);
        if (len)
            json_array_append_new(list, answer_text(name));
        lines += len + (lines[len] == '\n');
    }
    return list;
}

static json_t *address_json(const struct disclosure *site, const char *kind, const char *id)
{
    char url[512];
    snprintf(url, sizeof url, "%s/%s/%s", site->site_url, kind, id);
    return json_string(url);
}

static enum result send(struct response *response, json_t *value)
{
    enum result r = answer_json(response, 200, "application/json", value);
    json_decref(value);
    return r;
}

/* ------------------------------------------------------------------ subjects */

static json_t *found_json(const struct disclosure *site, const struct find_row *row)
{
    return json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:b, s:o}", "uscc", answer_text(row->uscc), "name", answer_text(row->name),
                     "kind", word_kind(row->kind), "region", region_json(site, row->region), "status", answer_text(row->status),
                     "established", answer_day(row->established), "former_names", names_json(row->former_names),
                     "matched_former", row->by_former, "url", address_json(site, "subjects", row->uscc));
}

enum result api_subjects(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    struct disclosure *site = program;
    struct search_choice c;
    char key[FIND_KEY_TEXT];
    struct find_page *page = arena_alloc(&request->arena, sizeof *page);
    enum result r = disclosure_ready(site);
    if (r != RESULT_OK || !page)
        return problem_of(request, response, r != RESULT_OK ? r : RESULT_ERROR);
    bool readable = search_read(site, request, &c);
    if (!readable || c.region_fault || c.type_fault)
        return problem_answer(request, response, 400,
                              !readable ? "after 的值无效。" : c.region_fault ? "没有这个地区代码。" : "没有这种主体类型。", NULL);
    if (!*c.query.q)
        return problem_answer(request, response, 400, "请用 q 给出名称或统一社会信用代码。", NULL);
    if ((r = find_subjects(site->db, &c.query, c.after, page)) != RESULT_OK) {
        find_page_free(page);
        return problem_of(request, response, r);
    }
    json_t *list = json_array();
    for (size_t i = 0; i < page->count; i++)
        json_array_append_new(list, found_json(site, &page->rows[i]));
    json_t *next = page->more ? json_string(request_link(request, "after", find_key_format(&page->next, key))) : json_null();
    json_t *value = json_pack("{s:o, s:b, s:o, s:o}", "q", answer_text(c.query.q), "cut", c.cut, "subjects", list, "next", next);
    find_page_free(page);
    return send(response, value);
}

static json_t *record_json(const struct disclosure *site, const struct list_row *row)
{
    char id[24];
    snprintf(id, sizeof id, "%llu", (unsigned long long)row->id);
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "id", id, "document_no", answer_text(row->document_no), "kind",
                     answer_text(row->kind), "authority", answer_text(row->authority), "decided_on", answer_day(row->decided_on),
                     "publish_until", answer_day(row->publish_until), "url", address_json(site, "records", id));
}

static enum result sets_json(struct disclosure *site, struct request *request, uint64_t subject_id, json_t *out)
{
    struct count counts[LIST_SETS_MAX];
    struct list_row rows[API_SECTION_ROWS];
    size_t n, got;
    enum result r = archive_counts(site->db, subject_id, counts, LIST_SETS_MAX, &n);
    for (size_t i = 0; r == RESULT_OK && i < n; i++) {
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, counts[i].key);
        if (!set)
            continue;
        json_t *list = json_array();
        r = archive_newest(site->db, subject_id, (uint16_t)counts[i].key, &request->arena, rows, API_SECTION_ROWS, &got);
        for (size_t k = 0; r == RESULT_OK && k < got; k++)
            json_array_append_new(list, record_json(site, &rows[k]));
        bool more = counts[i].n > ARCHIVE_COUNT_MAX;
        json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:I, s:b, s:o}", "set", set->code, "name", set->name, "section", set->section,
                                             "total", (json_int_t)(more ? ARCHIVE_COUNT_MAX : counts[i].n), "total_capped", more, "newest", list));
    }
    return r;
}

static enum result changes_json(struct disclosure *site, uint64_t subject_id, json_t *out)
{
    static const char *const kinds[] = {"published", "corrected", "gone", "annulled"};
    struct archive_change changes[API_CHANGES];
    size_t n;
    enum result r = archive_changes(site->db, subject_id, changes, API_CHANGES, &n);
    for (size_t i = 0; r == RESULT_OK && i < n; i++) {
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, changes[i].set_number);
        char at[TIME_TEXT], id[24];
        snprintf(id, sizeof id, "%llu", (unsigned long long)changes[i].record_id);
        json_array_append_new(out, json_pack("{s:s, s:s, s:s?, s:s?}", "at", time_format_rfc3339(changes[i].at, at), "change",
                                             kinds[changes[i].kind], "set", set ? set->code : NULL, "record", changes[i].record_id ? id : NULL));
    }
    return r;
}

enum result api_subject(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    struct disclosure *site = program;
    struct archive_subject s;
    char code[USCC_TEXT];
    const char *asked = request_param(request, "uscc");
    enum result r = disclosure_ready(site);
    if (r != RESULT_OK)
        return problem_of(request, response, r);
    if (!uscc_normalise(asked, strlen(asked), code))
        return problem_of(request, response, RESULT_NOT_FOUND);
    if ((r = archive_subject(site->db, code, &request->arena, &s)) != RESULT_OK)
        return problem_of(request, response, r);
    json_t *sets = json_array(), *changes = json_array();
    r = sets_json(site, request, s.id, sets);
    if (r == RESULT_OK)
        r = changes_json(site, s.id, changes);
    if (r != RESULT_OK) {
        json_decref(sets);
        json_decref(changes);
        return problem_of(request, response, r);
    }
    json_t *value = json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o}", "uscc", answer_text(s.uscc), "name", answer_text(s.name),
                              "kind", word_kind(s.kind), "region", region_json(site, s.region), "status", answer_text(s.status),
                              "established", answer_day(s.established), "former_names", names_json(s.former), "registered", s.registered,
                              "sets", sets, "changes", changes, "url", address_json(site, "subjects", s.uscc));
    return send(response, value);
}

/* ------------------------------------------------------------------ lists */

enum result api_list(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    struct disclosure *site = program;
    struct choice *c = arena_alloc(&request->arena, sizeof *c);
    struct list_page page = {0};
    struct list_total total = {0};
    char key[LIST_KEY_TEXT], at[TIME_TEXT];
    enum result r = disclosure_ready(site);
    if (r == RESULT_OK && !c)
        r = RESULT_ERROR;
    if (r == RESULT_OK)
        r = choice_read(site, request, request_param(request, "list"), c);
    if (r != RESULT_OK)
        return problem_of(request, response, r);
    if (c->fault_count)
        return problem_answer(request, response, 400, choice_faults(request, c), NULL);
    if (c->filter.set_count)
        r = list_read_counted(site->db, &c->filter, c->after, API_ROWS, true, &page, &total);
    if (r != RESULT_OK) {
        list_page_free(&page);
        return problem_of(request, response, r);
    }
    json_t *records = json_array();
    for (size_t i = 0; i < page.count; i++) {
        json_t *fields = facts_load(page.rows[i].fields);
        json_array_append_new(records, download_row_json(site, &page.rows[i], fields));
        json_decref(fields);
    }
    json_t *next = page.more ? json_string(request_link(request, "after", list_key_format(&page.next, key))) : json_null();
    json_t *value = json_pack("{s:s, s:s, s:o, s:s, s:b, s:o, s:o}", "list", c->code, "name", c->name, "total",
                              download_total_json(&total), "generated_at",
                              time_format_rfc3339(request->now, at), "demonstration", site->demonstration, "records", records, "next", next);
    list_page_free(&page);
    return send(response, value);
}

enum result api_openapi(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request, (void)view;
    struct disclosure *site = program;
    response_type(response, "application/json");
    response->body_ready = true;
    return buffer_add(&response->body, site->openapi, site->openapi_len) ? RESULT_OK : RESULT_ERROR;
}
