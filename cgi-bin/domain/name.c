/* Names as they are searched: width, script, brackets and company form taken out; grams. */
#include "domain/name.h"

#include "base/log.h"
#include "base/utf8.h"

#include <opencc.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define TABLE_FIRST 0x3400 /* CJK signs of the BMP, with extension A */
#define TABLE_LAST 0x9FFF
#define LONGEST_INPUT 4096 /* bytes looked at: twenty times the longest name */

/* Traditional to simplified, sign by sign: the same sign must give the same gram wherever it stands, so the
   phrases of the converter are not used. 0: the sign itself. */
static uint32_t *simple;
static const UNormalizer2 *nfkc;

/* Fills the table by one call of the converter: each sign on a line of its own. */
static bool fill_table(opencc_t converter)
{
    size_t count = TABLE_LAST - TABLE_FIRST + 1, len = 0, at = 0;
    char *signs = malloc(count * 4 + 1);
    char *converted = NULL;
    bool ok = false;
    if (!signs)
        goto done;
    for (uint32_t sign = TABLE_FIRST; sign <= TABLE_LAST; sign++) {
        len += utf8_put(sign, signs + len);
        signs[len++] = '\n';
    }
    signs[len] = '\0';
    converted = opencc_convert_utf8(converter, signs, len);
    if (!converted)
        goto done;
    len = strlen(converted);
    for (size_t i = 0; i < count && at < len; i++) {
        simple[i] = utf8_next(converted, len, &at);
        while (at < len && converted[at] != '\n')
            utf8_next(converted, len, &at);
        at++;
    }
    ok = at >= len;
done:
    if (converted)
        opencc_convert_utf8_free(converted);
    free(signs);
    return ok;
}

enum result name_open(void)
{
    UErrorCode status = U_ZERO_ERROR;
    enum result result = RESULT_ERROR;
    opencc_t converter;
    if (simple)
        return RESULT_OK;
    converter = opencc_open("t2s.json");
    if (converter == (opencc_t)-1) {
        log_error("names: the table traditional to simplified (opencc t2s.json) cannot be opened");
        return RESULT_ERROR;
    }
    nfkc = unorm2_getNFKCCasefoldInstance(&status);
    simple = calloc(TABLE_LAST - TABLE_FIRST + 1, sizeof *simple);
    if (U_SUCCESS(status) && simple && fill_table(converter))
        result = RESULT_OK;
    else
        name_close();
    opencc_close(converter);
    return result;
}

void name_close(void)
{
    free(simple);
    simple = NULL;
}

/* Whether every sign is one whose width form we know without ICU: ASCII, common Han, CJK marks, full-width ASCII. */
static bool plain_signs(const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        uint32_t sign = utf8_next(text, len, &at);
        if (!(sign < 0x80 || (sign >= TABLE_FIRST && sign <= TABLE_LAST) || (sign >= 0x3000 && sign <= 0x3020) ||
              (sign >= 0xFF01 && sign <= 0xFF5E) || sign == 0xB7))
            return false;
    }
    return true;
}

/* NFKC with case folding by ICU; the bytes written, 0 on failure. */
static size_t fold_width(const char *text, size_t len, char *out, size_t room)
{
    UChar from[LONGEST_INPUT], to[LONGEST_INPUT];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = 0, written = 0;
    u_strFromUTF8WithSub(from, LONGEST_INPUT, &n, text, (int32_t)len, 0xFFFD, NULL, &status);
    n = unorm2_normalize(nfkc, from, n, to, LONGEST_INPUT, &status);
    u_strToUTF8(out, (int32_t)room, &written, to, n, &status);
    return U_SUCCESS(status) ? (size_t)written : 0;
}

