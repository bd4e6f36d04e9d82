/* Quarterly bulletins: /bulletins and /bulletins/{yyyy}q{n}. A quarter of our own comes from the counters; an older one
   that a source document tells of comes from db/data/bulletins/{yyyy}q{n}.json and the tables that it names. */
#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "db/count.h"
#include "db/memory.h"
#include "disclosure/disclosure.h"
#include "disclosure/figures.h"
#include "disclosure/pages.h"
#include "doc/csv.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUARTERS_SHOWN 8               /* of our own: two years back */
#define OLD_MAX 200                    /* bulletins from source documents: fifty years of them */
#define FILE_MAX (1024 * 1024)         /* bytes of one table: the longest has 8 KiB */
#define COLUMNS_SHOWN_MAX 16           /* columns that fit on a page */
#define BULLETIN_ID 12                 /* "2017q1" and NUL, with room for any int */

struct quarter {
    int year, number; /* 1 … 4 */
};

static const struct crumb way[] = {{"季度通报", "/bulletins"}};

/* Where the figures of old bulletins are. */
static const char *data_dir(const struct disclosure *site)
{
    return config_text(site->config, "data_dir", PKGDATADIR "/db/data");
}

static struct quarter quarter_of(day_t day)
{
    civil_date d = day_to_civil(day);
    return (struct quarter){d.y, (d.m - 1) / 3 + 1};
}

static struct quarter quarter_before(struct quarter q)
{
    return q.number > 1 ? (struct quarter){q.year, q.number - 1} : (struct quarter){q.year - 1, 4};
}

static struct quarter quarter_after(struct quarter q)
{
    return q.number < 4 ? (struct quarter){q.year, q.number + 1} : (struct quarter){q.year + 1, 1};
}

static day_t first_day(struct quarter q)
{
    return day_from_civil(q.year, q.number * 3 - 2, 1);
}

static day_t last_day(struct quarter q)
{
    return first_day(quarter_after(q)) - 1;
}

static bool same(struct quarter a, struct quarter b)
{
    return a.year == b.year && a.number == b.number;
}

/* Whether a lies before b. */
static bool before(struct quarter a, struct quarter b)
{
    return a.year < b.year || (a.year == b.year && a.number < b.number);
}

static const char *id_of(struct quarter q, char id[BULLETIN_ID])
{
    snprintf(id, BULLETIN_ID, "%04dq%d", q.year % 10000, q.number % 10);
    return id;
}

static bool parse_id(const char *text, struct quarter *q)
{
    char end = 0;
    return sscanf(text, "%4dq%1d%c", &q->year, &q->number, &end) == 2 && q->number >= 1 && q->number <= 4 && q->year >= 1978;
}

/* The file of an old bulletin; NULL: there is none. */
static json_t *old_bulletin(const struct disclosure *site, struct quarter q)
{
    char path[4096], id[BULLETIN_ID];
    json_error_t fault;
    size_t len;
    snprintf(path, sizeof path, "%s/bulletins/%s.json", data_dir(site), id_of(q, id));
    char *bytes = file_read(path, FILE_MAX, &len);
    json_t *json = bytes ? json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &fault) : NULL;
    if (bytes && !json)
        log_error("%s: line %d: %s", path, fault.line, fault.text);
    free(bytes);
    return json;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* Old bulletins by their files, newest first. */
static size_t old_quarters(const struct disclosure *site, struct quarter out[OLD_MAX])
{
    char path[4096];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/bulletins", data_dir(site));
    DIR *dir = opendir(path);
    struct dirent *e;
    while (dir && n < OLD_MAX && (e = readdir(dir))) {
        char name[BULLETIN_ID];
        struct quarter q;
        if (strlen(e->d_name) != strlen("2017q1.json") || strcmp(e->d_name + 6, ".json") != 0)
            continue;
        memcpy(name, e->d_name, 6);
        name[6] = '\0';
        if (!parse_id(name, &q))
            continue;
        size_t at = n++;
        for (; at > 0 && before(out[at - 1], q); at--)
            out[at] = out[at - 1];
        out[at] = q;
    }
    if (dir)
        (void)closedir(dir);
    return n;
}

