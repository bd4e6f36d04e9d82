/* Terms of cases: rules in force, settings, calendar. */
#include "db/terms.h"

#include "base/log.h"
#include "db/db.h"
#include "db/reference.h"

#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX (1u << 20)
#define DAYS_MAX 365

static const char select_objection[] =
    "SELECT code, law, article, effect, check_days, correct_notice_days, provider_days, result_notice_days FROM rule_set"
    " WHERE (valid_from IS NULL OR valid_from <= ?) AND (valid_until IS NULL OR valid_until >= ?)"
    " ORDER BY code LIKE 'liaoning%' DESC, valid_from DESC, code LIMIT 1";
static const char select_repair[] =
    "SELECT code, law, article, papers, fee, site_days, department_days FROM repair_rule"
    " WHERE (valid_from IS NULL OR valid_from <= ?) AND (valid_until IS NULL OR valid_until >= ?) ORDER BY valid_from DESC, code LIMIT 1";
static const char select_settings[] =
    "SELECT name, value FROM setting WHERE name IN"
    " ('hold_from', 'caps_applicant', 'caps_record', 'accept_days', 'supplement_days', 'complaint_days', 'report_days')";

/* What the settings say; as delivered until the table says otherwise. */
struct settings {
    char hold_from[16];
    unsigned caps_applicant, caps_record, accept_days, supplement_days, complaint_days, report_days;
};

static const char *keep(struct terms *t, const char *text)
{
    const char *copy = arena_text(&t->arena, text);
    return copy ? copy : "";
}

static void read_days(struct db_stmt *st, unsigned col, const char *name, const char *wanted, unsigned *days)
{
    if (strcmp(name, wanted) != 0)
        return;
    const char *text = db_col_text(st, col, NULL);
    char *end;
    const long n = strtol(text, &end, 10);
    if (*text != '\0' && *end == '\0' && n >= 0 && n <= DAYS_MAX)
        *days = (unsigned)n;
    else
        log_error("setting %s: not a whole number from 0 to %d", name, DAYS_MAX);
}

