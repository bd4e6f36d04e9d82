/* What one row says: when, by whom, about what, how much; drawn so that its parts fit each other. */
#include "ctl/generate_parts.h"

#include "domain/uscc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPAN (5 * 365)   /* days before today in which decisions lie */
#define BAD_CODE 2500    /* one row in so many carries a code with a wrong check sign, one a placeholder */
#define GRAVE_YUAN 50000   /* breaches that may be fined so much can be grave */
#define LARGE_YUAN 1000000 /* 巨额: from here the catalogue grades a fine as serious */

#define COMMON 200 /* of a thousand matters, how many any subject could have */

static const struct gen_penalty *pick_penalty(struct gen_event *e)
{
    const struct generate *g = e->g;
    const struct gen_industry *own = e->subject->industry, *common = &g->industries[g->common];
    if (e->set->penalties_n == 0) {
        if (gen_chance(&e->rng, COMMON))
            own = common;
        return &own->penalties[gen_below(&e->rng, own->penalties_n)];
    }
    /* the set's department decides; what fits the industry first, then what anybody may do */
    const struct gen_penalty *second = NULL;
    size_t n = e->set->penalties_n, start = gen_below(&e->rng, n);
    for (size_t i = 0; i < n; i++) {
        const struct gen_penalty *p = e->set->penalties[(start + i) % n];
        if (&g->industries[p->industry] == own)
            return p;
        if (second == NULL && p->industry == g->common)
            second = p;
    }
    return second != NULL ? second : e->set->penalties[start];
}

static bool may_have(const struct gen_subject *subject, const struct gen_licence *licence)
{
    bool shop = strcmp(subject->class->kind, "individual") == 0;
    return licence->who == '\0' || (licence->who == 'i') == shop;
}

static const struct gen_licence *pick_licence(struct gen_event *e)
{
    const struct generate *g = e->g;
    const struct gen_industry *own = e->subject->industry, *common = &g->industries[g->common];
    if (e->set->licences_n == 0) {
        if (gen_chance(&e->rng, COMMON / 2))
            own = common;
        size_t first = gen_below(&e->rng, own->licences_n);
        for (size_t i = 0; i < own->licences_n; i++)
            if (may_have(e->subject, &own->licences[(first + i) % own->licences_n]))
                return &own->licences[(first + i) % own->licences_n];
        return &own->licences[first];
    }
    const struct gen_licence *second = NULL;
    size_t n = e->set->licences_n, start = gen_below(&e->rng, n);
    for (size_t i = 0; i < n; i++) {
        const struct gen_licence *l = e->set->licences[(start + i) % n];
        if (&g->industries[l->industry] == own)
            return l;
        if (second == NULL && l->industry == g->common)
            second = l;
    }
    return second != NULL ? second : e->set->licences[start];
}

static size_t matter_department(const struct gen_event *e)
{
    if (e->set->info->registers && e->subject->class->registrar != SIZE_MAX)
        return e->subject->class->registrar;
    if (e->set->department != SIZE_MAX)
        return e->set->department;
    switch (e->set->topic) {
    case GEN_TOPIC_PENALTY:
    case GEN_TOPIC_ATTENTION:
        return e->penalty->department;
    case GEN_TOPIC_LICENCE:
    case GEN_TOPIC_COMMITMENT:
        return e->licence->department;
    default:
        return gen_department_find(e->g, "samr");
    }
}

/* The office of the department that decides: county, city or province, as far as it has one there. */
static void choose_office(struct gen_event *e)
{
    const struct generate *g = e->g;
    const struct gen_department *d = &g->departments[e->department];
    const struct gen_division *home = e->subject->division;
    size_t own = (size_t)(home - g->divisions);
    unsigned way = (unsigned)gen_below(&e->rng, 100);
    if (e->set->office != NULL) {
        e->division = (size_t)(e->set->office - g->divisions);
    } else if (d->fixed != NULL) {
        e->division = 0;
        size_t i;
        json_t *fixed;
        json_array_foreach(d->fixed, i, fixed) {
            const struct gen_division *at = gen_division_find(g, (unsigned)strtoul(json_string_value(json_array_get(fixed, 0)), NULL, 10));
            if (at != NULL && (i == 0 || at == &g->divisions[home->city] ||
                               (home->city != e->division && json_array_size(d->fixed) == i + 1)))
                e->division = (size_t)(at - g->divisions);
        }
    } else if (strchr(d->levels, 'x') != NULL && home->level == 'x' && way < 55) {
        e->division = own;
    } else if (strchr(d->levels, 'c') != NULL && home->level != 'p' && (way < 94 || strchr(d->levels, 'p') == NULL)) {
        e->division = home->city;
    } else if (strchr(d->levels, 'p') != NULL) {
        e->division = 0;
    } else {
        e->division = own;
    }
    size_t mark = gen_mark(&e->g->scratch);
    gen_organ_name(g, e->department, e->division, &e->g->scratch);
    snprintf(e->authority, sizeof(e->authority), "%s", gen_done(&e->g->scratch, mark));
    e->g->scratch.used = mark;
    gen_organ_code(g, e->department, e->division, e->authority_code);
}

