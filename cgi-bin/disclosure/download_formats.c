/* Open data as CSV, JSON, XLSX and Atom: how one list row is written in each. */
#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "db/count.h"
#include "db/memory.h"
#include "disclosure/disclosure.h"
#include "disclosure/download.h"
#include "doc/atom.h"
#include "doc/csv.h"
#include "doc/xlsx.h"
#include "web/request.h"
#include "web/response.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CELLS_MAX 256
#define COPY_BYTES (64 * 1024)
#define WIDE 40   /* signs of a column of text */
#define NARROW 16

/* ------------------------------------------------------------------ CSV */

static bool csv_begin(struct download *d)
{
    const char *labels[CELLS_MAX];
    size_t n = download_columns(d, labels, CELLS_MAX);
    buffer_puts(&d->out, CSV_BOM);
    for (size_t i = 0; i < n; i++)
        csv_add(&d->out, labels[i], strlen(labels[i]), i == 0);
    return csv_end_row(&d->out);
}

static bool csv_row_write(struct download *d, const struct list_row *row, const json_t *fields)
{
    const char *cells[CELLS_MAX];
    size_t n = download_cells(d, row, fields, cells, CELLS_MAX);
    for (size_t i = 0; i < n; i++)
        csv_add(&d->out, cells[i], strlen(cells[i]), i == 0);
    return csv_end_row(&d->out);
}

static bool csv_end(struct download *d)
{
    if (!*d->next)
        return true;
    csv_add(&d->out, "下一部分", strlen("下一部分"), true);
    csv_add(&d->out, d->next, strlen(d->next), false);
    return csv_end_row(&d->out);
}

const struct download_format download_csv = {
    "csv", "text/csv; charset=utf-8", DOWNLOAD_ROWS_MAX, csv_begin, csv_row_write, csv_end, true};

/* ----------------------------------------------------------------- JSON */

/* Adds a JSON value as compact text; takes it over. */
static bool add_json(struct download *d, json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    bool ok = text && buffer_puts(&d->out, text);
    free(text);
    json_decref(value);
    return ok;
}

static json_t *day_json(day_t day)
{
    char text[DAY_TEXT];
    return day == DAY_NONE ? json_null() : json_string(day_format(day, text));
}

static json_t *text_or_null(const char *text)
{
    return *text ? json_string(text) : json_null();
}

json_t *download_total_json(const struct list_total *total)
{
    char text[LIST_TOTAL_TEXT];
    return total->capped || total->unfinished ? json_string(list_total_text(total, text)) : json_integer((json_int_t)total->n);
}

json_t *download_row_json(const struct disclosure *site, const struct list_row *row, json_t *fields)
{
    char id[24];
    const struct info_set *set = catalogue_by_number(&site->memory->catalogue, row->set_number);
    const struct source_unit *unit = memory_unit(site->memory, row->source_id);
    snprintf(id, sizeof id, "%llu", (unsigned long long)row->id);
    return json_pack("{s:s, s:s, s:s, s:o, s:i, s:o, s:o, s:s, s:O}", "id", id, "set", set ? set->code : "", "name", row->name,
                     "uscc", text_or_null(row->uscc), "region", (int)row->region, "decided_on", day_json(row->decided_on),
                     "document_no", text_or_null(row->document_no), "source", unit ? unit->name : "", "fields",
                     fields ? fields : json_null());
}

static void add_total(struct download *d)
{
    buffer_puts(&d->out, ",\"total\":");
    add_json(d, download_total_json(&d->total));
}

static bool json_begin(struct download *d)
{
    char when[TIME_TEXT];
    if ((d->fault = list_count(d->site->db, &d->choice.filter, &d->total)) != RESULT_OK)
        return false;
    d->total_later = d->total.capped || d->total.unfinished;
    buffer_puts(&d->out, "{\"list\":");
    add_json(d, json_string(d->choice.code));
    buffer_puts(&d->out, ",\"name\":");
    add_json(d, json_string(d->choice.name));
    if (!d->total_later)
        add_total(d);
    buffer_puts(&d->out, ",\"generated_at\":");
    add_json(d, json_string(time_format_rfc3339(d->request->now, when)));
    buffer_printf(&d->out, ",\"licence\":\"/open-data\",\"demonstration\":%s,\"records\":[", d->site->demonstration ? "true" : "false");
    d->first = true;
    return !d->out.failed;
}

