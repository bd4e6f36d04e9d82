/* Names, codes, telephones and addresses as people type them. */
#include "filing/applicant.h"

#include "base/utf8.h"
#include "domain/citizen_id.h"
#include "domain/uscc.h"

#include <stdint.h>
#include <string.h>

const char *applicant_code(const char *text, bool person, char out[APPLICANT_CODE], bool *doubtful)
{
    *doubtful = false;
    out[0] = '\0';
    if (person) {
        if (!citizen_id_normalise(text, strlen(text), out))
            return "公民身份号码应为18位，最后一位可以是字母X";
        return citizen_id_valid(out) ? NULL : "公民身份号码校验不通过，请对照证件核对每一位";
    }
    if (!uscc_normalise(text, strlen(text), out) || strlen(out) != USCC_LENGTH)
        return "统一社会信用代码应为18位数字和大写字母，不含 I、O、Z、S、V";
    switch (uscc_check(out)) {
    case USCC_VALID: return NULL;
    case USCC_CHECK: *doubtful = true; return NULL;
    case USCC_PLACEHOLDER: return "这不是一个真实的统一社会信用代码，请按证照填写";
    case USCC_SHAPE: break;
    }
    return "统一社会信用代码应为18位数字和大写字母，不含 I、O、Z、S、V";
}

/* Half width, without blanks and brackets; a dash of any kind is "-". False: another sign, or too long. */
static bool plain_signs(const char *text, char *out, size_t max)
{
    const size_t len = strlen(text);
    size_t n = 0;
    for (size_t at = 0; at < len;) {
        uint32_t sign = utf8_next(text, len, &at);
        if (sign >= 0xff01 && sign <= 0xff5e)
            sign -= 0xfee0;
        if (sign == ' ' || sign == 0x3000 || sign == '(' || sign == ')' || sign == 0xa0)
            continue;
        if (sign == 0x2010 || sign == 0x2013 || sign == 0x2014 || sign == 0x2212)
            sign = '-';
        if (sign <= ' ' || sign >= 0x7f || n + 1 >= max)
            return false;
        out[n++] = (char)sign;
    }
    out[n] = '\0';
    return true;
}

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

bool applicant_phone_is_mobile(const char *phone)
{
    return digits(phone) == 11 && phone[11] == '\0' && phone[0] == '1' && phone[1] >= '3';
}

/* Area code of 3 or 4 digits, a number of 7 or 8, an extension of up to 6; hyphens as people put them. */
static bool is_land_line(const char *phone)
{
    const size_t first = digits(phone);
    if (phone[0] != '0' || first < 3)
        return false;
    size_t number = first - 3; /* written in one piece */
    const char *at = phone + first;
    if (first <= 4) {
        if (*at != '-')
            return false;
        number = digits(++at);
        at += number;
        if (number < 7 || number > 8)
            return false;
    } else if (first < 10 || first > 12)
        return false;
    if (*at == '\0')
        return true;
    return *at == '-' && digits(at + 1) >= 1 && digits(at + 1) <= 6 && at[1 + digits(at + 1)] == '\0';
}

const char *applicant_phone(const char *text, char out[APPLICANT_PHONE])
{
    static const char wrong[] = "请填写能接通的电话：11位手机号码，或者区号加座机号码，如 024-12345678";
    char plain[APPLICANT_PHONE];
    out[0] = '\0';
    if (!plain_signs(text, plain, sizeof plain))
        return wrong;
    const char *number = plain;
    if (strncmp(number, "+86", 3) == 0)
        number += 3;
    else if (strncmp(number, "0086", 4) == 0)
        number += 4;
    number += *number == '-';
    char joined[APPLICANT_PHONE];
    size_t n = 0;
    for (const char *at = number; *at != '\0'; at++) /* 138-0000-0000 */
        if (*at != '-')
            joined[n++] = *at;
    joined[n] = '\0';
    if (applicant_phone_is_mobile(joined))
        memcpy(out, joined, n + 1);
    else if (is_land_line(number))
        memcpy(out, number, strlen(number) + 1);
    else
        return wrong;
    return NULL;
}

const char *applicant_mail(const char *text, char out[APPLICANT_MAIL])
{
    static const char wrong[] = "电子邮箱格式不正确，应如 name@example.com";
    out[0] = '\0';
    char plain[APPLICANT_MAIL];
    if (!plain_signs(text, plain, sizeof plain))
        return wrong;
    const char *at = strchr(plain, '@');
    if (at == NULL || at == plain || strchr(at + 1, '@') != NULL || at - plain > 64 || strpbrk(plain, "\"'`<>,;:\\|[]{}") != NULL)
        return wrong;
    const char *host = at + 1, *dot = strrchr(host, '.');
    const size_t len = strlen(host);
    if (dot == NULL || dot == host || len - (size_t)(dot - host) < 3 || strstr(plain, "..") != NULL || host[0] == '-' || at[-1] == '.' || plain[0] == '.' ||
        plain[0] == '-' || host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")] != '\0' || host[0] == '.')
        return wrong;
    memcpy(out, plain, strlen(plain) + 1);
    for (char *letter = out + (at - plain); *letter != '\0'; letter++)
        if (*letter >= 'A' && *letter <= 'Z')
            *letter = (char)(*letter - 'A' + 'a');
    return NULL;
}

void applicant_mail_mask(const char *mail, char *out)
{
    const char *at = strchr(mail, '@');
    out[0] = '\0';
    if (at == NULL)
        return;
    out[0] = mail[0];
    memcpy(out + 1, "****", 4);
    memcpy(out + 5, at, strlen(at) + 1);
}
