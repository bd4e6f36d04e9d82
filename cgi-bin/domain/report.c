/* Numbers, codes, classes and digests of reports. */
#include "domain/report.h"

#include "base/clock.h"
#include "domain/uscc.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAIL 5 /* signs behind the moment */

static const struct {
    const char *code, *label;
} classes[REPORT_CLASSES] = {
    [REPORT_LICENCES] = {"licences", "行政许可"},
    [REPORT_PENALTIES] = {"penalties", "行政处罚"},
    [REPORT_HONOURS] = {"honours", "诚实守信相关荣誉"},
    [REPORT_SERIOUS] = {"serious", "严重失信主体名单"},
    [REPORT_ABNORMAL] = {"abnormal", "经营（活动）异常名录（状态）"},
    [REPORT_COMMITMENTS] = {"commitments", "信用承诺"},
    [REPORT_EVALUATIONS] = {"evaluations", "信用评价"},
    [REPORT_JUDICIAL] = {"judicial", "司法判决及执行"},
    [REPORT_OTHER] = {"other", "其他信息"},
    [REPORT_LOCAL] = {"local", "地方补充内容"},
};

void report_number_make(int64_t ms, uint32_t chance, char out[REPORT_NUMBER_TEXT])
{
    char moment[TIME_TEXT], digits[8];
    time_format_shanghai((time_t)(ms / 1000), moment); /* 2026-04-01 08:00:00 */
    snprintf(out, REPORT_NUMBER_TEXT, "%.4s%.2s%.2s%.2s%.2s%.2s%03d", moment, moment + 5, moment + 8, moment + 11, moment + 14, moment + 17,
             (int)(ms % 1000));
    unsigned place = chance % TAIL;
    char letter = (char)('A' + chance / TAIL % 26);
    snprintf(digits, sizeof digits, "%04" PRIu32, chance / TAIL / 26 % 10000);
    size_t n = strlen(out);
    for (unsigned i = 0, d = 0; i < TAIL; i++)
        out[n++] = i == place ? letter : digits[d++];
    out[n] = '\0';
}

bool report_number_normalise(const char *text, size_t len, char out[REPORT_NUMBER_TEXT])
{
    unsigned letters = 0;
    if (!code_normalise(text, len, out, REPORT_NUMBER_TEXT - 1))
        return false;
    for (size_t i = 0; out[i]; i++) {
        bool letter = out[i] >= 'A' && out[i] <= 'Z';
        if (!letter && !(out[i] >= '0' && out[i] <= '9'))
            return false;
        if (letter && i < REPORT_NUMBER_TEXT - 1 - TAIL)
            return false;
        letters += letter;
    }
    return letters == 1;
}

void report_code_make(const unsigned char digest[8], char out[REPORT_CODE_TEXT])
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | digest[i];
    snprintf(out, REPORT_CODE_TEXT, "%012" PRIu64, number % UINT64_C(1000000000000));
}

static void keyed(const unsigned char key[REPORT_CODE_KEY], const char *purpose, const char *number, const char *code, unsigned char out[REPORT_CODE_HASH])
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, REPORT_CODE_KEY);
    const char *const parts[] = {purpose, number, code};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) /* with their NUL: none of them holds one */
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)parts[i], strlen(parts[i]) + 1);
    crypto_auth_hmacsha256_final(&state, out);
}

void report_code_of(const unsigned char key[REPORT_CODE_KEY], const char *number, char code[REPORT_CODE_TEXT])
{
    unsigned char digest[REPORT_CODE_HASH];
    keyed(key, "code", number, "", digest);
    report_code_make(digest, code);
}

void report_code_hash(const unsigned char key[REPORT_CODE_KEY], const char *number, const char *code, unsigned char hash[REPORT_CODE_HASH])
{
    keyed(key, "hash", number, code, hash);
}

bool report_code_normalise(const char *text, size_t len, char out[REPORT_CODE_TEXT])
{
    return code_normalise(text, len, out, REPORT_CODE_TEXT - 1) && strspn(out, "0123456789") == REPORT_CODE_TEXT - 1;
}

enum report_class report_class_of(const struct info_set *set)
{
    static const struct {
        const char *section, *class_code;
        enum report_class class_of;
    } places[] = {
        {"administration", "licence", REPORT_LICENCES}, {"administration", "penalty", REPORT_PENALTIES}, {"honour", NULL, REPORT_HONOURS},
        {"serious", NULL, REPORT_SERIOUS},              {"abnormal", NULL, REPORT_ABNORMAL},             {"commitment", NULL, REPORT_COMMITMENTS},
        {"evaluation", NULL, REPORT_EVALUATIONS},       {"judicial", NULL, REPORT_JUDICIAL},             {"other", NULL, REPORT_OTHER},
    };
    if (set->registers)
        return REPORT_CLASSES;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strcmp(set->section, places[i].section) == 0 &&
            (!places[i].class_code || strcmp(set->class_code, places[i].class_code) == 0))
            return places[i].class_of;
    return REPORT_LOCAL;
}