static bool json_row_write(struct download *d, const struct list_row *row, const json_t *fields)
{
    if (!d->first)
        buffer_puts(&d->out, ",\n");
    d->first = false;
    return add_json(d, download_row_json(d->site, row, (json_t *)(uintptr_t)fields));
}

static bool json_end(struct download *d)
{
    buffer_puts(&d->out, "]");
    if (d->total_later && !d->choice.after && !d->next[0])
        d->total = (struct list_total){.n = d->rows}; /* what no counter knew: the file is the whole list */
    if (d->total_later)
        add_total(d);
    buffer_puts(&d->out, ",\"next\":");
    add_json(d, text_or_null(d->next));
    return buffer_puts(&d->out, "}\n");
}

const struct download_format download_json = {
    "json", "application/json; charset=utf-8", DOWNLOAD_ROWS_MAX, json_begin, json_row_write, json_end, true};

/* ----------------------------------------------------------------- XLSX */

static bool xlsx_begin(struct download *d)
{
    const char *labels[CELLS_MAX];
    unsigned widths[CELLS_MAX];
    char title[256];
    size_t n = download_columns(d, labels, CELLS_MAX);
    const char *tmp = config_text(d->site->config, "tmp_dir", "/tmp");
    for (size_t i = 0; i < n; i++)
        widths[i] = strstr(labels[i], "名称") || strstr(labels[i], "内容") || strstr(labels[i], "事实") ? WIDE : NARROW;
    snprintf(d->path, sizeof d->path, "%s/open-XXXXXX", tmp);
    int fd = mkstemp(d->path);
    if (fd < 0) {
        log_error("download: no scratch file in %s", tmp);
        d->fault = RESULT_UNAVAILABLE; /* most likely no room */
        d->path[0] = '\0';
        return false;
    }
    (void)close(fd);
    return xlsx_open(d->path, tmp, download_title(d, title, sizeof title), &d->book) == RESULT_OK &&
           xlsx_head(d->book, labels, widths, n) == RESULT_OK;
}

static bool xlsx_row_write(struct download *d, const struct list_row *row, const json_t *fields)
{
    const char *cells[CELLS_MAX];
    size_t n = download_cells(d, row, fields, cells, CELLS_MAX);
    for (size_t i = 0; i < n; i++)
        xlsx_text(d->book, cells[i]);
    xlsx_end_row(d->book);
    return true;
}

/* The last delivery to what is in the file; DAY_NONE: none. */
static day_t delivered(const struct download *d)
{
    struct list_delivery newest;
    return memory_deliveries(d->site->memory, d->choice.sets, d->choice.filter.set_count, &newest, 1) ? newest.day : DAY_NONE;
}

/* The second sheet: what this is, of when, by which filter, from where, and what one may do with it. A file goes from hand to hand
   without the page that it came from. */
static enum result notes_write(struct download *d)
{
    char title[256], day[DAY_TEXT], when[TIME_TEXT], rows[32];
    const char *filter = download_filter(d);
    const char *dictionary = d->choice.set ? request_printf(d->request, "%s/catalogue/%s", d->site->site_url, d->choice.code)
                                           : download_address(d, "/catalogue");
    snprintf(rows, sizeof rows, "%zu", d->rows);
    const struct xlsx_note notes[] = {
        {"内容", download_title(d, title, sizeof title)},
        {"来源", d->site->site_name},
        {"生成时间（北京时间）", time_format_shanghai(d->request->now, when)},
        {"最近一次报送", delivered(d) == DAY_NONE ? "尚未报送" : day_format(delivered(d), day)},
        {"筛选条件", *filter ? filter : "无，整份清单"},
        {"本文件条数", rows},
        {"取自", d->self},
        {"下一部分", *d->next ? d->next : "没有，已到末尾"},
        {"数据字典", dictionary},
        {"许可", "可以免费复制、转载、加工和用于商业产品；应当写明来源和取得日期，停止公示的信息应当停止展示；不得还原被遮挡的个人信息。"},
        {"许可全文", download_address(d, "/open-data")},
        {"数据性质", d->site->demonstration ? "演示数据，均为虚构" : "依法公开的公共信用信息"},
    };
    return xlsx_notes(d->book, "说明", notes, sizeof notes / sizeof *notes);
}

