/* Search: /search and the suggestions while someone types, /suggest. */
#include "db/find.h"

#include "base/utf8.h"
#include "db/memory.h"
#include "disclosure/answer.h"
#include "disclosure/disclosure.h"
#include "disclosure/pages.h"
#include "disclosure/show.h"
#include "disclosure/search.h"
#include "disclosure/words.h"
#include "domain/uscc.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD_SIGNS 100     /* longer words are cut, and the page says so */
#define SUGGESTIONS 8
#define SUGGEST_SIGNS 2    /* fewer signs mean too many names to be of help */

const struct subject_type_word subject_types[] = {
    {"enterprise", "企业", FIND_ENTERPRISE}, {"household", "个体工商户", FIND_HOUSEHOLD}, {"cooperative", "农民专业合作社", FIND_COOPERATIVE},
    {"agency", "机关", FIND_AGENCY}, {"institution", "事业单位", FIND_INSTITUTION}, {"mass", "群众团体", FIND_MASS},
    {"social", "社会组织", FIND_SOCIAL}, {"other", "其他", FIND_OTHER},
};
const size_t subject_type_count = sizeof subject_types / sizeof *subject_types;

bool search_word(struct request *request, const char **out)
{
    const char *raw = request_query(request, "q");
    size_t len = strlen(raw);
    char *clean = arena_alloc(&request->arena, 3 * len + 1);
    *out = "";
    if (!clean)
        return false;
    size_t n = utf8_clean(raw, len, true, clean);
    char *from = clean;
    while (*from == ' ')
        from++, n--;
    while (n && from[n - 1] == ' ')
        n--;
    size_t cut = utf8_prefix(from, n, WORD_SIGNS);
    from[cut] = '\0';
    *out = from;
    return cut < n;
}

/* The filters of a search. False: `after` is none of ours. Wrong region and type are said as errors. */
bool search_read(const struct disclosure *site, struct request *request, struct search_choice *c)
{
    const char *region = request_query(request, "region"), *type = request_query(request, "type");
    const char *after = request_query(request, "after");
    memset(c, 0, sizeof *c);
    c->cut = search_word(request, &c->query.q);
    c->type = "";
    if (*region) {
        bool digits = strlen(region) == 6 && strspn(region, "0123456789") == 6;
        c->query.region = digits ? (uint32_t)strtoul(region, NULL, 10) : 0;
        if (!digits || !division_find(&site->memory->divisions, c->query.region))
            c->region_fault = "没有这个地区代码";
    }
    if (*type) {
        size_t i = 0;
        while (i < subject_type_count && strcmp(subject_types[i].code, type) != 0)
            i++;
        if (i == subject_type_count)
            c->type_fault = "没有这种主体类型";
        else {
            c->query.type = subject_types[i].type;
            c->type = subject_types[i].code;
        }
    }
    if (*after) {
        if (!find_key_parse(after, &c->after_key))
            return false;
        c->after = &c->after_key;
    }
    return true;
}

static void show_name(struct view_node *node, const char *name, const char *q)
{
    const char *hit = *q ? strstr(name, q) : NULL;
    view_node_set(node, "name", name);
    if (!hit)
        return;
    view_node_set_len(node, "before", name, (size_t)(hit - name));
    view_node_set_len(node, "hit", hit, strlen(q));
    view_node_set(node, "after", hit + strlen(q));
}

static void show_result(const struct disclosure *site, struct view_node *node, const struct find_row *row, const char *q)
{
    view_node_set(node, "uscc", row->uscc);
    show_name(node, row->name, q);
    view_node_set(node, "records", ""); /* not counted: twenty counts would cost more than the search */
    view_node_set(node, "kind_name", word_kind(row->kind));
    view_node_set(node, "region", memory_place(site->memory, row->region));
    view_node_set(node, "status", row->status);
    show_day(node, "established", row->established);
    if (row->by_former)
        view_node_set(node, "former", row->former);
}