const char *report_class_code(enum report_class class_of)
{
    return (unsigned)class_of < REPORT_CLASSES ? classes[class_of].code : "";
}

const char *report_class_label(enum report_class class_of)
{
    return (unsigned)class_of < REPORT_CLASSES ? classes[class_of].label : "";
}

/* ---------------------------------------------------------------- digests */
static int by_id(const void *pa, const void *pb)
{
    const struct report_fact *a = pa, *b = pb;
    return a->id < b->id ? -1 : a->id > b->id;
}

void report_digest_facts(const struct catalogue *catalogue, struct report_fact *facts, size_t count, struct report_digest *out)
{
    crypto_generichash_state state[REPORT_CLASSES];
    for (unsigned i = 0; i < REPORT_CLASSES; i++) {
        out->n[i] = 0;
        crypto_generichash_init(&state[i], NULL, 0, REPORT_DIGEST);
    }
    if (count)
        qsort(facts, count, sizeof *facts, by_id);
    for (size_t i = 0; i < count; i++) {
        const struct info_set *set = catalogue_by_number(catalogue, facts[i].set_number);
        enum report_class class_of = set ? report_class_of(set) : REPORT_LOCAL;
        if (class_of == REPORT_CLASSES)
            continue;
        char line[64];
        int n = snprintf(line, sizeof line, "%u %" PRIu64 " %" PRIu32 "\n", facts[i].set_number, facts[i].id, facts[i].version);
        crypto_generichash_update(&state[class_of], (const unsigned char *)line, (size_t)n);
        out->n[class_of]++;
    }
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        crypto_generichash_final(&state[i], out->of[i], REPORT_DIGEST);
}

void report_digest_basics(const char *const *texts, size_t count, struct report_digest *out)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, REPORT_DIGEST);
    for (size_t i = 0; i < count; i++) /* the NUL too, so that two texts never run together */
        crypto_generichash_update(&state, (const unsigned char *)(texts[i] ? texts[i] : ""), strlen(texts[i] ? texts[i] : "") + 1);
    crypto_generichash_final(&state, out->basics, REPORT_DIGEST);
}

#define HEX (REPORT_DIGEST * 2 + 1)

bool report_digest_write(const struct report_digest *digest, struct buffer *out)
{
    char hex[HEX];
    sodium_bin2hex(hex, sizeof hex, digest->basics, REPORT_DIGEST);
    buffer_printf(out, "{\"basics\":\"%s\",\"held\":%" PRIu32, hex, digest->held);
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        if (digest->n[i]) {
            sodium_bin2hex(hex, sizeof hex, digest->of[i], REPORT_DIGEST);
            buffer_printf(out, ",\"%s\":{\"n\":%" PRIu32 ",\"digest\":\"%s\"}", classes[i].code, digest->n[i], hex);
        }
    return buffer_putc(out, '}');
}

static bool read_hex(const json_t *text, unsigned char out[REPORT_DIGEST])
{
    const char *hex = json_string_value(text);
    size_t len;
    return hex && sodium_hex2bin(out, REPORT_DIGEST, hex, strlen(hex), NULL, &len, NULL) == 0 && len == REPORT_DIGEST;
}

bool report_digest_read(const char *json, size_t len, struct report_digest *out)
{
    json_error_t error;
    json_t *top = json_loadb(json, len, JSON_REJECT_DUPLICATES, &error);
    memset(out, 0, sizeof *out);
    report_digest_facts(NULL, NULL, 0, out); /* classes without facts have the digest of nothing */
    bool ok = json_is_object(top) && read_hex(json_object_get(top, "basics"), out->basics) && json_is_integer(json_object_get(top, "held"));
    if (ok)
        out->held = (uint32_t)json_integer_value(json_object_get(top, "held"));
    for (unsigned i = 0; ok && i < REPORT_CLASSES; i++) {
        const json_t *one = json_object_get(top, classes[i].code);
        if (!one)
            continue;
        out->n[i] = (uint32_t)json_integer_value(json_object_get(one, "n"));
        ok = read_hex(json_object_get(one, "digest"), out->of[i]);
    }
    json_decref(top);
    return ok;
}

unsigned report_digest_changes(const struct report_digest *then, const struct report_digest *now)
{
    unsigned changes = 0;
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        if (then->n[i] != now->n[i] || memcmp(then->of[i], now->of[i], REPORT_DIGEST) != 0)
            changes |= 1u << i;
    if (memcmp(then->basics, now->basics, REPORT_DIGEST) != 0)
        changes |= 1u << REPORT_CLASSES;
    if (then->held != now->held)
        changes |= 1u << (REPORT_CLASSES + 1);
    return changes;
}