/* How many records were newly published from one day to another, over all public sets. */
static enum result published_between(struct disclosure *site, enum count_dimension dimension, day_t from, day_t to, uint64_t *n)
{
    uint16_t sets[FIGURE_SETS_MAX];
    size_t n_sets = figure_sets(site->memory, NULL, sets, FIGURE_SETS_MAX);
    *n = 0;
    return n_sets ? count_range(site->db, sets, n_sets, dimension, count_day_key(from), count_day_key(to), n) : RESULT_OK;
}

enum result bulletin_index(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    struct quarter old[OLD_MAX], q = quarter_of(request->today);
    char id[BULLETIN_ID], from[DAY_TEXT], to[DAY_TEXT];
    size_t row = 0, n_old = old_quarters(site, old);

    for (int i = 0; i < QUARTERS_SHOWN; i++, q = quarter_before(q)) {
        uint64_t n;
        enum result r = published_between(site, COUNT_PUBLISHED, first_day(q), last_day(q), &n);
        if (r != RESULT_OK)
            return r;
        if (n == 0 && i > 0)
            continue;
        struct view_node *node = view_row(view, "bulletins", row++);
        view_node_set(node, "id", id_of(q, id));
        view_node_printf(node, "title", "%d年第%d季度通报", q.year, q.number);
        view_node_printf(node, "summary", "新增公示%llu条", (unsigned long long)n);
        view_node_set(node, "from", day_format(first_day(q), from));
        view_node_set(node, "to", day_format(i == 0 ? request->today : last_day(q), to));
        if (i == 0)
            view_node_set(node, "live", "1");
    }
    for (size_t i = 0; i < n_old; i++) {
        json_t *json = old_bulletin(site, old[i]);
        if (!json)
            continue;
        struct view_node *node = view_row(view, "bulletins", row++);
        view_node_set(node, "id", id_of(old[i], id));
        view_node_set(node, "title", text_of(json, "title"));
        view_node_set(node, "summary", text_of(json, "lead"));
        view_node_set(node, "from", text_of(json, "from"));
        view_node_set(node, "to", text_of(json, "to"));
        view_node_set(node, "historic", "1");
        json_decref(json);
    }
    page_head(view, "季度通报", "open", NULL, 0);
    return RESULT_OK;
}

/* A table of an old bulletin while its file is read. */
struct table {
    struct view_node *node;
    const json_t *columns;             /* [[header, label, "number"?], …] */
    size_t at[COLUMNS_SHOWN_MAX];      /* the file's column of each */
    size_t n, rows;
    bool headed, broken;
};

static bool is_number(const json_t *column)
{
    return json_array_size(column) > 2;
}

static void take_head(struct table *t, const char *const *fields, size_t n)
{
    for (size_t c = 0; c < t->n; c++) {
        const json_t *column = json_array_get(t->columns, c);
        const char *header = json_string_value(json_array_get(column, 0));
        size_t i = 0;
        while (i < n && header && strcmp(fields[i], header) != 0)
            i++;
        t->at[c] = i;
        t->broken = t->broken || !header || i == n;
        struct view_node *node = view_node_row(t->node, "columns", c);
        view_node_set(node, "name", json_string_value(json_array_get(column, 1)));
        if (is_number(column))
            view_node_set(node, "number", "1");
    }
    t->headed = true;
}

static bool take_row(void *context, size_t line, const char *const *fields, const size_t *lens, size_t n)
{
    struct table *t = context;
    (void)line;
    (void)lens;
    if (!t->headed) {
        take_head(t, fields, n);
        return !t->broken;
    }
    struct view_node *row = view_node_row(t->node, "rows", t->rows++);
    for (size_t c = 0; c < t->n; c++) {
        const json_t *column = json_array_get(t->columns, c);
        struct view_node *cell = view_node_row(row, "cells", c);
        view_node_set(cell, "value", t->at[c] < n ? fields[t->at[c]] : "");
        view_node_set(cell, "label", json_string_value(json_array_get(column, 1)));
        if (is_number(column))
            view_node_set(cell, "number", "1");
    }
    return true;
}

static enum result fill_table(const struct disclosure *site, const json_t *json, struct view_node *node)
{
    char path[4096];
    size_t len;
    struct table t = {.node = node, .columns = json_object_get(json, "columns")};
    t.n = json_array_size(t.columns);
    if (t.n == 0 || t.n > COLUMNS_SHOWN_MAX)
        return RESULT_ERROR;
    view_node_set(node, "id", text_of(json, "id"));
    view_node_set(node, "title", text_of(json, "title"));
    view_node_set(node, "note", text_of(json, "note"));
    snprintf(path, sizeof path, "%s/%s", data_dir(site), text_of(json, "file"));
    char *bytes = file_read(path, FILE_MAX, &len);
    enum result r = bytes ? csv_read(bytes, len, take_row, &t) : RESULT_ERROR;
    if (r != RESULT_OK || t.broken) {
        log_error("bulletin: the table %s cannot be read", path);
        r = RESULT_ERROR;
    }
    free(bytes);
    return r;
}

