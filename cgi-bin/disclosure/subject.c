/* A subject's credit archive: /subjects/{uscc}. */
#include "db/archive.h"
#include "db/memory.h"
#include "db/published.h"
#include "disclosure/choice.h"
#include "disclosure/disclosure.h"
#include "disclosure/facts.h"
#include "disclosure/pages.h"
#include "disclosure/show.h"
#include "disclosure/words.h"
#include "domain/uscc.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SECTION_ROWS 5      /* newest records of a section on the whole archive's page */
#define SECTION_SETS 128    /* sets of one section that a subject has records of */
#define CHANGES_MAX 20
#define NOTICES_MAX 20
#define NAMESAKES_MAX 6

/* What the archive counted: sets of the subject with their rows. */
struct counted {
    struct count sets[LIST_SETS_MAX];
    size_t count;
};

/* Rows of the registering sets are the subject's own facts and no rows beside them. */
static bool belongs(const struct info_set *set, const struct section_word *section)
{
    return set && !set->registers && strcmp(set->section, section->code) == 0;
}

static void show_row_of(const struct disclosure *site, struct view_node *node, const struct list_row *row)
{
    show_row(site, node, row);
    view_node_set(node, "title", row->kind);
}

static int newest_first(const void *pa, const void *pb)
{
    const struct list_row *a = pa, *b = pb;
    if (a->decided_on != b->decided_on)
        return a->decided_on > b->decided_on ? -1 : 1;
    return a->id == b->id ? 0 : a->id > b->id ? -1 : 1;
}

/* The newest rows of a section over its sets, and how many there are. */
static enum result show_section(struct disclosure *site, struct request *request, struct view_node *node,
                                const struct section_word *section, const struct archive_subject *subject, const struct counted *counted)
{
    struct list_row *rows = arena_alloc(&request->arena, SECTION_SETS * SECTION_ROWS * sizeof *rows);
    uint64_t total = 0;
    size_t n = 0, sets = 0;
    bool more = false;
    if (!rows)
        return RESULT_ERROR;
    for (size_t i = 0; i < counted->count && sets < SECTION_SETS; i++) {
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, counted->sets[i].key);
        size_t got;
        if (!belongs(set, section))
            continue;
        sets++;
        more |= counted->sets[i].n > ARCHIVE_COUNT_MAX;
        total += counted->sets[i].n > ARCHIVE_COUNT_MAX ? ARCHIVE_COUNT_MAX : counted->sets[i].n;
        enum result r = archive_newest(site->db, subject->id, (uint16_t)counted->sets[i].key, &request->arena, rows + n, SECTION_ROWS, &got);
        if (r != RESULT_OK)
            return r;
        n += got;
    }
    view_node_printf(node, "total", "%" PRIu64 "%s", total, more ? "+" : "");
    qsort(rows, n, sizeof *rows, newest_first);
    for (size_t i = 0; i < n && i < SECTION_ROWS; i++)
        show_row_of(site, view_node_row(node, "rows", i), &rows[i]);
    if (n > SECTION_ROWS || total > n)
        view_node_printf(node, "more", "/subjects/%s?section=%s", subject->uscc, section->code);
    return RESULT_OK;
}

static void show_section_name(struct view_node *node, const struct section_word *section)
{
    view_node_set(node, "code", section->code);
    view_node_set(node, "number", section->number);
    view_node_set(node, "name", section->name);
}

static enum result show_sections(struct disclosure *site, struct request *request, struct view *view,
                                 const struct archive_subject *subject, const struct counted *counted)
{
    enum result r = RESULT_OK;
    for (size_t i = 0; i < section_count && r == RESULT_OK; i++) {
        struct view_node *node = view_row(view, "sections", i);
        show_section_name(node, &section_words[i]);
        r = show_section(site, request, node, &section_words[i], subject, counted);
    }
    return r;
}