/* The searched form of one sign; 0: left out. */
static uint32_t norm_sign(uint32_t sign)
{
    if (sign >= 0xFF01 && sign <= 0xFF5E)
        sign -= 0xFEE0;
    if (sign < 0x80) {
        if (sign >= 'A' && sign <= 'Z')
            return sign + ('a' - 'A');
        return (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9') ? sign : 0;
    }
    if (sign >= TABLE_FIRST && sign <= TABLE_LAST) {
        uint32_t other = simple[sign - TABLE_FIRST];
        return other ? other : sign;
    }
    if (sign == 0x3007) /* 〇 is a digit of names, not a mark */
        return sign;
    if (sign < 0xC0 || (sign >= 0x2000 && sign <= 0x2BFF) || (sign >= 0x3000 && sign <= 0x303F) || sign == 0x30FB ||
        (sign >= 0xFE00 && sign <= 0xFE6F) || (sign >= 0xFFE0 && sign <= 0xFFFF) || sign == 0xD7 || sign == 0xF7 ||
        (sign >= 0xE0000 && sign <= 0xE01EF) || utf8_harmful(sign))
        return 0;
    return sign;
}

/* Company forms: left out wherever they stand (a branch's name goes on behind it), the longest first. */
static const char *const forms[] = {"股份有限责任公司", "有限责任公司", "股份有限公司", "有限公司"};
/* What follows a name in brackets by its form of registration: left out at the end. */
static const char *const endings[] = {"特殊普通合伙", "普通合伙", "有限合伙", "个人独资", "个体工商户"};

static size_t drop_forms(char *text, size_t len)
{
    char kept[NAME_BYTES];
    size_t n = 0, longest = 0;
    for (size_t i = 0; i < len;) {
        for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
            longest = strlen(forms[f]);
            if (len - i >= longest && memcmp(text + i, forms[f], longest) == 0)
                break;
            longest = 0;
        }
        if (longest)
            i += longest;
        else
            kept[n++] = text[i++];
    }
    for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
        longest = strlen(endings[e]);
        if (n > longest && memcmp(kept + n - longest, endings[e], longest) == 0) {
            n -= longest;
            break;
        }
    }
    if (n == 0)
        return len;
    memcpy(text, kept, n);
    return n;
}

/* The signs of a name in their searched form, company form included; the bytes written. out holds NAME_BYTES. */
static size_t fold(const char *name, size_t len, char *out)
{
    char folded[LONGEST_INPUT * 3];
    size_t n = 0, signs = 0;
    if (len > LONGEST_INPUT / 2)
        len = utf8_prefix(name, len, LONGEST_INPUT / 8);
    if (!simple && name_open() != RESULT_OK) {
        out[0] = '\0';
        return 0;
    }
    if (!plain_signs(name, len)) {
        len = fold_width(name, len, folded, sizeof folded);
        name = folded;
    }
    for (size_t at = 0; at < len && signs < NAME_MAX_SIGNS;) {
        uint32_t sign = utf8_next(name, len, &at);
        sign = sign == UTF8_BAD ? 0 : norm_sign(sign);
        if (sign) {
            n += utf8_put(sign, out + n);
            signs++;
        }
    }
    out[n] = '\0';
    return n;
}

size_t name_norm(const char *name, size_t len, char *out)
{
    size_t n = drop_forms(out, fold(name, len, out));
    out[n] = '\0';
    return n;
}

bool name_holds(const char *name, size_t len, const char *word)
{
    char text[NAME_BYTES];
    size_t n = fold(name, len, text);
    if (strstr(text, word))
        return true;
    size_t kept = drop_forms(text, n);
    text[kept] = '\0';
    return kept < n && strstr(text, word);
}

/* ------------------------------------------------------------------ half a company form */

/* What else a word may be that names no firm: parts of the forms that are said by themselves. */
static const char *const bare_forms[] = {"责任公司", "限公司", "公司", "集团公司", "分公司", "合伙企业", "合伙", "个体户", "个体", "工商户"};

/* The bytes of the longest beginning of `form`, shorter than the whole, that `norm` ends with. */
static size_t half_form(const char *norm, size_t len, const char *form)
{
    size_t part = strlen(form);
    while (part > 0) {
        do
            part--;
        while (part > 0 && ((unsigned char)form[part] & 0xC0) == 0x80); /* whole signs */
        if (part <= len && memcmp(norm + len - part, form, part) == 0)
            return part;
    }
    return 0;
}

size_t name_without_half_form(const char *norm, size_t len)
{
    size_t most = 0;
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        size_t part = half_form(norm, len, forms[f]);
        most = part > most ? part : most;
    }
    for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
        size_t part = half_form(norm, len, endings[e]);
        most = part > most ? part : most;
    }
    return most < len ? len - most : len;
}