static day_t to_weekday(day_t day)
{
    int weekday = day_weekday(day);
    return weekday > 5 ? day - (weekday - 5) : day;
}

/* False: the subject was not there, or not long enough. */
static bool choose_day(struct gen_event *e, uint64_t round)
{
    day_t today = e->g->options.today;
    civil_date now = day_to_civil(today);
    if (e->set->repeat > 1) { /* last year's result is published in spring */
        int year = now.y - 1 - (day_from_civil(now.y, 5, 1) > today ? 1 : 0) - (int)round;
        day_t spring = day_from_civil(year + 1, 4, 10 + (int)gen_below(&e->rng, 19));
        if (e->subject->established > day_from_civil(year - 1, 12, 31))
            return false;
        e->year = year;
        e->decided = to_weekday(spring);
        return true;
    }
    day_t start = today - SPAN + 3;
    if (e->subject->established + 30 > start)
        start = e->subject->established + 30;
    if (start > today)
        return false;
    /* somewhat more of what is young: x -> 0.6 x + 0.4 x² of the way back */
    uint64_t u = gen_below(&e->rng, 1000001);
    uint64_t bent = (u * 6 + u * u / 1000000 * 4) / 10;
    e->decided = today - (day_t)((uint64_t)(today - start) * bent / 1000000);
    day_t working = to_weekday(e->decided);
    e->decided = working < start ? e->decided : working;
    e->year = day_to_civil(e->decided).y;
    return true;
}

static int64_t round_fine(int64_t yuan)
{
    int64_t step = yuan >= 100000 ? 10000 : yuan >= 10000 ? 1000 : 100;
    yuan -= yuan % step;
    return yuan < 100 ? 100 : yuan;
}

/* The kind, the amounts and the period agree with the grade, as the catalogue grades them. */
static void choose_penalty(struct gen_event *e, int grade)
{
    static const char *const heavy[] = {"责令停产停业", "暂扣许可证件", "吊销许可证件", "限制开展生产经营活动", "限制从业"};
    unsigned way = (unsigned)gen_below(&e->rng, 100);
    e->grade = grade >= 0 ? grade : way < 28 ? 0 : way < 84 ? 1 : 2;
    if (grade < 0 && e->grade == 2 && e->penalty->max_yuan < GRAVE_YUAN)
        e->grade = 1; /* nobody loses a licence over a missing price tag */
    int64_t fine = round_fine(gen_between(&e->rng, e->penalty->min_yuan, e->penalty->max_yuan));
    unsigned form = (unsigned)gen_below(&e->rng, 100);
    e->fine = e->confiscated = 0;
    if (e->subject->person || e->subject->class->prefix[1] == '2')
        fine = round_fine(fine / 6);
    if (e->grade == 0) {
        e->kind = form < 70 ? "警告" : "通报批评";
    } else if (e->grade == 1) {
        e->kind = form < 80 ? "罚款" : "没收违法所得、没收非法财物";
        e->fine = fine >= LARGE_YUAN ? 990000 : fine;
        if (form >= 80) {
            e->confiscated = round_fine(fine / 3);
            e->fine = form < 92 ? e->fine : 0;
        }
    } else if (e->penalty->max_yuan >= 300000 && form < 45 && !e->subject->person) {
        e->kind = "罚款";
        e->fine = round_fine(gen_between(&e->rng, LARGE_YUAN, 3 * LARGE_YUAN));
    } else {
        e->kind = heavy[gen_below(&e->rng, sizeof(heavy) / sizeof(heavy[0]))];
        e->fine = form < 60 ? fine : 0;
        e->fine = e->fine >= LARGE_YUAN ? 990000 : e->fine;
    }
    static const int months[] = {3, 12, 36};
    e->publish_until = day_add_months(e->decided, months[e->grade]);
}