/* One section read on by key. */
static enum result show_one_section(struct disclosure *site, struct request *request, struct view *view, const struct section_word *section,
                                    const struct archive_subject *subject, const struct counted *counted)
{
    uint16_t sets[LIST_SETS_MAX];
    size_t n = 0;
    struct list_key key;
    const char *after = request_query(request, "after");
    char text[LIST_KEY_TEXT];
    uint64_t total = 0;
    bool more = false;
    struct view_node *node = view_row(view, "sections", 0);
    show_section_name(node, section);
    for (size_t i = 0; i < counted->count; i++)
        if (belongs(catalogue_by_number(&site->memory->catalogue, counted->sets[i].key), section)) {
            sets[n++] = (uint16_t)counted->sets[i].key;
            more |= counted->sets[i].n > ARCHIVE_COUNT_MAX;
            total += counted->sets[i].n > ARCHIVE_COUNT_MAX ? ARCHIVE_COUNT_MAX : counted->sets[i].n;
        }
    view_node_printf(node, "total", "%" PRIu64 "%s", total, more ? "+" : "");
    view_text(view, "section.code", section->code);
    view_text(view, "section.name", section->name);
    if (*after && !list_key_parse(after, &key))
        return RESULT_INVALID;
    if (n == 0)
        return RESULT_OK;
    struct list_filter filter = {.sets = sets, .set_count = n, .from = DAY_NONE, .to = DAY_NONE, .q = subject->uscc};
    struct list_page page;
    enum result r = list_read(site->db, &filter, *after ? &key : NULL, LIST_PAGE, false, &page);
    for (size_t i = 0; r == RESULT_OK && i < page.count; i++)
        show_row_of(site, view_node_row(node, "rows", i), &page.rows[i]);
    if (r == RESULT_OK)
        show_paging(view, request, page.more ? list_key_format(&page.next, text) : NULL, *after != '\0', page.scanned);
    list_page_free(&page);
    return r;
}

static void show_label(struct view *view, size_t *n, const char *code, const char *name)
{
    struct view_node *label = view_row(view, "labels", (*n)++);
    view_node_set(label, "code", code);
    view_node_set(label, "name", name);
}

static void show_subject(const struct disclosure *site, struct view *view, const struct archive_subject *s, const struct counted *counted)
{
    struct view_node *node = view_child(view, "subject");
    uint64_t total = 0;
    bool red = false, black = false, abnormal = false;
    for (size_t i = 0; i < counted->count; i++) {
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, counted->sets[i].key);
        total += counted->sets[i].n;
        red |= set && set->group && strcmp(set->group, "red") == 0;
        black |= set && ((set->group && strcmp(set->group, "black") == 0) || strcmp(set->section, "serious") == 0);
        abnormal |= set && set->group && strcmp(set->group, "abnormal") == 0;
    }
    view_node_set(node, "name", s->name);
    view_node_set(node, "uscc", s->uscc);
    view_node_set(node, "kind_name", word_kind(s->kind));
    view_node_set(node, "region", memory_place(site->memory, s->region));
    view_node_set(node, "status", s->status);
    show_day(node, "established", s->established);
    show_day(node, "updated_on", show_utc_day(s->updated_at));
    view_node_set(node, "registered", s->registered ? "1" : "");
    view_node_set_int(node, "total", (int64_t)total);
    size_t n = 0;
    if (red)
        show_label(view, &n, "honour", "守信激励对象");
    if (black)
        show_label(view, &n, "serious", "失信惩戒对象");
    if (abnormal)
        show_label(view, &n, "abnormal", "经营异常");
    if (*s->status)
        show_label(view, &n, "status", s->status);
}

/* Former names and the registration's other facts. */
static void show_registration(const struct disclosure *site, struct request *request, struct view *view, const struct archive_subject *s)
{
    char *names = arena_text(&request->arena, s->former), *rest = NULL;
    size_t n = 0;
    for (char *name = names ? strtok_r(names, "\n", &rest) : NULL; name; name = strtok_r(NULL, "\n", &rest))
        view_node_set(view_row(view, "former", n++), "name", name);
    const struct info_set *set = catalogue_by_number(&site->memory->catalogue, s->basics_set);
    if (set && *s->basics)
        (void)facts_show(view, "facts", set, s->basics, false, false, true);
}

