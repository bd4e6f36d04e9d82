/* CSV in and out: parsing and quotation by libcsv, limits of our own, formulas made harmless. */
#include "doc/csv.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t skip_blanks(const char *text, size_t len)
{
    size_t i = 0;
    for (;;) {
        if (i < len && (text[i] == ' ' || text[i] == '\n'))
            i++;
        else if (i + 3 <= len && memcmp(text + i, "\xE3\x80\x80", 3) == 0) /* the ideographic space */
            i += 3;
        else
            return i;
    }
}

/* Digits, commas and one point after a sign: a number, which no spreadsheet computes with. */
static bool signed_number(const char *text, size_t len)
{
    bool digits = false;
    for (size_t i = 1; i < len; i++) {
        if (text[i] >= '0' && text[i] <= '9')
            digits = true;
        else if (text[i] != '.' && text[i] != ',')
            return false;
    }
    return digits;
}

bool spreadsheet_formula(const char *text, size_t len)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    size_t i = skip_blanks(text, len);
    if (i == len)
        return false;
    if (text[i] == '\t' || text[i] == '\r' || text[i] == '=' || text[i] == '@')
        return true;
    if (text[i] == '+' || text[i] == '-')
        return !signed_number(text + i, len - i);
    for (size_t w = 0; w < sizeof wide / sizeof *wide; w++)
        if (len - i >= 3 && memcmp(text + i, wide[w], 3) == 0)
            return true;
    return false;
}

bool csv_add(struct buffer *out, const char *text, size_t len, bool first)
{
    char guarded[2] = {'"', '\''};
    if (!first && !buffer_putc(out, ','))
        return false;
    bool formula = spreadsheet_formula(text, len);
    if (!buffer_reserve(out, 2 * len + 3))
        return false;
    /* csv_write writes the opening mark itself: for a formula the apostrophe goes behind it */
    size_t n = csv_write(out->data + out->len + (formula ? 1 : 0), 2 * len + 2, text, len);
    if (formula) {
        memcpy(out->data + out->len, guarded, 2);
        n++;
    }
    out->len += n;
    out->data[out->len] = '\0';
    return true;
}

bool csv_end_row(struct buffer *out)
{
    return buffer_puts(out, "\r\n");
}

struct csv_reader {
    struct csv_parser parser;
    csv_row *row;
    void *context;
    struct buffer text;              /* the row's fields, each with a NUL */
    size_t starts[CSV_COLUMNS_MAX], lens[CSV_COLUMNS_MAX];
    size_t n;
    size_t line, row_line;           /* of the file: being read, and where the row began */
    size_t row_bytes;
    bool stopped, in_row;
    char fault[96];
};

static void say(struct csv_reader *r, const char *what)
{
    if (!r->fault[0])
        snprintf(r->fault, sizeof r->fault, "第%zu行：%s", r->row_line, what);
}

/* libcsv's call at the end of a field. */
static void on_field(void *bytes, size_t len, void *context)
{
    struct csv_reader *r = context;
    if (r->stopped || r->fault[0])
        return;
    if (r->n == CSV_COLUMNS_MAX) {
        say(r, "列数超过上限");
        return;
    }
    r->starts[r->n] = r->text.len;
    r->lens[r->n] = len;
    r->n++;
    if (!buffer_add(&r->text, bytes ? bytes : "", len) || !buffer_putc(&r->text, '\0'))
        say(r, "一行的内容过长");
}

/* libcsv's call at the end of a row. */
static void on_row(int sign, void *context)
{
    struct csv_reader *r = context;
    const char *fields[CSV_COLUMNS_MAX];
    (void)sign;
    if (!r->stopped && !r->fault[0]) {
        for (size_t i = 0; i < r->n; i++)
            fields[i] = r->text.data + r->starts[i];
        r->stopped = !r->row(r->context, r->row_line, fields, r->lens, r->n);
    }
    buffer_reset(&r->text);
    r->n = 0;
    r->row_bytes = 0;
    r->in_row = false;
}

enum result csv_reader_open(csv_row *row, void *context, struct csv_reader **out)
{
    struct csv_reader *r = calloc(1, sizeof *r);
    *out = NULL;
    if (!r)
        return RESULT_ERROR;
    buffer_init(&r->text, CSV_ROW_MAX + CSV_COLUMNS_MAX);
    if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        free(r);
        return RESULT_ERROR;
    }
    r->row = row;
    r->context = context;
    r->line = 1;
    *out = r;
    return RESULT_OK;
}

/* Hands over bytes that hold at most one line end, at their end. */
static enum result feed_line(struct csv_reader *r, const char *bytes, size_t len)
{
    if (!r->in_row) {
        r->row_line = r->line;
        r->in_row = true;
    }
    r->row_bytes += len;
    if (r->row_bytes > CSV_ROW_MAX) {
        say(r, "一行的内容过长");
        return RESULT_INVALID;
    }
    if (csv_parse(&r->parser, bytes, len, on_field, on_row, r) != len)
        say(r, csv_error(&r->parser) == CSV_EPARSE ? "引号的位置不对" : "内存不足");
    if (len && bytes[len - 1] == '\n') {
        r->line++;
        if (r->n == 0 && r->text.len == 0 && r->row_bytes <= 2) { /* an empty line, for which libcsv calls nobody */
            r->in_row = false;
            r->row_bytes = 0;
        }
    }
    return r->fault[0] ? RESULT_INVALID : RESULT_OK;
}

enum result csv_reader_feed(struct csv_reader *r, const char *bytes, size_t len)
{
    while (len > 0 && !r->stopped) {
        const char *end = memchr(bytes, '\n', len);
        size_t n = end ? (size_t)(end - bytes) + 1 : len;
        enum result result = feed_line(r, bytes, n);
        if (result != RESULT_OK)
            return result;
        bytes += n;
        len -= n;
    }
    return RESULT_OK;
}

enum result csv_reader_end(struct csv_reader *r)
{
    if (r->stopped)
        return RESULT_OK;
    if (!r->fault[0] && csv_fini(&r->parser, on_field, on_row, r) != 0)
        say(r, "引号没有结束");
    return r->fault[0] ? RESULT_INVALID : RESULT_OK;
}

const char *csv_reader_fault(const struct csv_reader *r)
{
    return r->fault;
}

bool csv_reader_stopped(const struct csv_reader *r)
{
    return r->stopped;
}

void csv_reader_close(struct csv_reader *r)
{
    if (!r)
        return;
    csv_free(&r->parser);
    buffer_free(&r->text);
    free(r);
}

enum result csv_read(const char *bytes, size_t len, csv_row *row, void *context)
{
    struct csv_reader *r = NULL;
    enum result result = csv_reader_open(row, context, &r);
    if (result == RESULT_OK)
        result = csv_reader_feed(r, bytes, len);
    if (result == RESULT_OK)
        result = csv_reader_end(r);
    csv_reader_close(r);
    return result;
}