static void choose_period(struct gen_event *e)
{
    day_t today = e->g->options.today;
    e->from = e->decided;
    e->until = DAY_NONE;
    e->removed = e->told = false;
    e->removed_on = DAY_NONE;
    switch (e->set->topic) {
    case GEN_TOPIC_LICENCE:
        if (e->licence->years > 0)
            e->until = day_add_months(e->decided, 12 * (int)e->licence->years) - 1;
        break;
    case GEN_TOPIC_HONOUR:
        e->until = day_add_months(e->decided, gen_chance(&e->rng, 500) ? 36 : 24);
        break;
    case GEN_TOPIC_TAX:
        e->until = day_add_months(e->decided, 12);
        break;
    case GEN_TOPIC_ATTENTION:
        e->until = day_add_months(e->decided, gen_chance(&e->rng, 500) ? 12 : 6);
        break;
    case GEN_TOPIC_COMMITMENT:
        e->until = gen_chance(&e->rng, 500) ? day_add_months(e->decided, 36) : DAY_NONE;
        break;
    case GEN_TOPIC_ABNORMAL:
    case GEN_TOPIC_DEBTOR:
    case GEN_TOPIC_WAGE:
        if (gen_chance(&e->rng, 380) && e->decided + 60 < today) {
            e->removed = true;
            e->told = e->serial % 2 == 0;
            e->removed_on = to_weekday(e->decided + (day_t)gen_between(&e->rng, 57, today - e->decided < 700 ? today - e->decided : 700));
        }
        break;
    default:
        if (strcmp(e->set->info->class_code, "inspection") == 0)
            e->until = e->decided + 30 * (day_t)gen_between(&e->rng, 1, 6);
        else
            e->until = day_add_months(e->decided, 12 * (int)gen_between(&e->rng, 1, 5));
    }
}

/* 沈和市监 */
static void put_office_short(struct gen_event *e, struct gen_text *text)
{
    const struct gen_division *d = &e->g->divisions[e->division];
    if (e->g->departments[e->department].fixed != NULL) {
        ; /* an office of the centre: its own short name says all */
    } else if (d->level == 'p') {
        gen_put(text, "辽");
    } else {
        gen_put_bytes(text, d->city_short, 3); /* its first sign: three bytes in UTF-8 */
        if (d->level == 'x')
            gen_put_bytes(text, d->name, 3);
    }
    gen_put(text, e->g->departments[e->department].short_name);
}

static void make_document_no(struct gen_event *e)
{
    struct gen_text *text = &e->g->scratch;
    size_t mark = gen_mark(text);
    civil_date date = day_to_civil(e->decided);
    if (e->set->number != NULL) {
        gen_expand(e, text, e->set->number);
    } else if (e->set->topic == GEN_TOPIC_COMMITMENT) { /* division 6, date 8, serial 6 */
        gen_put_int(text, e->g->divisions[e->division].code);
        gen_put_padded(text, (uint64_t)(date.y * 10000 + date.m * 100 + date.d), 8);
        gen_put_padded(text, e->serial % 1000000, 6);
    } else if (e->set->topic == GEN_TOPIC_DEBTOR) { /* （2025）辽0102执123号 */
        gen_put(text, "（");
        gen_put_int(text, date.y);
        gen_put(text, "）辽");
        gen_put_padded(text, e->g->divisions[e->division].code % 10000, 4);
        gen_put(text, "执");
        gen_put_int(text, (int64_t)e->serial + 1);
        gen_put(text, "号");
    } else {
        put_office_short(e, text);
        switch (e->set->topic) {
        case GEN_TOPIC_PENALTY: gen_put(text, "罚"); break;
        case GEN_TOPIC_LICENCE: gen_put(text, "许准字"); break;
        case GEN_TOPIC_HONOUR: gen_put(text, "表"); break;
        case GEN_TOPIC_ABNORMAL: gen_put(text, "异列"); break;
        case GEN_TOPIC_ATTENTION: gen_put(text, "关注"); break;
        case GEN_TOPIC_WAGE: gen_put(text, "欠薪列"); break;
        default: gen_put(text, "信"); break;
        }
        gen_put(text, "〔");
        gen_put_int(text, date.y);
        gen_put(text, "〕");
        gen_put_int(text, (int64_t)e->serial + 1);
        gen_put(text, "号");
    }
    snprintf(e->document_no, sizeof(e->document_no), "%s", gen_done(text, mark));
    text->used = mark;
}

