/* Open data of a list: /lists/{list}.csv .json .xlsx .atom. Reads 1,000 rows at a time, each against what is public now. */
#include "disclosure/download.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/memory.h"
#include "disclosure/disclosure.h"
#include "disclosure/facts.h"
#include "disclosure/pages.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <stdio.h>
#include <string.h>

#define FLUSH_BYTES (64 * 1024) /* what is handed over at once: four of nginx's buffers */
#define GATHER_BYTES (2 * 1024 * 1024) /* of what is not handed over at once: a row and FLUSH_BYTES, or a feed's hundred entries of 14 KiB */
#define CELLS_MAX 256           /* fixed columns and CATALOGUE_FIELDS_MAX fields */

/* What every row has, before a set's own fields; name and code are among these. */
static const enum catalogue_column fixed_columns[] = {COLUMN_ID, COLUMN_PAGE, COLUMN_REGION, COLUMN_SOURCE};
#define FIXED (sizeof fixed_columns / sizeof *fixed_columns)
/* What the rows of a group have in common. */
static const char *const group_labels[] = {"信息类别", "名称", "统一社会信用代码", "文书号", "决定日期", "决定机关", "类别", "金额（万元）", "有效期自", "有效期至"};
#define COMMON (sizeof group_labels / sizeof *group_labels)
#define DEMONSTRATION "演示数据"

size_t download_columns(const struct download *d, const char **labels, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < FIXED && n < max; i++)
        labels[n++] = catalogue_columns[fixed_columns[i]];
    if (d->choice.set) {
        for (size_t i = 0; i < d->choice.set->field_count && n < max; i++)
            if (d->choice.set->fields[i].openness == OPEN_PUBLIC)
                labels[n++] = d->choice.set->fields[i].label;
    } else {
        for (size_t i = 0; i < COMMON && n < max; i++)
            labels[n++] = group_labels[i];
    }
    if (d->site->demonstration && n < max)
        labels[n++] = catalogue_columns[COLUMN_DEMONSTRATION];
    return n;
}

/* A text that must outlive the call, in the memory of the row being written. */
static const char *keep(struct download *d, const char *text)
{
    const char *copy = arena_text(&d->request->arena, text);
    return copy ? copy : "";
}

static const char *day_text(struct download *d, day_t day)
{
    char text[DAY_TEXT];
    return keep(d, day_format(day, text));
}

size_t download_cells(struct download *d, const struct list_row *row, const json_t *fields, const char **cells, size_t max)
{
    char text[512];
    size_t n = 0;
    const struct memory *memory = d->site->memory;
    const struct source_unit *unit = memory_unit(memory, row->source_id);
    if (max < CELLS_MAX)
        return 0;
    snprintf(text, sizeof text, "%llu", (unsigned long long)row->id);
    cells[n++] = keep(d, text);
    cells[n++] = keep(d, download_record_url(d, row->id, text, sizeof text));
    snprintf(text, sizeof text, "%u", (unsigned)row->region);
    cells[n++] = keep(d, text);
    cells[n++] = unit ? unit->name : "";
    if (d->choice.set) {
        for (size_t i = 0; i < d->choice.set->field_count; i++) {
            const struct field *field = &d->choice.set->fields[i];
            if (field->openness != OPEN_PUBLIC)
                continue;
            const char *value = json_string_value(json_object_get(fields, field->code));
            cells[n++] = value ? value : "";
        }
    } else {
        const struct info_set *set = catalogue_by_number(&memory->catalogue, row->set_number);
        cells[n++] = set ? set->name : "";
        cells[n++] = row->name;
        cells[n++] = row->uscc;
        cells[n++] = row->document_no;
        cells[n++] = day_text(d, row->decided_on);
        cells[n++] = row->authority;
        cells[n++] = row->kind;
        cells[n++] = row->amount;
        cells[n++] = day_text(d, row->valid_from);
        cells[n++] = day_text(d, row->valid_until);
    }
    if (d->site->demonstration)
        cells[n++] = DEMONSTRATION;
    return n;
}

const char *download_record_url(const struct download *d, uint64_t id, char *out, size_t size)
{
    snprintf(out, size, "%s/records/%llu", d->site->site_url, (unsigned long long)id);
    return out;
}

const char *download_address(struct download *d, const char *path)
{
    return request_printf(d->request, "%s%s", d->site->site_url, path);
}

/* Adds "；name：value" to the filter's words. */
static void add_words(struct download *d, const char **text, const char *name, const char *value)
{
    const char *longer = request_printf(d->request, "%s%s%s：%s", *text, **text ? "；" : "", name, value);
    if (longer)
        *text = longer;
}

const char *download_filter(struct download *d)
{
    const struct choice *c = &d->choice;
    const struct source_unit *unit = memory_unit(d->site->memory, c->filter.source_id);
    const char *text = "", *value;
    if (*c->q)
        add_words(d, &text, "关键词", c->q);
    if (*c->region && (value = request_printf(d->request, "%s（%s）", memory_place(d->site->memory, c->filter.region), c->region)))
        add_words(d, &text, "地区", value);
    if (*c->source && unit)
        add_words(d, &text, "来源单位", unit->name);
    if (*c->kind)
        add_words(d, &text, "类别", c->kind);
    if ((*c->from || *c->to) &&
        (value = request_printf(d->request, "%s 至 %s", *c->from ? c->from : "最早", *c->to ? c->to : "今")))
        add_words(d, &text, "决定日期", value);
    return text;
}

