/* The lists' filters, read from a request. */
#include "disclosure/choice.h"

#include "db/memory.h"
#include "disclosure/disclosure.h"
#include "disclosure/words.h"
#include "web/form.h"
#include "web/request.h"

#include <stdlib.h>
#include <string.h>

static const struct form_field fields[] = {
    {.name = "q", .type = FORM_LINE, .max = LIST_Q_MAX},
    {.name = "region", .type = FORM_DIVISION},
    {.name = "source", .type = FORM_SLUG},
    {.name = "kind", .type = FORM_LINE, .max = 64}, /* published.kind */
    {.name = "from", .type = FORM_DAY},
    {.name = "to", .type = FORM_DAY},
    {.name = "after", .type = FORM_LINE, .max = LIST_KEY_TEXT},
    FORM_END,
};

size_t choice_group_sets(const struct disclosure *site, const char *group, uint16_t *out, size_t max)
{
    size_t n = 0;
    for (const struct info_set *s = NULL; n < max && (s = catalogue_next_in_group(&site->memory->catalogue, group, s));)
        if (info_set_published(s))
            out[n++] = (uint16_t)s->number;
    return n;
}

size_t choice_all_sets(const struct disclosure *site, uint16_t *out, size_t max)
{
    const struct catalogue *c = &site->memory->catalogue;
    size_t n = 0;
    for (size_t i = 0; i < c->count && n < max; i++)
        if (info_set_published(c->sets[i]))
            out[n++] = (uint16_t)c->sets[i]->number;
    return n;
}

static enum result find_list(const struct disclosure *site, const char *code, struct choice *c)
{
    size_t n = 1;
    if (catalogue_is_group(code)) {
        n = choice_group_sets(site, code, c->sets, LIST_SETS_MAX);
        c->name = word_group(code);
        c->group = code;
    } else {
        c->set = catalogue_by_code(&site->memory->catalogue, code);
        if (!c->set || c->set->openness != OPEN_PUBLIC)
            return RESULT_NOT_FOUND;
        c->sets[0] = (uint16_t)c->set->number;
        c->name = c->set->name;
        c->group = c->set->group ? c->set->group : "";
    }
    c->code = code;
    c->filter.sets = c->sets;
    c->filter.set_count = n;
    return RESULT_OK;
}

/* The first fault of a field is the one that is told. */
static void fault(struct choice *c, const char *field, const char *message)
{
    for (size_t i = 0; i < c->fault_count; i++)
        if (strcmp(c->faults[i].field, field) == 0)
            return;
    if (c->fault_count < CHOICE_FAULTS_MAX) {
        c->faults[c->fault_count].field = field;
        c->faults[c->fault_count++].message = message;
    }
}

/* Whether rows of one of the sets may have several kinds at once. */
static bool several_kinds(const struct disclosure *site, const struct choice *c)
{
    for (size_t i = 0; i < c->filter.set_count; i++) {
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, c->sets[i]);
        if (set && set->roles[ROLE_KIND] && set->roles[ROLE_KIND]->multiple)
            return true;
    }
    return false;
}

/* Filters that are well formed and yet mean nothing here. */
static void check_meaning(const struct disclosure *site, struct choice *c)
{
    struct list_filter *f = &c->filter;
    if (f->region && !division_find(&site->memory->divisions, f->region))
        fault(c, "region", "没有这个地区代码");
    const struct source_unit *unit = *c->source ? memory_unit_by_code(site->memory, c->source) : NULL;
    if (*c->source && !unit)
        fault(c, "source", "没有这个来源单位");
    else if (unit)
        f->source_id = unit->id;
    if (f->from != DAY_NONE && f->to != DAY_NONE && f->from > f->to)
        fault(c, "from", "开始日期不能晚于结束日期");
}

const char *choice_faults(struct request *request, const struct choice *c)
{
    const char *text = "";
    for (size_t i = 0; i < c->fault_count; i++) {
        const char *longer = request_printf(request, "%s%s%s：%s", text, i ? "；" : "", c->faults[i].field, c->faults[i].message);
        if (longer)
            text = longer;
    }
    return text;
}

enum result choice_read(struct disclosure *site, struct request *request, const char *code, struct choice *c)
{
    memset(c, 0, sizeof *c);
    c->filter.from = c->filter.to = DAY_NONE;
    enum result r = find_list(site, code, c);
    if (r != RESULT_OK)
        return r;
    struct form_values *values = form_read(request, fields);
    if (!values)
        return RESULT_ERROR;
    c->q = form_text(values, "q");
    c->region = form_text(values, "region");
    c->source = form_text(values, "source");
    c->kind = form_text(values, "kind");
    c->from = form_text(values, "from");
    c->to = form_text(values, "to");
    for (size_t i = 0; i < values->count; i++) {
        const struct form_value *v = &values->value[i];
        if (strcmp(v->field->name, "after") != 0)
            c->active |= v->given;
        if (v->error)
            fault(c, v->field->name, v->error);
    }
    c->filter.q = c->q;
    c->filter.region = (uint32_t)strtoul(c->region, NULL, 10);
    c->filter.from = form_day(values, "from");
    c->filter.to = form_day(values, "to");
    check_meaning(site, c);
    if (c->fault_count)
        return RESULT_OK;
    if (*c->kind && (r = list_kinds(site->db, c->kind, several_kinds(site, c), &request->arena, &c->filter)) != RESULT_OK)
        return r;
    const char *after = form_text(values, "after");
    if (*after) {
        if (list_key_parse(after, &c->after_key))
            c->after = &c->after_key;
        else
            fault(c, "after", "翻页位置无效，请回到第一页");
    }
    return RESULT_OK;
}