static void make_scene(struct gen_event *e)
{
    static const char *const estates[] = {"花园", "家园", "新城", "华府", "雅苑", "广场"};
    struct gen_text *text = &e->g->scratch;
    size_t mark = gen_mark(text);
    const struct gen_names *names = &e->g->names;
    gen_put(text, gen_pick(&e->rng, &names->brand_first));
    gen_put(text, gen_pick(&e->rng, &names->place_second));
    gen_put(text, estates[gen_below(&e->rng, 6)]);
    snprintf(e->estate, sizeof(e->estate), "%s", gen_done(text, mark));
    text->used = mark;
    gen_put(text, e->subject->division->area);
    gen_put(text, gen_pick(&e->rng, &names->place_first));
    gen_put(text, gen_pick(&e->rng, &names->place_second));
    gen_put(text, gen_pick(&e->rng, &names->street_kind));
    snprintf(e->place, sizeof(e->place), "%s", gen_done(text, mark));
    text->used = mark;
    e->product = gen_pick(&e->rng, &e->subject->industry->products);
    e->n = (int)gen_between(&e->rng, 2, 38);
    e->area = gen_between(&e->rng, 12, 2400) * 25;
    if (e->set->topic == GEN_TOPIC_DEBTOR)
        e->value = gen_between(&e->rng, 8, e->subject->person ? 240 : 4200) * 2500;
    else if (e->set->topic == GEN_TOPIC_WAGE)
        e->value = e->n * gen_between(&e->rng, 30, 240) * 100;
    else
        e->value = e->fine > 0 ? round_fine(e->fine * gen_between(&e->rng, 3, 25) / 10)
                           : gen_between(&e->rng, 3, 480) * 250;
}

bool gen_event_make(struct gen_event *e, uint64_t round, const struct gen_story_record *story)
{
    e->removed = false;
    e->grade = -1;
    e->bad_code = 0;
    e->fine = e->confiscated = 0;
    e->kind = "";
    e->publish_until = DAY_NONE;
    if (story != NULL && story->ago >= 0 && e->set->repeat <= 1) {
        /* one record of many lies on another day each */
        e->decided = to_weekday(e->g->options.today - story->ago - (day_t)(round * (SPAN - 60) / (story->repeat + 1)));
        e->year = day_to_civil(e->decided).y;
    } else if (!choose_day(e, story != NULL && story->ago >= 0 ? (uint64_t)(story->ago / 365) + round : round)) {
        return false;
    }
    e->penalty = pick_penalty(e);
    e->licence = pick_licence(e);
    if (story != NULL && story->entry >= 0) {
        const struct gen_industry *industry = e->subject->industry;
        e->penalty = &industry->penalties[(size_t)story->entry % industry->penalties_n];
        e->licence = &industry->licences[(size_t)story->entry % industry->licences_n];
    }
    e->department = matter_department(e);
    choose_office(e);
    if (e->set->topic == GEN_TOPIC_PENALTY)
        choose_penalty(e, story == NULL ? -1 : story->grade);
    choose_period(e);
    if (story != NULL)
        e->removed = e->told = false;
    e->commitment = &e->g->texts.commitments[gen_below(&e->rng, e->g->texts.commitments_n)];
    make_document_no(e);
    make_scene(e);
    if (e->set->topic != GEN_TOPIC_REGISTRATION && e->set->numbered && story == NULL && !e->subject->person) {
        uint64_t bad = gen_below(&e->rng, BAD_CODE);
        e->bad_code = bad == 0 ? 1 : bad == 1 ? 2 : 0;
    }
    return true;
}

static void put_code_of(struct gen_text *text, const char *uscc)
{
    gen_put_bytes(text, uscc + 8, strlen(uscc) == 18 ? 9 : 0);
}