static enum result read_settings(struct db *db, struct settings *s)
{
    struct db_stmt *st = db_sql(db, select_settings);
    enum result r = db_run(st);
    while (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        char name[65];
        size_t len;
        const char *text = db_col_text(st, 0, &len);
        if (len >= sizeof name)
            continue;
        memcpy(name, text, len + 1);
        read_days(st, 1, name, "caps_applicant", &s->caps_applicant);
        read_days(st, 1, name, "caps_record", &s->caps_record);
        read_days(st, 1, name, "accept_days", &s->accept_days);
        read_days(st, 1, name, "supplement_days", &s->supplement_days);
        read_days(st, 1, name, "complaint_days", &s->complaint_days);
        read_days(st, 1, name, "report_days", &s->report_days);
        if (strcmp(name, "hold_from") == 0) {
            text = db_col_text(st, 1, &len);
            if (len < sizeof s->hold_from)
                memcpy(s->hold_from, text, len + 1);
        }
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

/* A term that a law gives; its paragraph stands beside each clock. NULL in the table: the law names none, and there is no clock. */
static void by_law(struct terms *t, struct db_stmt *st, unsigned col, const char *law, const char *article, struct case_term *term)
{
    const char *basis = arena_printf(&t->arena, "%s%s", law, article);
    if (!db_is_null(st, col))
        *term = (struct case_term){.days = (unsigned)db_col_uint(st, col), .known = true, .law = law, .article = article, .basis = basis ? basis : law};
}

/* A term that the site promises by a setting; it says that it is no law. */
static struct case_term by_promise(unsigned days, const char *basis)
{
    return (struct case_term){.days = days, .known = true, .law = "", .article = "", .basis = basis};
}

static enum result read_objection(struct db *db, day_t today, struct terms *t)
{
    struct case_terms *of = &t->of[CASE_OBJECTION];
    struct db_stmt *st = db_sql(db, select_objection);
    db_day(st, 0, today);
    db_day(st, 1, today);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        const char *law = keep(t, db_col_text(st, 1, NULL)), *article = keep(t, db_col_text(st, 2, NULL));
        of->rule = keep(t, db_col_text(st, 0, NULL));
        of->hold = strcmp(db_col_text(st, 3, NULL), "hold") == 0;
        by_law(t, st, 4, law, article, &of->step[STEP_CHECK]);
        by_law(t, st, 5, law, article, &of->step[STEP_CORRECT_NOTICE]);
        by_law(t, st, 6, law, article, &of->step[STEP_PROVIDER]);
        by_law(t, st, 7, law, article, &of->step[STEP_RESULT_NOTICE]);
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

static enum result read_repair(struct db *db, day_t today, struct terms *t)
{
    struct case_terms *of = &t->of[CASE_REPAIR];
    struct db_stmt *st = db_sql(db, select_repair);
    db_day(st, 0, today);
    db_day(st, 1, today);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        const char *law = keep(t, db_col_text(st, 1, NULL)), *article = keep(t, db_col_text(st, 2, NULL));
        of->rule = keep(t, db_col_text(st, 0, NULL));
        t->papers = keep(t, db_col_text(st, 3, NULL));
        t->fee = keep(t, db_col_text(st, 4, NULL));
        by_law(t, st, 5, law, article, &of->step[STEP_REPAIR_SITE]);
        by_law(t, st, 6, law, article, &of->step[STEP_REPAIR_UNIT]);
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

static void set_promises(struct terms *t, const struct settings *s)
{
    static const char accept[] = "本网站的办理承诺：收到申请的当个工作日审查", supplement[] = "本网站的办理规定：补正期限";
    for (size_t kind = 0; kind < CASE_KINDS; kind++) {
        struct case_terms *of = &t->of[kind];
        of->step[STEP_ACCEPT] = by_promise(s->accept_days, s->accept_days == 0 ? accept : "本网站的办理承诺：受理审查");
        of->step[STEP_SUPPLEMENT] = by_promise(s->supplement_days, supplement);
        of->hold_from_receipt = strcmp(s->hold_from, "receipt") == 0;
        if (!of->rule)
            of->rule = "site";
    }
    t->of[CASE_COMPLAINT].step[STEP_COMPLAINT] = by_promise(s->complaint_days, "本网站的办理承诺，不是法定期限");
    t->of[CASE_REPORT].step[STEP_REPORT] = by_promise(s->report_days, "本网站的办理承诺，不是法定期限");
    t->caps_applicant = s->caps_applicant;
    t->caps_record = s->caps_record;
}

static enum result load(struct db *db, int64_t now_ms, day_t today, struct terms **out)
{
    struct settings settings = {
        .hold_from = "acceptance", .caps_applicant = 5, .caps_record = 3, .supplement_days = 10, .complaint_days = 15, .report_days = 5};
    struct terms *t = calloc(1, sizeof *t);
    *out = NULL;
    if (!t)
        return RESULT_ERROR;
    *t = (struct terms){.papers = "", .fee = "", .day = today, .checked_ms = now_ms};
    arena_init(&t->arena, TEXTS_MAX);
    workdays_init(&t->days);
    enum result r = read_objection(db, today, t);
    if (r == RESULT_OK)
        r = read_repair(db, today, t);
    if (r == RESULT_OK)
        r = read_settings(db, &settings);
    if (r == RESULT_OK)
        r = workdays_load(db, &t->days);
    if (r != RESULT_OK) {
        terms_free(t);
        return r;
    }
    set_promises(t, &settings);
    *out = t;
    return RESULT_OK;
}

enum result terms_refresh(struct db *db, int64_t now_ms, day_t today, struct terms **terms)
{
    struct terms *old = *terms, *new;
    if (old && old->day == today && now_ms - old->checked_ms < TERMS_CHECK_MS)
        return RESULT_OK;
    enum result r = load(db, now_ms, today, &new);
    if (r == RESULT_OK) {
        terms_free(old);
        *terms = new;
    }
    return old ? RESULT_OK : r;
}

void terms_free(struct terms *t)
{
    if (!t)
        return;
    workdays_free(&t->days);
    arena_free(&t->arena);
    free(t);
}