static enum result show_old(const struct disclosure *site, struct view *view, const json_t *json)
{
    static const char *const keys[] = {"title", "from", "to", "lead", "source"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char name[32];
        snprintf(name, sizeof name, "bulletin.%s", keys[i]);
        view_text(view, name, text_of(json, keys[i]));
    }
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(json, "figures"), i, item) {
        struct view_node *row = view_row(view, "figures", i);
        view_node_set(row, "name", text_of(item, "name"));
        view_node_set(row, "unit", text_of(item, "unit"));
        view_node_set_int(row, "value", json_integer_value(json_object_get(item, "value")));
    }
    json_array_foreach(json_object_get(json, "tables"), i, item) {
        enum result r = fill_table(site, item, view_row(view, "tables", i));
        if (r != RESULT_OK)
            return r;
    }
    page_head(view, text_of(json, "title"), "open", way, 1);
    return RESULT_OK;
}

static void figure_add(struct view *view, size_t i, const char *name, uint64_t value)
{
    struct view_node *row = view_row(view, "figures", i);
    view_node_set(row, "name", name);
    view_node_printf(row, "value", "%llu", (unsigned long long)value);
    view_node_set(row, "unit", "条");
}

static uint64_t count_of(const struct count *counts, size_t n, unsigned key)
{
    for (size_t i = 0; i < n; i++)
        if (counts[i].key == key)
            return counts[i].n;
    return 0;
}

static void cell_add(struct view_node *row, size_t c, const char *label, const char *value, bool number)
{
    struct view_node *cell = view_node_row(row, "cells", c);
    view_node_set(cell, "label", label);
    view_node_set(cell, "value", value);
    if (number)
        view_node_set(cell, "number", "1");
}

/* Each set: what was newly published in the quarter, and what is on the site now. */
static enum result fill_sets(struct disclosure *site, struct view *view, size_t at, day_t from, day_t to)
{
    static const char *const heads[] = {"信息集", "来源单位", "本季度新增公示", "在公示"};
    static struct count fresh[FIGURE_SETS_MAX], all[FIGURE_SETS_MAX];
    uint16_t sets[FIGURE_SETS_MAX];
    size_t n_fresh = 0, n_all = 0, shown = 0, n = figure_sets(site->memory, NULL, sets, FIGURE_SETS_MAX);
    enum result r = count_sets(site->db, sets, n, COUNT_PUBLISHED, count_day_key(from), count_day_key(to), fresh, FIGURE_SETS_MAX, &n_fresh);
    if (r == RESULT_OK)
        r = count_sets(site->db, sets, n, COUNT_ALL, 0, 0, all, FIGURE_SETS_MAX, &n_all);
    if (r != RESULT_OK)
        return r;
    struct view_node *table = view_row(view, "tables", at);
    view_node_set(table, "id", "t-sets");
    view_node_set(table, "title", "各信息集");
    view_node_set(table, "note", "单位：条。停止公示的不计入“在公示”。");
    for (size_t c = 0; c < 4; c++) {
        struct view_node *column = view_node_row(table, "columns", c);
        view_node_set(column, "name", heads[c]);
        if (c > 1)
            view_node_set(column, "number", "1");
    }
    for (size_t i = 0; i < n; i++) {
        char text[24];
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, sets[i]);
        const struct source_unit *unit = memory_unit_by_code(site->memory, set->unit);
        uint64_t live = count_of(all, n_all, sets[i]), new_ones = count_of(fresh, n_fresh, sets[i]);
        if (live == 0 && new_ones == 0)
            continue;
        struct view_node *row = view_node_row(table, "rows", shown++);
        cell_add(row, 0, heads[0], set->name, false);
        cell_add(row, 1, heads[1], unit ? unit->name : "", false);
        snprintf(text, sizeof text, "%llu", (unsigned long long)new_ones);
        cell_add(row, 2, heads[2], text, true);
        snprintf(text, sizeof text, "%llu", (unsigned long long)live);
        cell_add(row, 3, heads[3], text, true);
    }
    return RESULT_OK;
}

