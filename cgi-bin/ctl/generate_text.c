/* Chance and text of the generator: splitmix64 streams, and the scratch in which one row is written. */
#include "ctl/generate_parts.h"

#include <stdio.h>
#include <string.h>

#define GOLDEN 0x9E3779B97F4A7C15ULL /* the step of splitmix64: 2^64 over the golden ratio */

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

struct gen_rng gen_stream(uint64_t seed, enum gen_purpose purpose, uint64_t a, uint64_t b)
{
    uint64_t s = mix(seed + GOLDEN);
    s = mix(s ^ ((uint64_t)purpose * GOLDEN));
    s = mix(s + a * 0xD6E8FEB86659FD93ULL);
    s = mix(s + b * 0xA0761D6478BD642FULL);
    return (struct gen_rng){s};
}

uint64_t gen_next(struct gen_rng *rng)
{
    rng->state += GOLDEN;
    return mix(rng->state);
}

uint64_t gen_below(struct gen_rng *rng, uint64_t n)
{
    if (n == 0)
        return 0;
    /* 64 bits times n, the upper half: no division, and the bias is below 2^-32 for what we draw */
    return (uint64_t)(((unsigned __int128)gen_next(rng) * n) >> 64);
}

bool gen_chance(struct gen_rng *rng, unsigned per_mille)
{
    return gen_below(rng, 1000) < per_mille;
}

int64_t gen_between(struct gen_rng *rng, int64_t a, int64_t b)
{
    return b <= a ? a : a + (int64_t)gen_below(rng, (uint64_t)(b - a) + 1);
}

static uint64_t greatest_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t t = a % b;
        a = b;
        b = t;
    }
    return a;
}

uint64_t gen_shuffle(uint64_t seed, uint64_t i, uint64_t n)
{
    if (n < 2)
        return 0;
    uint64_t step = (mix(seed) % n) | 1;
    while (greatest_divisor(step, n) != 1)
        step++;
    uint64_t start = mix(seed ^ GOLDEN) % n;
    return (uint64_t)(((unsigned __int128)(i % n) * step + start) % n);
}

size_t gen_mark(const struct gen_text *text)
{
    return text->used;
}

void gen_put_bytes(struct gen_text *text, const char *bytes, size_t n)
{
    if (n >= GEN_SCRATCH - text->used) {
        text->full = true;
        return;
    }
    memcpy(text->data + text->used, bytes, n);
    text->used += n;
}

void gen_put(struct gen_text *text, const char *piece)
{
    gen_put_bytes(text, piece, strlen(piece));
}

void gen_put_int(struct gen_text *text, int64_t number)
{
    if (number < 0) {
        gen_put_bytes(text, "-", 1);
        number = -number;
    }
    gen_put_padded(text, (uint64_t)number, 1);
}

void gen_put_padded(struct gen_text *text, uint64_t number, unsigned digits)
{
    char out[24];
    size_t at = sizeof(out);
    while (at > 0 && (number > 0 || digits > 0)) {
        out[--at] = (char)('0' + number % 10);
        number /= 10;
        if (digits > 0)
            digits--;
    }
    gen_put_bytes(text, out + at, sizeof(out) - at);
}

void gen_put_day(struct gen_text *text, day_t day)
{
    char out[DAY_TEXT];
    gen_put(text, day_format(day, out));
}

void gen_put_day_words(struct gen_text *text, day_t day)
{
    civil_date date = day_to_civil(day);
    gen_put_int(text, date.y);
    gen_put(text, "年");
    gen_put_int(text, date.m);
    gen_put(text, "月");
    gen_put_int(text, date.d);
    gen_put(text, "日");
}

void gen_put_wan(struct gen_text *text, int64_t yuan)
{
    gen_put_int(text, yuan / 10000);
    int64_t rest = yuan % 10000;
    if (rest == 0)
        return;
    unsigned digits = 4;
    while (rest % 10 == 0) {
        rest /= 10;
        digits--;
    }
    gen_put_bytes(text, ".", 1);
    gen_put_padded(text, (uint64_t)rest, digits);
}

const char *gen_done(struct gen_text *text, size_t mark)
{
    if (text->used >= GEN_SCRATCH - 1) {
        text->full = true;
        text->used = GEN_SCRATCH - 1;
    }
    text->data[text->used++] = '\0';
    return text->data + mark;
}
