/* From text to lines: glyphs, and where a line of Chinese may end. */
#include "doc/typeset.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define MARK_HARMFUL 0x25a1 /* □ */

enum kind {
    HAN,          /* may be parted from its neighbours */
    WORD,         /* part of a word, a number, a code */
    SPACE,
    FEED,         /* a line feed of the text */
    OPENS,        /* never ends a line */
    CLOSES,       /* never begins a line */
    CLOSES_WORD,  /* the same in Latin text: 3.14 stays whole */
    OPENS_WORD,
};

static bool one_of(uint32_t sign, const uint16_t *list)
{
    while (*list != 0)
        if (*list++ == sign)
            return true;
    return false;
}

static enum kind kind_of(uint32_t sign)
{
    static const uint16_t closes[] = {
        0x3001, 0x3002, 0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff01, 0xff1f, 0xff09, 0x300b, 0x3009, 0x300d, 0x300f, 0x3011, 0x3015,
        0x3017, 0xff3d, 0xff5d, 0x201d, 0x2019, 0x2026, 0x2014, 0x00b7, 0x30fb, 0x3005, 0x30fc, 0xff05, 0x2030, 0x2103, 0x00b0,
        0x2013, 0xff5e, 0};
    static const uint16_t opens[] = {0xff08, 0x300a, 0x3008, 0x300c, 0x300e, 0x3010, 0x3014, 0x3016, 0xff3b, 0xff5b, 0x201c,
                                     0x2018, 0xffe5, 0x00a5, 0x2116, 0};
    if (sign == '\n')
        return FEED;
    if (sign == ' ' || sign == 0x3000)
        return SPACE;
    if (sign < 0x80)
        return strchr(",.;:!?)]}%", (int)sign) ? CLOSES_WORD : strchr("([{$#", (int)sign) ? OPENS_WORD : WORD;
    if (one_of(sign, closes))
        return CLOSES;
    if (one_of(sign, opens))
        return OPENS;
    if (sign < 0x2000)
        return WORD;
    return HAN;
}

/* Marks whose right half is blank. */
static bool half_blank(uint32_t sign)
{
    static const uint16_t marks[] = {0x3001, 0x3002, 0xff0c, 0xff1a, 0xff1b, 0xff09, 0x300b, 0x3009, 0x300d, 0x300f, 0x3011, 0x3015, 0};
    return one_of(sign, marks);
}

/* Whether a line may end between two neighbours. */
static bool may_part(enum kind a, enum kind b)
{
    if (b == SPACE || b == FEED || b == CLOSES || b == CLOSES_WORD || a == OPENS || a == OPENS_WORD)
        return false;
    if (a == SPACE)
        return true;
    const bool a_word = a == WORD || a == CLOSES_WORD, b_word = b == WORD || b == OPENS_WORD;
    return !(a_word && b_word);
}

/* Where a code that is longer than a line is best broken: behind one of these. */
static bool parts_code(uint32_t sign)
{
    return sign < 0x80 && strchr("/?&=-_.#", (int)sign) != NULL;
}

static bool grow(void **array, size_t *max, size_t count, size_t item)
{
    if (count < *max)
        return true;
    const size_t more = *max == 0 ? 512 : *max * 2;
    void *grown = realloc(*array, more * item);
    if (grown == NULL)
        return false;
    *array = grown;
    *max = more;
    return true;
}

void typeset_free(struct typeset *ts)
{
    free(ts->signs);
    free(ts->lines);
    memset(ts, 0, sizeof *ts);
}

void typeset_reset(struct typeset *ts)
{
    ts->n = 0;
    ts->line_count = 0;
}

/* Signs without a width by nature: joiners, soft hyphen, variation selectors. */
static bool invisible(uint32_t sign)
{
    return sign == 0xad || (sign >= 0x200b && sign <= 0x200d) || sign == 0x2060 || (sign >= 0xfe00 && sign <= 0xfe0f) ||
           (sign >= 0xe0100 && sign <= 0xe01ef);
}