const char *download_title(const struct download *d, char *out, size_t size)
{
    snprintf(out, size, "%s%s", d->site->demonstration ? "【演示数据】" : "", d->choice.name);
    return out;
}

static const struct download_format *format_of(const char *path)
{
    static const struct download_format *const formats[] = {&download_csv, &download_json, &download_xlsx, &download_atom};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(dot + 1, formats[i]->suffix) == 0)
            return formats[i];
    return NULL;
}

/* Hands over what is written so far. */
static bool flush(struct download *d, bool all)
{
    if (d->out.failed) {
        log_error("download: a row is longer than %d bytes", DOWNLOAD_ROW_BYTES);
        return false;
    }
    if (d->out.len == 0 || (!all && d->out.len < FLUSH_BYTES))
        return true;
    bool ok = response_write(d->response, d->out.data, d->out.len);
    buffer_reset(&d->out);
    return ok;
}

/* Writes the rows of one key range. */
static bool write_rows(struct download *d, const struct download_format *format, const struct list_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        json_t *fields = page->rows[i].fields ? facts_load(page->rows[i].fields) : NULL;
        bool ok = format->row(d, &page->rows[i], fields);
        json_decref(fields);
        if (!ok || (format->streams && !flush(d, false)))
            return false;
    }
    return true;
}

/* Reads on until the list or the format's limit ends; the address of the next part is then in d->next. */
static enum result write_all(struct download *d, const struct download_format *format)
{
    const struct list_key *after = d->choice.after;
    struct list_key key;
    for (;;) {
        struct list_page page = {0};
        size_t left = format->rows_max - d->rows;
        enum result r = list_read(d->site->db, &d->choice.filter, after, left < LIST_CHUNK ? (unsigned)left : LIST_CHUNK, true, &page);
        bool more = page.more;
        if (r == RESULT_OK) {
            key = page.next;
            after = &key;
            d->rows += page.count;
            if (!write_rows(d, format, &page))
                r = RESULT_ERROR;
        }
        list_page_free(&page);
        if (r != RESULT_OK || !more)
            return r;
        if (d->rows >= format->rows_max) {
            char text[LIST_KEY_TEXT];
            const char *link = request_link(d->request, "after", list_key_format(&key, text));
            const char *next = link ? download_address(d, link) : NULL;
            d->next = next ? next : "";
            return next ? RESULT_OK : RESULT_ERROR;
        }
    }
}

static enum result failure(const struct download *d)
{
    return d->fault != RESULT_OK ? d->fault : RESULT_ERROR;
}

static enum result stream(struct download *d, const struct download_format *format)
{
    if (!format->begin(d) || !response_begin_stream(d->response))
        return failure(d);
    enum result r = write_all(d, format);
    if (r == RESULT_OK && (!format->end(d) || !flush(d, true)))
        r = failure(d);
    return r;
}

/* What is said of the file beside it. Only of one that is sent: an error page is none. */
static void add_headers(const struct download *d, const struct download_format *format)
{
    char name[128], day[DAY_TEXT];
    response_header(d->response, "Link", "</open-data>; rel=\"license\"");
    response_header(d->response, "X-Robots-Tag", "noindex");
    if (format == &download_json || format == &download_atom)
        return;
    snprintf(name, sizeof name, "%s-%s%s.%s", d->choice.code, day_format(d->request->today, day),
             d->site->demonstration ? "-演示数据" : "", format->suffix);
    response_attachment(d->response, name);
}

/* Writes the file, or for HEAD only what is said of it: making it would cost as much as for GET. */
static enum result make(struct download *d, const struct download_format *format)
{
    enum result r;
    if (d->request->method == METHOD_HEAD) {
        response_unmade(d->response, format->type);
        return RESULT_OK;
    }
    response_type(d->response, format->type);
    if (format->streams)
        return stream(d, format);
    r = format->begin(d) ? write_all(d, format) : failure(d);
    if (!format->end(d) && r == RESULT_OK)
        r = failure(d);
    return r;
}

enum result download_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct disclosure *site = program;
    struct download d = {.site = site, .request = request, .response = response, .next = ""};
    const struct download_format *format = format_of(request->path);

    enum result r = format ? disclosure_ready(site) : RESULT_NOT_FOUND;
    if (r == RESULT_OK)
        r = choice_read(site, request, request_param(request, "list"), &d.choice);
    if (r != RESULT_OK)
        return r;
    if (d.choice.fault_count) {
        view_text(view, "error.text", choice_faults(request, &d.choice));
        response_status(response, 400);
        return RESULT_INVALID;
    }
    const char *own = request_link(request, "after", NULL);
    if (!own || !(d.self = download_address(&d, own)))
        return RESULT_ERROR;
    buffer_init(&d.out, GATHER_BYTES);
    r = make(&d, format);
    if (r == RESULT_OK)
        add_headers(&d, format);
    buffer_free(&d.out);
    return r;
}
