/* One record: /records/{id}. */
#include "db/memory.h"
#include "db/published.h"
#include "db/archive.h"
#include "disclosure/disclosure.h"
#include "disclosure/facts.h"
#include "disclosure/pages.h"
#include "disclosure/show.h"
#include "disclosure/words.h"
#include "web/request.h"
#include "web/view.h"

#include <string.h>

#define RELATED_MAX 5

static void show_term(const struct disclosure *site, struct request *request, struct view *view,
                      const struct list_row *row, const struct info_set *set, enum grade grade)
{
    char rule[WORDS_RULE];
    struct view_node *record = view_child(view, "record");
    show_day(record, "published_on", row->published_on);
    show_day(record, "until", row->publish_until);
    if (row->publish_until != DAY_NONE) {
        int64_t whole = row->publish_until - row->decided_on + 1, gone = request->today - row->decided_on;
        int64_t left = row->publish_until - request->today;
        view_node_set_int(record, "days_left", left > 0 ? left : 0);
        view_node_set_int(record, "permille", whole <= 0 || gone >= whole ? 1000 : gone < 0 ? 0 : gone * 1000 / whole);
    }
    view_node_set(record, "rule", word_rule(set, &site->memory->grades, rule));
    view_node_set(record, "basis", set->publication.basis);
    if (grade != GRADE_NONE) {
        view_node_set(record, "grade", grade_name(grade));
        view_node_set(record, "grade_name", site->memory->grade_label[grade]);
    }
}

/* From when and where the breach can be repaired (信用修复管理办法 2026: after the minimum period, free of charge). */
static void show_repair(const struct disclosure *site, struct request *request, struct view *view,
                        const struct list_row *row, const struct info_set *set, enum grade grade)
{
    if (strcmp(set->repair.route, "none") == 0)
        return;
    struct view_node *repair = view_child(view, "repair");
    day_t from = publication_repairable_from(set, &site->memory->grades, grade, row->decided_on);
    view_node_set(repair, "route", set->repair.route);
    view_node_set(repair, "authority", set->repair.authority);
    view_node_set(repair, "address", set->repair.address);
    view_node_set(repair, "phone", set->repair.phone);
    show_day(repair, "from", from);
    if (from != DAY_NONE && request->today >= from)
        view_node_set(repair, "open", "1");
    view_node_set_int(repair, "months", set->repair.min_months);
}

static void show_objection(const struct disclosure *site, struct view *view)
{
    const struct objection_rule *rule = &site->memory->objection;
    struct view_node *node = view_child(view, "objection");
    view_node_set(node, "law", rule->law);
    view_node_set(node, "article", rule->article);
    view_node_set(node, "effect", rule->effect);
    if (rule->check_days)
        view_node_set_int(node, "check_days", rule->check_days);
    if (rule->provider_days)
        view_node_set_int(node, "provider_days", rule->provider_days);
    if (rule->result_notice_days)
        view_node_set_int(node, "result_notice_days", rule->result_notice_days);
}

static enum result show_related(struct disclosure *site, struct request *request, struct view *view, const struct list_row *row)
{
    struct list_row rows[RELATED_MAX + 1];
    size_t n = 0, shown = 0;
    if (!row->subject_id)
        return RESULT_OK;
    enum result r = archive_some(site->db, row->subject_id, &request->arena, rows, RELATED_MAX + 1, &n);
    for (size_t i = 0; r == RESULT_OK && i < n && shown < RELATED_MAX; i++)
        if (rows[i].id != row->id)
            show_row(site, view_row(view, "related", shown++), &rows[i]);
    return r;
}

static void show_common(const struct info_set *set, struct view *view, const char *name)
{
    struct view_node *record = view_child(view, "record");
    view_node_set(record, "set", set->code);
    view_node_set(record, "set_name", set->name);
    view_node_set(record, "group", set->group);
    view_node_set(record, "name", name);
}

static enum result show_live(struct disclosure *site, struct request *request, struct view *view,
                             const struct list_row *row, const struct info_set *set)
{
    const char *subject_name, *subject_code;
    enum grade grade = row->grade[0] ? grade_parse(row->grade) : GRADE_NONE;
    enum result r = published_subject_of(site->db, row->subject_id, &request->arena, &subject_name, &subject_code);
    if (r != RESULT_OK || (r = show_related(site, request, view, row)) != RESULT_OK)
        return r;
    show_common(set, view, row->name);
    const struct source_unit *unit = memory_unit_by_code(site->memory, set->unit), *source = memory_unit(site->memory, row->source_id);
    struct view_node *record = view_child(view, "record");
    show_id(record, "id", row->id);
    view_node_set(record, "uscc", row->uscc);
    view_node_set(record, "subject", *subject_code && strcmp(subject_code, row->uscc) == 0 ? "1" : "");
    view_node_set(record, "is_person", row->is_person ? "1" : "");
    view_node_set(record, "flagged", row->flagged ? "1" : "");
    view_node_set(record, "marked", row->marked ? "1" : "");
    view_node_set(record, "document_no", row->document_no);
    view_node_set(record, "source", source ? source->name : "");
    view_node_set(record, "unit", unit ? unit->name : "");
    view_node_set(record, "region", memory_place(site->memory, row->region));
    show_day(record, "decided_on", row->decided_on);
    show_day(record, "updated_on", show_utc_day(row->updated_at));
    show_term(site, request, view, row, set, grade);
    show_repair(site, request, view, row, set, grade);
    show_objection(site, view);
    if (!facts_show(view, "fields", set, row->fields, row->is_person, row->flagged, false))
        return RESULT_ERROR;
    if (row->is_person)
        view_text(view, "page.noindex", "1");
    return RESULT_OK;
}

static void show_annulled(struct view *view, const struct notice *notice, const struct info_set *set)
{
    show_common(set, view, notice->name);
    view_text(view, "record.annulled.document_no", notice->document_no);
    view_text(view, "record.annulled.notice_no", notice->notice_no);
    view_text(view, "record.annulled.reason", notice->reason);
    show_day(view_child(view, "record.annulled"), "day", notice->day);
    view_text(view, "page.noindex", "1");
}

static enum result missing(struct view *view)
{
    show_missing(view, "record", "该信息未公示或已停止公示。");
    return RESULT_NOT_FOUND;
}

enum result record_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    int64_t id;
    struct list_row row;
    struct notice notice;
    const char *name;
    const struct info_set *set;
    enum result r = disclosure_ready(site);
    if (r != RESULT_OK)
        return r;
    if (!request_param_int(request, "id", &id))
        return missing(view);
    r = published_record(site->db, (uint64_t)id, &request->arena, &row);
    if (r == RESULT_OK) {
        set = catalogue_by_number(&site->memory->catalogue, row.set_number);
        if (!set)
            return missing(view);
        r = show_live(site, request, view, &row, set);
        name = row.name;
    } else if (r == RESULT_NOT_FOUND) {
        r = published_notice(site->db, (uint64_t)id, &request->arena, &notice);
        set = r == RESULT_OK ? catalogue_by_number(&site->memory->catalogue, notice.set_number) : NULL;
        if (r == RESULT_NOT_FOUND || (r == RESULT_OK && !set))
            return missing(view);
        if (r == RESULT_OK)
            show_annulled(view, &notice, set);
        name = notice.name;
    }
    if (r != RESULT_OK)
        return r;
    const struct crumb way[] = {{"名单公示", "/lists"}, {set->name, request_printf(request, "/lists/%s", set->code)}};
    const char *title = request_printf(request, "%s %s", name, set->name);
    page_head(view, title ? title : set->name, "lists", way, 2);
    return RESULT_OK;
}
