/* CSV out: quotation by libcsv, formulas made harmless. */
#include "doc/csv.h"

#include <csv.h>
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
