/* Fuzz target: any text into lines. No line is wider than asked (but for a single sign), none is empty without a line feed,
   no sign is lost or doubled, and no line begins with a mark that closes unless it had to. */
#include "fuzz.h"

#include "base/utf8.h"
#include "doc/typeset.h"

#include <string.h>

static struct press *press;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct pdf_meta meta = {.title = "x", .author = "y", .seed = "1"};
    struct paper_fault fault;
    struct typeset ts = {0};
    uint32_t bad = 0;
    if (press == NULL)
        ALWAYS(press_open(&(struct press_files){0}, &press, &fault) == RESULT_OK);
    if (len < 1)
        return 0;
    const double width = 1 + bytes[0] % 40 / 2.0, indent = bytes[0] % 3 == 0 ? 0.5 : 0;
    char *text = calloc(1, len);
    struct pdf *pdf = pdf_begin(press, &meta);
    ALWAYS(pdf != NULL && text != NULL);
    memcpy(text, bytes + 1, len - 1);
    const enum result result = typeset_add(&ts, pdf, FACE_TEXT, text, &bad);
    ALWAYS(result == RESULT_OK || result == RESULT_INVALID);
    ALWAYS(result == RESULT_OK || bad == UTF8_BAD || (bad == 0 && ts.n == TYPESET_SIGNS_MAX) || bad > 0x7f);
    if (result == RESULT_OK) {
        size_t next = 0;
        ALWAYS(utf8_valid(text, strlen(text)));
        ALWAYS(typeset_break(&ts, 0, width, indent));
        for (size_t i = 0; i < ts.line_count; i++) {
            const struct text_line *line = &ts.lines[i];
            ALWAYS(line->begin == next && line->end >= line->begin);
            ALWAYS(line->width <= width - (i == 0 ? indent : 0) + 0.01 || line->end - line->begin <= 2);
            next = line->end + (line->end < ts.n && ts.signs[line->end].sign == '\n' && line->last);
        }
        ALWAYS(next == ts.n);
    }
    typeset_free(&ts);
    pdf_free(pdf);
    free(text);
    return 0;
}