static bool send_file(struct download *d, int fd)
{
    char bytes[COPY_BYTES];
    ssize_t n;
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        if (!response_write(d->response, bytes, (size_t)n))
            return false;
    return n == 0;
}

/* The workbook is complete before its first byte is sent, so that a failure is still an error page. */
static bool xlsx_end(struct download *d)
{
    const bool noted = d->book && notes_write(d) == RESULT_OK;
    bool ok = d->book && xlsx_close(d->book) == RESULT_OK && noted;
    d->book = NULL;
    int fd = ok ? open(d->path, O_RDONLY | O_CLOEXEC) : -1;
    if (*d->path)
        (void)unlink(d->path);
    if (fd < 0)
        return false;
    if (*d->next) {
        const char *link = request_printf(d->request, "<%s>; rel=\"next\"", d->next);
        response_header(d->response, "Link", link ? link : "");
    }
    if (!response_begin_stream(d->response) || !send_file(d, fd))
        d->response->broken = true;
    (void)close(fd);
    return true;
}

const struct download_format download_xlsx = {
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", DOWNLOAD_XLSX_MAX, xlsx_begin, xlsx_row_write,
    xlsx_end, false};

/* ----------------------------------------------------------------- Atom */

/* A feed's head says when its newest entry changed, so it is written last: the entries are gathered in `out` until then. */
static bool feed_begin(struct download *d)
{
    return !d->out.failed;
}

static bool feed_row_write(struct download *d, const struct list_row *row, const json_t *fields)
{
    char url[512], title[1024], summary[1024], day[DAY_TEXT];
    time_t updated = d->request->now;
    const struct info_set *set = catalogue_by_number(&d->site->memory->catalogue, row->set_number);
    (void)fields;
    if (!time_parse_utc(row->updated_at, &updated))
        updated = d->request->now;
    if (updated > d->updated)
        d->updated = updated;
    download_record_url(d, row->id, url, sizeof url);
    snprintf(title, sizeof title, "%s（%s）", row->name, set ? set->name : "");
    snprintf(summary, sizeof summary, "%s　%s　%s", day_format(row->decided_on, day), row->authority, row->document_no);
    return atom_add(&d->out, &(struct atom_entry){.id = url, .title = title, .summary = summary, .link = url, .updated = updated});
}

/* The list's page with the same filter: the feed's address without ".atom". */
static const char *page_of(struct download *d)
{
    const char *query = strchr(d->self, '?');
    const size_t len = (query ? (size_t)(query - d->self) : strlen(d->self)) - strlen(".atom");
    return request_printf(d->request, "%.*s%s", (int)len, d->self, query ? query : "");
}

static bool feed_end(struct download *d)
{
    char name[256];
    struct buffer *body = &d->response->body;
    const char *page = page_of(d), *filter = download_filter(d);
    const char *title = request_printf(d->request, "%s%s%s", download_title(d, name, sizeof name), *filter ? " · " : "", filter);
    return page && title && !d->out.failed &&
           atom_begin(body, title, d->site->site_name, d->self, page,
                      d->updated ? d->updated : d->request->now, *d->next ? d->next : NULL) &&
           buffer_add(body, d->out.data, d->out.len) && atom_end(body);
}

const struct download_format download_atom = {
    "atom", "application/atom+xml; charset=utf-8", DOWNLOAD_ATOM_MAX, feed_begin, feed_row_write, feed_end, false};