static enum result show_log(struct disclosure *site, struct request *request, struct view *view, const struct archive_subject *s)
{
    static const char *const kinds[] = {"published", "corrected", "gone", "annulled"};
    struct archive_change changes[CHANGES_MAX];
    struct notice notices[NOTICES_MAX];
    size_t n;
    enum result r = archive_changes(site->db, s->id, changes, CHANGES_MAX, &n);
    for (size_t i = 0; r == RESULT_OK && i < n; i++) {
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, changes[i].set_number);
        struct view_node *row = view_row(view, "changes", i);
        show_day(row, "at", day_today_shanghai(changes[i].at));
        view_node_set(row, "kind", kinds[changes[i].kind]);
        view_node_set(row, "set_name", changes[i].record_id ? (set ? set->name : "") : "1 条信息");
        if (changes[i].record_id)
            show_id(row, "id", changes[i].record_id);
    }
    if (r == RESULT_OK)
        r = published_notices(site->db, s->id, &request->arena, notices, NOTICES_MAX, &n);
    for (size_t i = 0; r == RESULT_OK && i < n; i++) {
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, notices[i].set_number);
        struct view_node *row = view_row(view, "notices", i);
        show_id(row, "id", notices[i].record_id);
        view_node_set(row, "set_name", set ? set->name : "");
        view_node_set(row, "document_no", notices[i].document_no);
        view_node_set(row, "notice_no", notices[i].notice_no);
        view_node_set(row, "reason", notices[i].reason);
        show_day(row, "day", notices[i].day);
    }
    return r;
}

static enum result show_namesakes(struct disclosure *site, struct request *request, struct view *view, const struct archive_subject *s)
{
    struct archive_namesake names[NAMESAKES_MAX];
    size_t n;
    enum result r = archive_namesakes(site->db, s->id, s->norm, &request->arena, names, NAMESAKES_MAX, &n);
    for (size_t i = 0; r == RESULT_OK && i < n; i++) {
        struct view_node *row = view_row(view, "namesakes", i);
        view_node_set(row, "name", names[i].name);
        view_node_set(row, "uscc", names[i].uscc);
        view_node_set(row, "region", memory_place(site->memory, names[i].region));
        view_node_set(row, "status", names[i].status);
        show_day(row, "established", names[i].established);
    }
    return r;
}

static enum result missing(struct view *view)
{
    show_missing(view, "subject", "没有找到这个统一社会信用代码的主体。没有查到不等于没有登记，也不等于信用良好。");
    return RESULT_NOT_FOUND;
}

enum result subject_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct disclosure *site = program;
    struct archive_subject subject;
    char code[USCC_TEXT];
    const char *asked = request_param(request, "uscc"), *section_code = request_query(request, "section");
    const struct section_word *section = NULL;
    enum result r = disclosure_ready(site);
    struct counted *counted = arena_alloc(&request->arena, sizeof *counted);
    if (r != RESULT_OK || !counted)
        return r != RESULT_OK ? r : RESULT_ERROR;
    if (!uscc_normalise(asked, strlen(asked), code))
        return missing(view);
    if (*section_code && !(section = section_find(section_code)))
        return missing(view);
    r = archive_subject(site->db, code, &request->arena, &subject);
    if (r == RESULT_NOT_FOUND)
        return missing(view);
    if (r != RESULT_OK)
        return r;
    if (strcmp(asked, code) != 0) { /* one lasting address a subject */
        response_moved(response, request_printf(request, "/subjects/%s", code));
        response->body_ready = true;
        return RESULT_OK;
    }
    r = archive_counts(site->db, subject.id, counted->sets, LIST_SETS_MAX, &counted->count);
    if (r != RESULT_OK)
        return r;
    show_subject(site, view, &subject, counted);
    show_registration(site, request, view, &subject);
    r = section ? show_one_section(site, request, view, section, &subject, counted)
                : show_sections(site, request, view, &subject, counted);
    if (r == RESULT_INVALID) {
        show_missing(view, "filter", "翻页位置无效，请回到第一页。");
        response_status(response, 400);
        return r;
    }
    if (r == RESULT_OK)
        r = show_log(site, request, view, &subject);
    if (r == RESULT_OK)
        r = show_namesakes(site, request, view, &subject);
    static const struct crumb way[] = {{"信用查询", "/search"}};
    page_head(view, subject.name, "search", way, 1);
    view_printf(view, "page.canonical", "%s/subjects/%s", site->site_url, subject.uscc);
    return r;
}
