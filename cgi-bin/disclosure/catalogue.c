/* The information catalogue: /catalogue and /catalogue/{set}. */
#include "domain/catalogue.h"

#include "db/count.h"
#include "db/list.h"
#include "db/memory.h"
#include "disclosure/choice.h"
#include "disclosure/disclosure.h"
#include "disclosure/figures.h"
#include "disclosure/pages.h"
#include "disclosure/show.h"
#include "disclosure/words.h"
#include "web/request.h"
#include "web/view.h"

#include <stdio.h>
#include <string.h>

#define ENUM_SHOWN 600 /* bytes of a field's values on the page; the file has them all */

static int64_t total_of(const struct count *totals, size_t n, unsigned set)
{
    for (size_t i = 0; i < n; i++)
        if (totals[i].key == set)
            return (int64_t)totals[i].n;
    return 0;
}

static void show_set_row(struct view_node *row, const struct info_set *set, const struct count *totals, size_t n)
{
    view_node_set(row, "code", set->code);
    view_node_set(row, "name", set->name);
    view_node_set(row, "cycle_name", word_cycle(set->cycle));
    view_node_set(row, "openness", openness_name(set->openness));
    view_node_set(row, "openness_name", word_openness(set->openness));
    view_node_set(row, "subject_type_name", word_subject_type(set->subject_type));
    view_node_set_int(row, "fields", (int64_t)set->field_count);
    view_node_set(row, "total", "");
    if (info_set_published(set))
        view_node_set_int(row, "total", total_of(totals, n, set->number));
    view_node_set(row, "figure", "");
    if (set->in_2017)
        view_node_set_int(row, "figure", set->cumulative_2017);
    if (set->draft)
        view_node_set(row, "draft", "1");
}

enum result catalogue_index(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request, (void)response;
    struct disclosure *site = program;
    struct count totals[LIST_SETS_MAX];
    uint16_t sets[LIST_SETS_MAX];
    size_t count = 0, shown = 0;
    int64_t records = 0;
    enum result r = disclosure_ready(site);
    if (r != RESULT_OK)
        return r;
    const struct catalogue *c = &site->memory->catalogue;
    size_t n = choice_all_sets(site, sets, LIST_SETS_MAX);
    if (n && (r = count_sets(site->db, sets, n, COUNT_ALL, 0, 0, totals, LIST_SETS_MAX, &count)) != RESULT_OK)
        return r;
    for (size_t u = 0; u < site->memory->source_units.count; u++) {
        const struct source_unit *unit = &site->memory->source_units.items[u];
        struct view_node *node = NULL;
        size_t rows = 0;
        for (size_t i = 0; i < c->count; i++) {
            if (strcmp(c->sets[i]->unit, unit->code) != 0)
                continue;
            if (!node)
                node = view_row(view, "units", shown++);
            show_set_row(view_node_row(node, "sets", rows++), c->sets[i], totals, count);
        }
        if (node) {
            view_node_set(node, "code", unit->code);
            view_node_set(node, "name", unit->name);
            view_node_set(node, "name_2017", strcmp(unit->name, unit->name_2017) != 0 ? unit->name_2017 : "");
        }
    }
    for (size_t i = 0; i < count; i++)
        records += (int64_t)totals[i].n;
    struct view_node *node = view_child(view, "catalogue");
    const struct figure_scope scope = figure_scope_of(site->memory);
    view_node_set_int(node, "sets", (int64_t)scope.sets);
    view_node_set_int(node, "public", (int64_t)scope.open_sets);
    view_node_set_int(node, "units", (int64_t)scope.units);
    view_node_set_int(node, "records", records);
    page_head(view, "信息目录", "catalogue", NULL, 0);
    return RESULT_OK;
}

static void show_fields(struct view *view, const struct info_set *set)
{
    for (size_t i = 0; i < set->field_count; i++) {
        const struct field *field = &set->fields[i];
        struct view_node *row = view_row(view, "fields", i);
        view_node_set(row, "code", field->code);
        view_node_set(row, "label", field->label);
        view_node_set(row, "type_name", word_field_type(field->type));
        view_node_set_int(row, "length", field->length);
        view_node_set(row, "required", field->required ? "1" : "");
        view_node_set(row, "mask", field_mask_name(field->mask));
        view_node_set(row, "mask_name", word_mask(field->mask));
        view_node_set(row, "openness_name", word_openness(field->openness));
        view_node_set(row, "public", field->openness == OPEN_PUBLIC ? "1" : "");
        view_node_set(row, "role_name", word_field_role(field->role));
        view_node_set(row, "draft", field->draft ? "1" : "");
        for (size_t k = 0; k < set->identity_count; k++)
            if (set->identity[k] == field)
                view_node_set(row, "identity", "1");
        char values[ENUM_SHOWN] = "";
        size_t len = 0;
        for (size_t v = 0; v < field->values.count; v++) {
            const char *value = field->values.items[v], *word = field_word(field, value);
            const bool coded = word != value;
            size_t more = strlen(value) + (coded ? strlen(word) + 6 : 0) + 4;
            if (len + more >= sizeof values - 8) {
                len += (size_t)snprintf(values + len, sizeof values - len, "…");
                break;
            }
            len += (size_t)snprintf(values + len, sizeof values - len, "%s%s%s%s%s", len ? "、" : "", value, coded ? "（" : "",
                                    coded ? word : "", coded ? "）" : "");
        }
        view_node_set(row, "enum", values);
    }
}