/* What a key stands for, at the end of `text`; an unknown one says nothing (the data's test finds it). */
static void put_key(struct gen_event *e, struct gen_text *text, const char *key)
{
    struct generate *g = e->g;
    const struct gen_division *home = e->subject->division;
    if (strcmp(key, "place") == 0) gen_put(text, e->place);
    else if (strcmp(key, "estate") == 0) gen_put(text, e->estate);
    else if (strcmp(key, "product") == 0) gen_expand(e, text, e->product);
    else if (strcmp(key, "value") == 0) gen_put_int(text, e->value);
    else if (strcmp(key, "n") == 0) gen_put_int(text, e->n);
    else if (strcmp(key, "date") == 0) gen_put_day_words(text, e->decided - 25 - e->n);
    else if (strcmp(key, "area") == 0) gen_put_int(text, e->area);
    else if (strcmp(key, "city") == 0) gen_put(text, home->city_short);
    else if (strcmp(key, "county") == 0) gen_put(text, home->area);
    else if (strcmp(key, "cert") == 0) gen_put(text, e->licence->cert);
    else if (strcmp(key, "name") == 0) gen_put(text, e->subject->name);
    else if (strcmp(key, "violation") == 0) gen_put(text, e->penalty->type);
    else if (strcmp(key, "fact") == 0) gen_expand(e, text, e->penalty->fact);
    else if (strcmp(key, "project") == 0) gen_expand(e, text, gen_pick(&e->rng, &g->texts.project));
    else if (strcmp(key, "research") == 0) gen_expand(e, text, gen_pick(&e->rng, &g->texts.research));
    else if (strcmp(key, "industry") == 0) gen_put(text, gen_pick(&e->rng, &e->subject->industry->words));
    else if (strcmp(key, "scope") == 0) gen_put(text, e->subject->industry->scope);
    else if (strcmp(key, "representative") == 0) gen_put(text, e->subject->representative);
    else if (strcmp(key, "address") == 0) gen_put(text, e->subject->address);
    else if (strcmp(key, "uscc") == 0) gen_put(text, e->subject->uscc);
    else if (strcmp(key, "orgcode") == 0) put_code_of(text, e->subject->uscc);
    else if (strcmp(key, "person") == 0) gen_put_person(g, &e->rng, text);
    else if (strcmp(key, "brand") == 0) gen_put_brand(g, &e->rng, text);
    else if (strcmp(key, "serial") == 0) gen_put_padded(text, e->serial + 1, 6);
    else if (strcmp(key, "year") == 0) gen_put_int(text, e->year);
    else if (strcmp(key, "large") == 0) gen_put_wan(text, gen_between(&e->rng, 8, 3600) * 25000);
    else if (strcmp(key, "tens") == 0) gen_put_int(text, gen_between(&e->rng, 2, 60) * 5);
    else if (strcmp(key, "low") == 0) gen_put_int(text, gen_between(&e->rng, 3, 29));
    else if (strcmp(key, "small") == 0) gen_put_wan(text, gen_between(&e->rng, 5, 90000) * 100);
    else if (strcmp(key, "batch") == 0) gen_put_day(text, e->decided - 60 - e->n);
    else if (strcmp(key, "quarter") == 0) {
        civil_date date = day_to_civil(e->decided);
        gen_put_int(text, date.y);
        gen_put(text, "年第");
        gen_put_int(text, (date.m - 1) / 3 + 1);
        gen_put(text, "季度");
    } else if (strcmp(key, "partner") == 0) {
        gen_put(text, home->city_short);
        gen_put_brand(g, &e->rng, text);
        gen_put(text, "投资有限公司");
    }
}

void gen_expand(struct gen_event *e, struct gen_text *text, const char *pattern)
{
    while (*pattern != '\0') {
        char key[24];
        const char *open = strchr(pattern, '{');
        const char *close = open == NULL ? NULL : strchr(open, '}');
        if (close == NULL) {
            gen_put(text, pattern);
            return;
        }
        gen_put_bytes(text, pattern, (size_t)(open - pattern));
        snprintf(key, sizeof(key), "%.*s", (int)(close - open - 1), open + 1);
        put_key(e, text, key);
        pattern = close + 1;
    }
}

/* Shares in ten thousand, by topic. */
struct fate {
    unsigned hold, repair, annul, withdraw, remove;
};