/* Each group: what was decided in the quarter. */
static enum result fill_groups(struct disclosure *site, struct view *view, size_t at, day_t from, day_t to)
{
    struct figure figures[FIGURE_GROUPS];
    uint64_t most = 0;
    for (size_t g = 0; g < FIGURE_GROUPS; g++) {
        uint16_t sets[FIGURE_SETS_MAX];
        size_t n = figure_sets(site->memory, figure_groups[g].code, sets, FIGURE_SETS_MAX);
        figures[g] = (struct figure){.name = figure_groups[g].name};
        enum result r = n ? count_range(site->db, sets, n, COUNT_PUBLISHED, count_day_key(from), count_day_key(to), &figures[g].value) : RESULT_OK;
        if (r != RESULT_OK)
            return r;
        if (figures[g].value > most)
            most = figures[g].value;
    }
    struct view_node *table = view_row(view, "tables", at);
    view_node_set(table, "id", "t-groups");
    view_node_set(table, "title", "各类名单本季度新增公示");
    view_node_set(table, "head", "名单");
    view_node_set(table, "unit", "记录（条）");
    for (size_t g = 0; g < FIGURE_GROUPS; g++) {
        struct view_node *bar = view_node_row(table, "bars", g);
        view_node_set(bar, "name", figures[g].name);
        view_node_printf(bar, "value", "%llu", (unsigned long long)figures[g].value);
        view_node_set_int(bar, "permille", figure_permille(figures[g].value, most));
    }
    return RESULT_OK;
}

static enum result show_own(struct disclosure *site, struct view *view, struct quarter q, day_t today)
{
    char from[DAY_TEXT], to[DAY_TEXT], title[64];
    bool live = same(q, quarter_of(today));
    day_t end = live ? today : last_day(q);
    uint64_t fresh, decided, all;
    uint16_t sets[FIGURE_SETS_MAX];
    size_t n = figure_sets(site->memory, NULL, sets, FIGURE_SETS_MAX);

    enum result r = published_between(site, COUNT_PUBLISHED, first_day(q), end, &fresh);
    if (r == RESULT_OK && fresh == 0 && !live)
        return RESULT_NOT_FOUND;
    if (r == RESULT_OK)
        r = published_between(site, COUNT_DECIDED, first_day(q), end, &decided);
    all = 0;
    if (r == RESULT_OK && n)
        r = count_range(site->db, sets, n, COUNT_ALL, 0, 0, &all);
    if (r == RESULT_OK)
        r = fill_groups(site, view, 0, first_day(q), end);
    if (r == RESULT_OK && n)
        r = fill_sets(site, view, 1, first_day(q), end);
    if (r != RESULT_OK)
        return r;
    snprintf(title, sizeof title, "%d年第%d季度通报", q.year, q.number);
    view_text(view, "bulletin.title", title);
    view_text(view, "bulletin.from", day_format(first_day(q), from));
    view_text(view, "bulletin.to", day_format(end, to));
    view_text(view, "bulletin.lead", "由本站计数器实时汇总，只统计向社会公开的信息。");
    view_set_bool(view, "bulletin.live", live);
    figure_add(view, 0, "本季度新增公示", fresh);
    figure_add(view, 1, "本季度作出的决定", decided);
    figure_add(view, 2, "在公示记录", all);
    page_head(view, title, "open", way, 1);
    return RESULT_OK;
}

enum result bulletin_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    char id[BULLETIN_ID];
    int64_t year = 0, number = 0;
    if (!request_param_int(request, "year", &year) || !request_param_int(request, "quarter", &number) || year < 1978 ||
        year > 9999 || number < 1 || number > 4)
        return RESULT_NOT_FOUND;
    struct quarter q = {(int)year, (int)number}, now = quarter_of(request->today);
    if (before(now, q))
        return RESULT_NOT_FOUND;
    view_text(view, "bulletin.id", id_of(q, id));
    json_t *json = old_bulletin(site, q);
    enum result r = json ? show_old(site, view, json) : show_own(site, view, q, request->today);
    if (json)
        json_decref(json);
    else if (r == RESULT_OK && before(q, now))
        view_printf(view, "paging.newer", "/bulletins/%s", id_of(quarter_after(q), id));
    return r;
}
