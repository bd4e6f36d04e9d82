/* A delivered text file: which encoding it is in, and its rows in UTF-8. */
#ifndef CTL_TEXT_H
#define CTL_TEXT_H

#include "base/result.h"
#include "doc/csv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TEXT_FILE_MAX (INT64_C(2) << 30) /* two million rows of a KiB: more comes in parts */

enum text_encoding { TEXT_UTF8, TEXT_GB18030 };

struct text_file {
    FILE *file;
    enum text_encoding encoding;
    int64_t size;
    unsigned char sha256[32];
};

/* Opens a regular file and reads it once: UTF-8 when all of it is, else GB18030 when all of it is. RESULT_INVALID with
   *why in Chinese: neither, empty, too large, UTF-16, with NUL bytes. RESULT_NOT_FOUND: cannot be opened. */
enum result text_open(const char *path, struct text_file *out, const char **why) MUST_CHECK;
void text_close(struct text_file *text);
/* Reads the file from its beginning and hands its rows in UTF-8 to `row`, without the byte order mark; cells that a
   spreadsheet wrote as ="…" become their content. `done` is told the bytes read so far and may be NULL. RESULT_INVALID: *why. */
enum result text_rows(struct text_file *text, csv_row *row, void *context, char *why, size_t why_room) MUST_CHECK;

/* ------------------------------------------------ its parts, for tests and fuzzing */

/* Removes the = of ="…" at the beginning of a cell, in place; state begins zeroed and lives from piece to piece. */
struct text_filter {
    bool inside;        /* a quotation mark is open */
    bool begun;         /* a cell has begun: not at its first sign any more */
    bool held;          /* a = at the beginning of a cell waits for what follows */
};
/* out holds len + 1 bytes; returns the bytes written. */
size_t text_filter(struct text_filter *filter, const char *in, size_t len, char *out);

#endif
