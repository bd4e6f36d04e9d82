/* Whether, from when and until when a record is on the site. */
#include "domain/publication.h"

#include <string.h>

/* What parts the kinds of a list; in UTF-8 each is a text, not a byte. */
static const char *const marks[] = {"、", "；", ";", "，", ","};
#define MARKS (sizeof marks / sizeof *marks)

/* The next kind of a list such as "罚款、没收违法所得"; false at the end. Some kinds contain 、 themselves, so a list of
   the set's own values is tried first by the caller. */
static bool next_kind(const char **at, const char **kind, size_t *len)
{
    const char *s = *at;
    if (!*s)
        return false;
    *kind = s;
    for (;;) {
        size_t mark = 0;
        for (size_t m = 0; m < MARKS && !mark; m++)
            if (strncmp(s, marks[m], strlen(marks[m])) == 0)
                mark = strlen(marks[m]);
        if (!*s || mark) {
            *len = (size_t)(s - *kind);
            *at = s + mark;
            return true;
        }
        s++;
    }
}

static bool among(const struct texts *texts, const char *text, size_t len)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strlen(texts->items[i]) == len && memcmp(texts->items[i], text, len) == 0)
            return true;
    return false;
}

/* Whether the name of a kind contains a mark itself. */
static bool has_mark(const char *kind)
{
    for (size_t m = 0; m < MARKS; m++)
        if (strstr(kind, marks[m]))
            return true;
    return false;
}

/* Whether one of the texts stands in the list of kinds, as a whole kind. */
static bool any_kind(const struct texts *texts, const char *kinds)
{
    const char *at = kinds, *kind;
    size_t len;
    for (size_t i = 0; i < texts->count; i++) /* a kind that contains a separator itself */
        if (has_mark(texts->items[i]) && strstr(kinds, texts->items[i]))
            return true;
    while (next_kind(&at, &kind, &len))
        if (len && among(texts, kind, len))
            return true;
    return false;
}

static bool all_kinds(const struct texts *texts, const char *kinds)
{
    const char *at = kinds, *kind;
    size_t len, seen = 0;
    while (next_kind(&at, &kind, &len)) {
        if (!len)
            continue;
        if (!among(texts, kind, len))
            return false;
        seen++;
    }
    return seen > 0;
}

static enum grade grade_of(const struct info_set *set, const struct publication_facts *facts)
{
    const struct publication *publication = &set->publication;
    const char *kinds = facts->kinds ? facts->kinds : "";
    if (facts->grade != GRADE_NONE)
        return facts->grade;
    for (size_t i = 0; i < publication->grading_count; i++) {
        const struct grading *rule = &publication->grading[i];
        if ((rule->kinds.count && any_kind(&rule->kinds, kinds)) || (rule->only_kinds.count && all_kinds(&rule->only_kinds, kinds)) ||
            (rule->amount_from >= 0 && facts->amount >= (double)rule->amount_from))
            return rule->grade;
    }
    return publication->default_grade;
}

static day_t earlier(day_t a, day_t b)
{
    return a == DAY_NONE ? b : b == DAY_NONE ? a : a < b ? a : b;
}

/* The last day of a period of so many months (民法典): the day on which it begins does not count (art. 201 para. 1), so that it ends with the
 * corresponding day of the month in which it runs out, or with that month's last day when there is none (art. 202). Decided on
 * 2026-10-23, one year: until 2027-10-23, that day included. Years are twelve months each. */
static day_t last_day(day_t from, unsigned months)
{
    return day_add_months(from, (int)months);
}

static const char *refused(const struct info_set *set, const struct publication_facts *facts)
{
    if (set->openness != OPEN_PUBLIC || set->publication.rule == PUBLISH_NONE)
        return "该信息集不公开";
    if (facts->is_person && !(set->persons_published && set->persons_basis && set->persons_basis[0]))
        return "自然人信息没有公开的法律依据";
    if (set->publication.only_field) {
        const char *value = facts->only_value ? facts->only_value : "";
        if (!among(&set->publication.only_values, value, strlen(value)))
            return "该条信息未声明可以公开";
    }
    return NULL;
}

void publication_plan(const struct info_set *set, const struct grade_rules *rules, const struct publication_facts *facts,
                      struct publication_plan *plan)
{
    const struct publication *publication = &set->publication;
    unsigned cap = publication->months;
    plan->grade = grade_of(set, facts);
    plan->from = facts->decided_on;
    plan->until = DAY_NONE;
    plan->why_not = refused(set, facts);
    /* in principle not published: only when the source itself asks for it by saying until when */
    if (!plan->why_not && plan->grade == GRADE_MINOR && facts->until == DAY_NONE)
        plan->why_not = "轻微失信信息原则上不公示";
    plan->publishable = !plan->why_not;

    /* the grade's maximum bounds every period that a breach has (信用修复管理办法 2026) */
    unsigned most = plan->grade == GRADE_NONE ? 0 : rules->of[plan->grade].max_months;
    if (most && (cap == 0 || most < cap))
        cap = most;
    switch (publication->rule) {
    case PUBLISH_NONE:
    case PUBLISH_STANDING:
        break;
    case PUBLISH_MONTHS:
    case PUBLISH_GRADE:
        if (cap)
            plan->until = last_day(facts->decided_on, cap);
        break;
    case PUBLISH_UNTIL_FIELD:
        if (cap)
            plan->until = last_day(facts->decided_on, cap);
        if (!facts->until_endless)
            plan->until = earlier(facts->until, plan->until);
        break;
    }
}

day_t publication_repairable_from(const struct info_set *set, const struct grade_rules *rules, enum grade grade, day_t decided_on)
{
    unsigned months = set->repair.min_months;
    if (grade != GRADE_NONE)
        months = rules->of[grade].min_months; /* a minor breach may be repaired as soon as its duties are done */
    if (months == 0 || decided_on == DAY_NONE)
        return decided_on;
    const day_t last = last_day(decided_on, months); /* counted as every period is */
    return last == DAY_NONE ? DAY_NONE : last + 1;
}

enum grade grade_parse(const char *text)
{
    static const struct { const char *text; enum grade grade; } names[] = {
        {"minor", GRADE_MINOR}, {"轻微", GRADE_MINOR}, {"轻微失信", GRADE_MINOR}, {"ordinary", GRADE_ORDINARY}, {"一般", GRADE_ORDINARY},
        {"一般失信", GRADE_ORDINARY}, {"serious", GRADE_SERIOUS}, {"严重", GRADE_SERIOUS}, {"严重失信", GRADE_SERIOUS},
    };
    for (size_t i = 0; text && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].text, text) == 0)
            return names[i].grade;
    return GRADE_NONE;
}