enum result typeset_add(struct typeset *ts, struct pdf *pdf, enum press_face face, const char *text, uint32_t *bad)
{
    const size_t len = strlen(text), first = ts->n;
    for (size_t at = 0; at < len;) {
        uint32_t sign = utf8_next(text, len, &at);
        *bad = sign;
        if (sign == UTF8_BAD)
            return RESULT_INVALID;
        if (sign == '\r' && at < len && text[at] == '\n')
            continue;
        if (invisible(sign))
            continue;
        if (sign == '\t')
            sign = ' ';
        else if (sign == '\r')
            sign = '\n';
        else if (utf8_harmful(sign))
            sign = MARK_HARMFUL;
        if (ts->n - first == TYPESET_SIGNS_MAX) {
            *bad = 0;
            return RESULT_INVALID;
        }
        if (!grow((void **)&ts->signs, &ts->max, ts->n, sizeof *ts->signs))
            return RESULT_ERROR;
        if (sign == '\n')
            ts->signs[ts->n] = (struct pdf_sign){.sign = '\n', .kind = FEED};
        else if (!pdf_take_sign(pdf, face, sign, &ts->signs[ts->n]))
            return RESULT_INVALID;
        else
            ts->signs[ts->n].kind = (uint8_t)kind_of(sign);
        ts->n++;
    }
    return RESULT_OK;
}

double typeset_width(const struct pdf_sign *signs, size_t n)
{
    unsigned long width = 0;
    for (size_t i = 0; i < n; i++)
        width += signs[i].width;
    return (double)width / 1000;
}

static bool add_line(struct typeset *ts, size_t begin, size_t end, bool last)
{
    if (!grow((void **)&ts->lines, &ts->line_max, ts->line_count, sizeof *ts->lines))
        return false;
    size_t inked = end;
    while (inked > begin && ts->signs[inked - 1].kind == SPACE)
        inked--;
    double width = typeset_width(ts->signs + begin, inked - begin);
    if (inked > begin && half_blank(ts->signs[inked - 1].sign))
        width -= ts->signs[inked - 1].width / 2000.0;
    ts->lines[ts->line_count++] = (struct text_line){.begin = (uint32_t)begin, .end = (uint32_t)end, .width = width, .last = last};
    return true;
}

/* Where the line that begins at `begin` ends, when not at `stop`: the last place before `over`, which does not fit. */
static size_t end_of_line(const struct typeset *ts, size_t begin, size_t over, size_t chance)
{
    if (chance > begin)
        return chance;
    /* one word that is longer than a line */
    for (size_t i = over; i > begin + 1 && i > over - (over - begin) / 2; i--)
        if (parts_code(ts->signs[i - 1].sign))
            return i;
    const enum kind kind = (enum kind)ts->signs[over].kind;
    if ((kind == CLOSES || kind == CLOSES_WORD) && over > begin + 1)
        return over - 1;
    return over > begin ? over : begin + 1;
}

bool typeset_break(struct typeset *ts, size_t begin, double width, double indent)
{
    size_t line = begin, chance = begin;
    double room = (width - indent) * 1000 + 0.001, x = 0;
    enum kind before = FEED;
    for (size_t i = begin; i < ts->n; i++) {
        const struct pdf_sign *sign = &ts->signs[i];
        const enum kind kind = (enum kind)sign->kind;
        if (kind == FEED) {
            if (!add_line(ts, line, i, true))
                return false;
            line = chance = i + 1;
            room = width * 1000 + 0.001;
            x = 0;
            before = FEED;
            continue;
        }
        if (i > line && may_part(before, kind))
            chance = i;
        before = kind;
        const double needs = kind == SPACE ? 0 : kind == CLOSES && half_blank(sign->sign) ? sign->width / 2.0 : sign->width;
        if (x + needs > room && i > line) {
            const size_t end = end_of_line(ts, line, i, chance);
            if (!add_line(ts, line, end, false))
                return false;
            /* what is taken over is looked at again, as the beginning of a line */
            line = chance = end;
            i = end - 1;
            room = width * 1000 + 0.001;
            x = 0;
            before = FEED;
            continue;
        }
        x += sign->width;
    }
    return line >= ts->n || add_line(ts, line, ts->n, true);
}