/* The columns of its files that are no fields of it. */
static void show_columns(const struct disclosure *site, struct view *view)
{
    static const char *const what[COLUMN_COUNT] = {
        [COLUMN_ID] = "本网站给这条记录的编号，长期不变", [COLUMN_PAGE] = "这条记录的网址",
        [COLUMN_REGION] = "作出决定的机关所在地区的六位行政区划代码，不一定是主体所在地",
        [COLUMN_SOURCE] = "向本网站报送这条记录的单位", [COLUMN_DEMONSTRATION] = "演示网站的每一行都写有“演示数据”"};
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (i == COLUMN_DEMONSTRATION && !site->demonstration)
            continue;
        struct view_node *row = view_row(view, "columns", i);
        view_node_set(row, "name", catalogue_columns[i]);
        view_node_set(row, "what", what[i]);
    }
}

static void show_set(const struct disclosure *site, struct view *view, const struct info_set *set)
{
    char rule[WORDS_RULE];
    const struct source_unit *unit = memory_unit_by_code(site->memory, set->unit);
    const struct section_word *section = section_find(set->section);
    struct view_node *node = view_child(view, "set");
    view_node_set(node, "code", set->code);
    view_node_set_int(node, "number", set->number);
    view_node_set(node, "name", set->name);
    view_node_set(node, "unit", unit ? unit->name : "");
    view_node_set(node, "unit_2017", unit ? unit->name_2017 : "");
    view_node_set(node, "subject_type_name", word_subject_type(set->subject_type));
    view_node_set(node, "class_name", word_class(set->class_code));
    view_node_set(node, "group", set->group);
    view_node_set(node, "section_name", section ? section->name : "");
    view_node_set(node, "cycle_name", word_cycle(set->cycle));
    view_node_set(node, "openness", openness_name(set->openness));
    view_node_set(node, "openness_name", word_openness(set->openness));
    if (set->openness == OPEN_PUBLIC)
        view_node_set(node, "publication", word_rule(set, &site->memory->grades, rule));
    view_node_set(node, "publication_basis", set->publication.basis);
    view_node_set(node, "persons", set->subject_type == SUBJECT_ORGANISATION ? "" :
                  set->persons_published ? "遮挡姓名和证件号码后公示" : "不公示自然人");
    view_node_set(node, "repair", word_repair(set));
    view_node_set(node, "draft", set->draft ? "1" : "");
    view_node_set(node, "registers", set->registers ? "1" : "");
    for (size_t i = 0; i < set->legal_basis.count; i++) {
        char key[32];
        snprintf(key, sizeof key, "set.basis.%zu", i);
        view_text(view, key, set->legal_basis.items[i]);
    }
    if (set->in_2017) {
        view_set_int(view, "set.figure.no", set->no_2017);
        view_set_int(view, "set.figure.updated", set->updated_2017);
        view_set_int(view, "set.figure.cumulative", set->cumulative_2017);
    }
}

enum result catalogue_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    enum result r = disclosure_ready(site);
    if (r != RESULT_OK)
        return r;
    const struct info_set *set = catalogue_by_code(&site->memory->catalogue, request_param(request, "set"));
    if (!set) {
        show_missing(view, "page", "信息目录里没有这个信息集。");
        return RESULT_NOT_FOUND;
    }
    view_text(view, "set.total", ""); /* an unset name is not equal to "" in a template */
    if (info_set_published(set)) {
        uint16_t number = (uint16_t)set->number;
        uint64_t total;
        struct list_delivery newest;
        if ((r = count_range(site->db, &number, 1, COUNT_ALL, 0, 0, &total)) != RESULT_OK)
            return r;
        view_set_int(view, "set.total", (int64_t)total);
        if (memory_deliveries(site->memory, &number, 1, &newest, 1))
            show_day(view_child(view, "set"), "updated_on", newest.day);
    }
    show_set(site, view, set);
    show_fields(view, set);
    if (set->openness == OPEN_PUBLIC)
        show_columns(site, view);
    static const struct crumb way[] = {{"信息目录", "/catalogue"}};
    page_head(view, set->name, "catalogue", way, 1);
    return RESULT_OK;
}
