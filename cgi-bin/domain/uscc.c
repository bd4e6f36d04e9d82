/* The unified social credit code and the organisation code in it: shape, check signs, kinds. */
#include "domain/uscc.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* GB 32100: 31 signs, no I O S V Z; a sign's value is its place. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static int sign_value(char sign)
{
    const char *at = sign ? strchr(alphabet, sign) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

/* Half-width, upper-case form of a sign of a code; 0 for one to drop, UTF8_BAD for one that cannot be. */
static uint32_t code_sign(uint32_t sign)
{
    if (sign >= 0xFF01 && sign <= 0xFF5E)
        sign -= 0xFEE0;
    if (sign >= 'a' && sign <= 'z')
        sign -= 'a' - 'A';
    if ((sign >= '0' && sign <= '9') || (sign >= 'A' && sign <= 'Z'))
        return sign;
    switch (sign) {
    case ' ': case '\t': case '\r': case '\n': case '-': case 0xA0: case 0x3000: case 0x2010: case 0x2011: case 0x2013:
    case 0x2014: case 0x200B: case 0xFEFF:
        return 0;
    default:
        return UTF8_BAD;
    }
}

bool code_normalise(const char *text, size_t len, char *out, size_t length)
{
    size_t n = 0;
    for (size_t at = 0; at < len;) {
        uint32_t sign = code_sign(utf8_next(text, len, &at));
        if (sign == 0)
            continue;
        if (sign == UTF8_BAD || n == length) {
            out[0] = '\0';
            return false;
        }
        out[n++] = (char)sign;
    }
    out[n == length ? n : 0] = '\0';
    return n == length;
}

bool uscc_normalise(const char *text, size_t len, char out[USCC_TEXT])
{
    return code_normalise(text, len, out, USCC_LENGTH);
}

/* All signs but the last alike, or the digits in a row: how feeds fill a field that they may not leave empty. */
static bool placeholder(const char *code)
{
    size_t same = 1;
    while (same < USCC_LENGTH - 1 && code[same] == code[0])
        same++;
    return same == USCC_LENGTH - 1 || strncmp(code, "12345678901234567", 17) == 0 || strncmp(code, "01234567890123456", 17) == 0;
}

enum uscc_state uscc_check(const char *code)
{
    if (strlen(code) != USCC_LENGTH)
        return USCC_SHAPE;
    if (placeholder(code))
        return USCC_PLACEHOLDER;
    for (size_t i = 0; i < USCC_LENGTH; i++)
        if (sign_value(code[i]) < 0)
            return USCC_SHAPE;
    return uscc_check_sign(code) == code[USCC_LENGTH - 1] ? USCC_VALID : USCC_CHECK;
}

char uscc_check_sign(const char *code)
{
    int weight = 1, sum = 0;
    for (size_t i = 0; i < USCC_LENGTH - 1; i++) {
        int value = sign_value(code[i]);
        if (value < 0)
            return '\0';
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    return alphabet[(31 - sum % 31) % 31];
}

char orgcode_check_sign(const char *code)
{
    static const int weights[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < 8; i++) {
        if (code[i] >= '0' && code[i] <= '9')
            sum += (code[i] - '0') * weights[i];
        else if (code[i] >= 'A' && code[i] <= 'Z')
            sum += (code[i] - 'A' + 10) * weights[i];
        else
            return '\0';
    }
    int check = 11 - sum % 11;
    return check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check);
}

bool orgcode_valid(const char *code)
{
    size_t len = strlen(code);
    if (len == 10 && code[8] == '-')
        return orgcode_check_sign(code) != '\0' && orgcode_check_sign(code) == code[9];
    return len == 9 && orgcode_check_sign(code) != '\0' && orgcode_check_sign(code) == code[8];
}

const char *uscc_kind_name(const char *code)
{
    static const struct { char pair[3]; const char *name; } kinds[] = {
        {"11", "机关"}, {"12", "事业单位"}, {"13", "群众团体"}, {"19", "机构编制其他"}, {"31", "律师和司法鉴定机构"}, {"32", "公证机构"},
        {"33", "基层法律服务机构"}, {"34", "司法行政其他"}, {"51", "社会团体"}, {"52", "民办非企业单位"}, {"53", "基金会"}, {"54", "基层自治组织"},
        {"59", "民政其他"}, {"91", "企业"}, {"92", "个体工商户"}, {"93", "农民专业合作社"}, {"N1", "农村集体经济组织"}, {"Y1", "其他"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(kinds[i].pair, code, 2) == 0)
            return kinds[i].name;
    return "其他";
}

unsigned uscc_division(const char *code)
{
    unsigned division = 0;
    if (strlen(code) < 8)
        return 0;
    for (size_t i = 2; i < 8; i++) {
        if (code[i] < '0' || code[i] > '9')
            return 0;
        division = division * 10 + (unsigned)(code[i] - '0');
    }
    return division;
}
