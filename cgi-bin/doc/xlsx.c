/* XLSX out: a sheet of texts and one of notes, written row by row with constant memory. */
#include "doc/xlsx.h"

#include "base/log.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#define SHEET_NAME_MAX 31 /* signs, by the format */
#define NOTE_NAME_WIDTH 22 /* signs of a column */
#define NOTE_TEXT_WIDTH 90

struct xlsx {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *head;
    lxw_row_t row;
    lxw_col_t col;
    bool failed;
    char *dir;
};

/* A sheet's name: at most 31 signs, none of []:*?/\ and no apostrophe at its ends. */
static void sheet_name(const char *from, char *to, size_t size)
{
    size_t n = utf8_prefix(from, strlen(from), SHEET_NAME_MAX);
    if (n >= size)
        n = size - 1;
    for (size_t i = 0; i < n; i++)
        to[i] = strchr("[]:*?/\\'", from[i]) ? '_' : from[i];
    to[n] = '\0';
}

enum result xlsx_open(const char *path, const char *tmp_dir, const char *sheet, struct xlsx **out)
{
    char name[SHEET_NAME_MAX * 4 + 1];
    struct xlsx *x = calloc(1, sizeof *x);
    *out = NULL;
    if (!x || !(x->dir = strdup(tmp_dir))) {
        free(x);
        return RESULT_ERROR;
    }
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = x->dir};
    x->book = workbook_new_opt(path, &options);
    sheet_name(sheet, name, sizeof name);
    x->sheet = x->book ? workbook_add_worksheet(x->book, name) : NULL;
    x->head = x->sheet ? workbook_add_format(x->book) : NULL;
    if (!x->head) {
        log_error("xlsx: cannot begin %s", path);
        if (x->book)
            (void)workbook_close(x->book);
        free(x->dir);
        free(x);
        return RESULT_ERROR;
    }
    format_set_bold(x->head);
    *out = x;
    return RESULT_OK;
}

enum result xlsx_head(struct xlsx *x, const char *const *labels, const unsigned *widths, size_t n)
{
    worksheet_freeze_panes(x->sheet, 1, 0);
    for (size_t i = 0; i < n; i++)
        worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL);
    for (size_t i = 0; i < n; i++)
        if (worksheet_write_string(x->sheet, 0, (lxw_col_t)i, labels[i], x->head) != LXW_NO_ERROR)
            return RESULT_ERROR;
    x->row = 1;
    return RESULT_OK;
}

void xlsx_text(struct xlsx *x, const char *text)
{
    char *cut = NULL;
    size_t len = strlen(text);
    if (utf8_length(text, len) > XLSX_CELL_MAX && (cut = strndup(text, utf8_prefix(text, len, XLSX_CELL_MAX))))
        text = cut;
    /* an empty cell is no cell */
    if (*text && worksheet_write_string(x->sheet, x->row, x->col, text, NULL) != LXW_NO_ERROR)
        x->failed = true;
    x->col++;
    free(cut);
}

void xlsx_end_row(struct xlsx *x)
{
    x->row++;
    x->col = 0;
}

enum result xlsx_notes(struct xlsx *x, const char *sheet, const struct xlsx_note *notes, size_t n)
{
    lxw_worksheet *page = workbook_add_worksheet(x->book, sheet);
    lxw_format *wrapped = page ? workbook_add_format(x->book) : NULL;
    if (!wrapped)
        return RESULT_ERROR;
    format_set_text_wrap(wrapped);
    format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);
    worksheet_set_column(page, 0, 0, NOTE_NAME_WIDTH, NULL);
    worksheet_set_column(page, 1, 1, NOTE_TEXT_WIDTH, NULL);
    for (size_t i = 0; i < n; i++) {
        if (worksheet_write_string(page, (lxw_row_t)i, 0, notes[i].name, x->head) != LXW_NO_ERROR ||
            (notes[i].text && *notes[i].text &&
             worksheet_write_string(page, (lxw_row_t)i, 1, notes[i].text, wrapped) != LXW_NO_ERROR))
            return RESULT_ERROR;
    }
    return RESULT_OK;
}

enum result xlsx_close(struct xlsx *x)
{
    lxw_error error = workbook_close(x->book);
    enum result r = error == LXW_NO_ERROR && !x->failed ? RESULT_OK : RESULT_ERROR;
    if (error != LXW_NO_ERROR)
        log_error("xlsx: %s", lxw_strerror(error));
    free(x->dir);
    free(x);
    return r;
}
