/* The citizen's identity number: form, day of birth, check sign; and finding one inside a text. */
#include "domain/citizen_id.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

#define FIRST_YEAR 1800 /* GB 11643 prints a sample born in 1880 */

static bool digit(char sign)
{
    return sign >= '0' && sign <= '9';
}

char citizen_id_check_sign(const char *id)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < 17; i++) {
        if (!digit(id[i]))
            return '\0';
        sum += (id[i] - '0') * weights[i];
    }
    return "10X98765432"[sum % 11];
}

bool citizen_id_normalise(const char *text, size_t len, char out[CITIZEN_ID_TEXT])
{
    char signs[CITIZEN_ID_TEXT];
    size_t n = 0;
    out[0] = '\0';
    for (size_t at = 0; at < len;) {
        uint32_t sign = utf8_next(text, len, &at);
        if (sign >= 0xFF01 && sign <= 0xFF5E)
            sign -= 0xFEE0;
        if (sign == ' ' || sign == '\t' || sign == 0xA0 || sign == 0x3000 || sign == 0x200B || sign == 0xFEFF)
            continue;
        if (sign == 'x')
            sign = 'X';
        if (n == 18 || !((sign >= '0' && sign <= '9') || (sign == 'X' && n == 17)))
            return false;
        signs[n++] = (char)sign;
    }
    signs[n] = '\0';
    if (n == 18) {
        memcpy(out, signs, 19);
        return true;
    }
    if (n != 15)
        return false;
    memcpy(out, signs, 6);
    memcpy(out + 6, "19", 2);
    memcpy(out + 8, signs + 6, 9);
    out[17] = citizen_id_check_sign(out);
    out[18] = '\0';
    return true;
}

bool citizen_id_valid(const char *id)
{
    if (strlen(id) != 18 || id[0] < '1' || citizen_id_check_sign(id) != id[17] || id[17] == '\0')
        return false;
    int y = (id[6] - '0') * 1000 + (id[7] - '0') * 100 + (id[8] - '0') * 10 + (id[9] - '0');
    int m = (id[10] - '0') * 10 + (id[11] - '0');
    int d = (id[12] - '0') * 10 + (id[13] - '0');
    return y >= FIRST_YEAR && y < 2200 && day_exists(y, m, d);
}

bool citizen_id_find(const char *text, size_t len, size_t *start)
{
    size_t run = 0;
    for (size_t i = 0; i < len; i++) {
        if (!digit(text[i])) {
            run = 0;
            continue;
        }
        run++;
        if (run < 17 || i + 1 >= len)
            continue;
        /* 17 digits and a sign behind them; a longer run of digits is another number */
        char last = text[i + 1] == 'x' ? 'X' : text[i + 1];
        bool apart = run == 17 && (last == 'X' || (digit(last) && (i + 2 >= len || !digit(text[i + 2]))));
        if (!apart)
            continue;
        char id[CITIZEN_ID_TEXT];
        memcpy(id, text + i - 16, 17);
        id[17] = last;
        id[18] = '\0';
        if (citizen_id_valid(id)) {
            *start = i - 16;
            return true;
        }
    }
    return false;
}

bool citizen_id_within(const char *text, size_t len)
{
    size_t start;
    return citizen_id_find(text, len, &start);
}