/* Only what is still published can be held, repaired or taken back; the rest has expired by itself. */
static struct fate fate_of(const struct gen_event *e)
{
    day_t today = e->g->options.today, age = today - e->decided;
    if (e->told || (e->publish_until != DAY_NONE && e->publish_until < today))
        return (struct fate){0, 0, 0, 0, 0};
    switch (e->set->topic) {
    case GEN_TOPIC_PENALTY:
        return (struct fate){120, e->grade == 1 && age > 100 ? 1800u : e->grade == 2 && age > 370 ? 1500u : 0u, 120, 60, 50};
    case GEN_TOPIC_DEBTOR:
        return (struct fate){40, 0, 20, e->removed ? 10000u : 40u, 10};
    case GEN_TOPIC_WAGE:
        return (struct fate){60, e->removed ? 10000u : 0u, 20, 20, 20};
    case GEN_TOPIC_ABNORMAL:
        return (struct fate){30, 0, 20, e->removed ? 10000u : 20u, 10};
    case GEN_TOPIC_ATTENTION:
        return (struct fate){60, 0, 20, 60, 20};
    case GEN_TOPIC_LICENCE:
        return (struct fate){6, 0, 8, 12, 4};
    case GEN_TOPIC_HONOUR:
    case GEN_TOPIC_COMMITMENT:
        return (struct fate){6, 0, 0, 30, 6};
    default:
        return (struct fate){0, 0, 0, 10, 0};
    }
}

/* The papers of the portal itself; an annulment is numbered by its authority. */
static const char *decision_number(struct gen_event *e, struct gen_text *text, enum generate_action action, day_t day)
{
    static const char *const words[] = {"异议受理", "信用修复", "撤", "来源撤回", "异议删除"};
    size_t mark = gen_mark(text);
    if (action == GENERATE_ANNUL)
        put_office_short(e, text);
    else
        gen_put(text, "辽信");
    gen_put(text, words[action]);
    gen_put(text, "〔");
    gen_put_int(text, day_to_civil(day).y);
    gen_put(text, "〕");
    gen_put_int(text, e->set->info->number);
    gen_put(text, "-");
    gen_put_int(text, (int64_t)e->serial + 1);
    gen_put(text, "号");
    return gen_done(text, mark);
}

bool gen_event_decision(struct gen_event *e, struct gen_text *text, struct generate_decision *out)
{
    struct fate f = fate_of(e);
    unsigned way = (unsigned)gen_below(&e->rng, 10000);
    day_t today = e->g->options.today, earliest = e->decided + 15;
    const struct gen_list *reasons;
    unsigned sum = 0;
    if (way < (sum += f.hold)) {
        out->action = GENERATE_HOLD;
        reasons = &e->g->texts.hold_reason;
        earliest = today - 12;
    } else if (way < (sum += f.annul)) {
        out->action = GENERATE_ANNUL;
        reasons = &e->g->texts.annul_reason;
    } else if (way < (sum += f.remove)) {
        out->action = GENERATE_DELETE;
        reasons = &e->g->texts.delete_reason;
    } else if (way < (sum += f.repair)) {
        out->action = GENERATE_REPAIR;
        reasons = &e->g->texts.repair_reason;
        earliest = e->removed ? e->removed_on : day_add_months(e->decided, e->grade == 2 ? 12 : 3);
    } else if (way < sum + f.withdraw) {
        out->action = GENERATE_WITHDRAW;
        reasons = &e->g->texts.withdraw_reason;
        earliest = e->removed ? e->removed_on : earliest;
    } else {
        return false;
    }
    if (earliest > today || earliest < e->decided)
        earliest = e->decided > today - 12 ? e->decided : today - 12;
    day_t latest = e->removed || today - earliest < 200 ? today : earliest + 200;
    if (e->removed)
        latest = earliest;
    out->day = (day_t)gen_between(&e->rng, earliest, latest);
    out->reason = gen_pick(&e->rng, reasons);
    if (e->set->topic == GEN_TOPIC_WAGE && out->action == GENERATE_REPAIR)
        out->reason = gen_pick(&e->rng, &e->g->texts.wage_repair_reason);
    else if (e->removed && out->action == GENERATE_WITHDRAW)
        out->reason = reasons->items[reasons->n - 1];
    else if (out->action == GENERATE_WITHDRAW)
        out->reason = reasons->items[gen_below(&e->rng, reasons->n > 1 ? reasons->n - 1 : 1)];
    out->document_no = decision_number(e, text, out->action, out->day);
    return true;
}