static void show_choice(const struct disclosure *site, struct view *view, const struct search_choice *c)
{
    size_t errors = 0;
    view_text(view, "search.q", c->query.q);
    view_text(view, "search.type", c->type);
    show_regions(site, view, c->query.region);
    struct view_node *options = view_child(view, "options");
    for (size_t i = 0; i < subject_type_count; i++) {
        struct view_node *option = view_node_row(options, "types", i);
        view_node_set(option, "code", subject_types[i].code);
        view_node_set(option, "name", subject_types[i].name);
        if (strcmp(subject_types[i].code, c->type) == 0)
            view_node_set(option, "selected", "1");
    }
    const char *const faults[][2] = {{"region", c->region_fault}, {"type", c->type_fault}};
    for (size_t i = 0; i < 2; i++)
        if (faults[i][1]) {
            struct view_node *error = view_row(view, "errors", errors++);
            view_node_set(error, "field", faults[i][0]);
            view_node_set(error, "message", faults[i][1]);
        }
}

/* What the page says besides its results. */
static const char *state_of(const struct search_choice *c, const struct find_page *page)
{
    char code[USCC_TEXT];
    if (!*c->query.q)
        return "start";
    if (c->cut)
        return "too_long";
    if (page->by_code && page->count == 0 && uscc_normalise(c->query.q, strlen(c->query.q), code) && uscc_check(code) != USCC_VALID)
        return "bad_code";
    if (page->only_form)
        return "form";
    if (page->one_sign)
        return "short";
    return page->count ? "found" : "none";
}

static enum result wrong_place(struct view *view, struct response *response)
{
    show_missing(view, "filter", "翻页位置无效，请回到第一页。");
    response_status(response, 400);
    return RESULT_INVALID;
}

enum result search_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct disclosure *site = program;
    struct search_choice c;
    struct find_page *page = arena_alloc(&request->arena, sizeof *page);
    char key[FIND_KEY_TEXT];
    enum result r = disclosure_ready(site);
    if (r != RESULT_OK || !page)
        return r != RESULT_OK ? r : RESULT_ERROR;
    if (!search_read(site, request, &c))
        return wrong_place(view, response);
    page_head(view, "信用查询", "search", NULL, 0);
    show_choice(site, view, &c);
    if (c.region_fault || c.type_fault) {
        view_text(view, "search.state", "start");
        response_show(response, 400, "disclosure/search_show");
        return RESULT_OK;
    }
    if (*c.query.q)
        view_text(view, "page.noindex", "1"); /* endless addresses: none of them for search engines */
    r = find_subjects(site->db, &c.query, c.after, page);
    if (r == RESULT_OK) {
        for (size_t i = 0; i < page->count; i++)
            show_result(site, view_row(view, "results", i), &page->rows[i], c.query.q);
        view_text(view, "search.state", state_of(&c, page));
        view_text(view, "search.by", page->by_code ? "uscc" : "name");
        view_printf(view, "search.total", "%zu%s", page->count, page->more || c.after ? "+" : "");
        show_paging(view, request, page->more ? find_key_format(&page->next, key) : NULL, c.after != NULL, page->scanned);
    }
    find_page_free(page);
    return r == RESULT_INVALID ? wrong_place(view, response) : r;
}

enum result suggest_index(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    struct disclosure *site = program;
    struct find_page *page = arena_alloc(&request->arena, sizeof *page);
    const char *q;
    enum result r = RESULT_OK;
    json_t *list = json_array();
    if (!page || !list) {
        json_decref(list);
        return RESULT_ERROR;
    }
    (void)search_word(request, &q);
    if (utf8_length(q, strlen(q)) >= SUGGEST_SIGNS) {
        r = find_suggest(site->db, q, SUGGESTIONS, page);
        for (size_t i = 0; r == RESULT_OK && i < page->count; i++)
            json_array_append_new(list, json_pack("{s:o, s:o}", "name", answer_text(page->rows[i].name), "uscc", answer_text(page->rows[i].uscc)));
        find_page_free(page);
    }
    json_t *whole = json_pack("{s:o}", "suggestions", list);
    if (r == RESULT_OK)
        r = answer_json(response, 200, "application/json", whole);
    json_decref(whole);
    return r;
}