static bool is_one_of(const char *const *words, size_t count, const char *norm)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], norm) == 0)
            return true;
    return false;
}

bool name_is_form(const char *norm)
{
    size_t len = strlen(norm);
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++)
        if (len > 3 && half_form(norm, len, forms[f]) == len)
            return true;
    return is_one_of(forms, sizeof forms / sizeof *forms, norm) || is_one_of(endings, sizeof endings / sizeof *endings, norm) ||
           is_one_of(bare_forms, sizeof bare_forms / sizeof *bare_forms, norm);
}

bool name_is_rare_sign(const char *norm, size_t len)
{
    size_t at = 0;
    if (len == 0)
        return false;
    uint32_t sign = utf8_next(norm, len, &at);
    return at == len && ((sign >= 0x3400 && sign <= 0x4DBF) || (sign >= 0x9FA6 && sign <= 0x9FFF) || (sign >= 0x20000 && sign <= 0x3FFFF));
}

/* A sign as 16 bits: itself in the BMP, else folded into the private area U+E000–F8FF, which names do not use. */
static uint32_t half(uint32_t sign)
{
    return sign <= 0xFFFF ? sign : 0xE000 + sign % 0x1900;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* The signs of a searched form, 16 bits each. */
static size_t halves(const char *norm, size_t len, uint16_t out[NAME_MAX_SIGNS])
{
    size_t n = 0;
    for (size_t at = 0; at < len && n < NAME_MAX_SIGNS;)
        out[n++] = (uint16_t)half(utf8_next(norm, len, &at) & 0x1FFFFF);
    return n;
}

static uint64_t gram_of(const uint16_t *signs, size_t n)
{
    uint64_t gram = 0;
    for (size_t i = 0; i < NAME_GRAM_SIGNS; i++)
        gram = gram << 16 | (i < n ? signs[i] : 0);
    return gram;
}

/* The grams that begin at the signs `from` to `to` - 1, in order, each once. */
static size_t grams(const uint16_t *signs, size_t n, size_t from, size_t to, uint64_t *out)
{
    size_t count = 0, unique = 0;
    for (size_t i = from; i < to; i++)
        out[count++] = gram_of(signs + i, n - i);
    qsort(out, count, sizeof *out, by_value);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || out[i] != out[i - 1])
            out[unique++] = out[i];
    return unique;
}

size_t name_grams(const char *norm, size_t len, uint64_t *out)
{
    uint16_t signs[NAME_MAX_SIGNS];
    size_t n = halves(norm, len, signs);
    return n > 2 ? grams(signs, n, 1, n - 1, out) : 0;
}

size_t name_query_grams(const char *norm, size_t len, uint64_t *out)
{
    uint16_t signs[NAME_MAX_SIGNS];
    size_t n = halves(norm, len, signs);
    if (n < 2)
        return 0;
    return grams(signs, n, 0, n > NAME_GRAM_SIGNS ? n - NAME_GRAM_SIGNS + 1 : 1, out);
}

uint64_t name_gram_at(const char *norm, size_t len)
{
    uint16_t signs[NAME_MAX_SIGNS];
    return gram_of(signs, halves(norm, len, signs));
}

uint64_t name_gram_high(uint64_t gram)
{
    uint64_t rest = 0;
    while (rest != UINT64_MAX && !(gram & (rest << 16 | 0xFFFF)))
        rest = rest << 16 | 0xFFFF;
    return gram | rest;
}

size_t name_display(const char *name, size_t len, char *out)
{
    size_t n = utf8_clean(name, len, true, out), kept = 0;
    bool blank = true; /* at the beginning none is kept */
    for (size_t at = 0; at < n;) {
        size_t start = at;
        uint32_t sign = utf8_next(out, n, &at);
        if (sign == ' ' || sign == 0xA0 || sign == 0x3000 || sign == 0x200B || sign == 0x200C || sign == 0x200D) {
            if (!blank)
                out[kept++] = ' ';
            blank = true;
        } else {
            memmove(out + kept, out + start, at - start);
            kept += at - start;
            blank = false;
        }
    }
    if (kept && out[kept - 1] == ' ')
        kept--;
    out[kept] = '\0';
    return kept;
}
