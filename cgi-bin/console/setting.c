/* /console/settings: what may be set, and the calendar of working days, a year at a time. */
#include "base/utf8.h"
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/words.h"
#include "db/catalogue.h"
#include "db/clocks.h"
#include "db/db.h"
#include "db/reference.h"
#include "db/rules.h"
#include "db/terms.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CSV_SIGNS 8000   /* a year has some forty lines of thirty signs */
#define CSV_BYTES 32768
#define NOTE_BYTES 300   /* of a holiday's name; the column has 100 signs */
#define YEARS_AHEAD 3    /* a notice comes a year ahead at most */

static const char *const moves[] = {"preview", "load", NULL};

const struct form_field setting_fields[] = {
    {.name = "name", .type = FORM_LINE, .required = true, .max = 64},
    {.name = "value", .type = FORM_LINE, .required = true, .max = SETTING_VALUE_MAX},
    FORM_END};
const struct form_field holiday_fields[] = {
    {.name = "csv", .type = FORM_TEXT, .max = CSV_SIGNS},
    {.name = "file", .type = FORM_FILE, .max = 1},
    {.name = "move", .type = FORM_CHOICE, .required = true, .choices = moves},
    FORM_END};

static void show_choices(const struct rules *rules, struct view_node *row, const struct setting *setting)
{
    char allowed[200];
    size_t n = 0;
    if (strcmp(setting->allowed, "rule-set") == 0) {
        for (size_t i = 0; i < rules->set_count; i++) {
            struct view_node *option = view_node_row(row, "choices", n++);
            view_node_set(option, "value", rules->sets[i].code);
            view_node_printf(option, "name", "%s（%s）", rules->sets[i].province, rules->sets[i].code);
            if (strcmp(rules->sets[i].code, setting->value) == 0)
                view_node_set(option, "selected", "1");
        }
        return;
    }
    if (!strchr(setting->allowed, '|'))
        return;
    snprintf(allowed, sizeof allowed, "%s", setting->allowed);
    char *rest = allowed, *word;
    while ((word = strsep(&rest, "|")) != NULL) {
        struct view_node *option = view_node_row(row, "choices", n++);
        view_node_set(option, "value", word);
        view_node_set(option, "name", strcmp(word, "acceptance") == 0 ? "受理之后" : strcmp(word, "receipt") == 0 ? "收到申请即" : word);
        if (strcmp(word, setting->value) == 0)
            view_node_set(option, "selected", "1");
    }
}

static void show_settings(const struct rules *rules, struct view *view)
{
    for (size_t i = 0; i < rules->setting_count; i++) {
        const struct setting *setting = &rules->settings[i];
        struct view_node *row = view_row(view, "settings", i);
        const char *dash = strchr(setting->allowed, '-');
        view_node_set(row, "name", setting->name);
        view_node_set(row, "label", setting->label);
        view_node_set(row, "value", setting->value);
        view_node_set(row, "unit", setting->unit);
        view_node_set(row, "initial", strcmp(setting->initial, setting->value) != 0 ? setting->initial : "");
        view_node_set(row, "explanation", setting->explanation);
        view_node_set(row, "basis", setting->basis);
        view_node_set(row, "changed_by", setting->changed_by);
        if (dash && setting->allowed[0] >= '0' && setting->allowed[0] <= '9') {
            view_node_set_len(row, "min", setting->allowed, (size_t)(dash - setting->allowed));
            view_node_set(row, "max", dash + 1);
        }
        show_choices(rules, row, setting);
    }
}

static void show_years(const struct workdays *days, day_t today, struct view *view)
{
    const int now = day_to_civil(today).y;
    size_t n = 0;
    for (int year = now - 1; year <= now + 1; year++) {
        struct view_node *row = view_row(view, "years", n++);
        unsigned off = 0, work = 0;
        for (size_t i = 0; i < days->count; i++)
            if (day_to_civil(days->exceptions[i].day).y == year)
                *(days->exceptions[i].working ? &work : &off) += 1;
        view_node_set_int(row, "year", year);
        view_node_set(row, "known", workdays_known(days, year) ? "1" : "");
        view_node_set_int(row, "off", off);
        view_node_set_int(row, "work", work);
    }
}

static enum result fill(struct console *console, struct request *request, struct view *view, struct response *response)
{
    struct rules rules = {0}; /* as they are now, not as they were a few seconds ago */
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = rules_load(console->db, &rules);
    if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, "设置", "settings");
    desk_token(console, request, view, "form.setting", "/console/settings");
    desk_token(console, request, view, "form.holiday", "/console/settings/holidays");
    show_settings(&rules, view);
    show_years(console_days(console), request->today, view);
    rules_free(&rules);
    return RESULT_OK;
}

enum result setting_index(struct request *request, struct view *view, struct response *response, void *program)
{
    if (strcmp(desk_done(request), "changed") == 0)
        desk_say(view, "ok", "设置已修改", "数秒之内在全部程序生效；改动人记入设置和使用日志。");
    return fill(program, request, view, response);
}

enum result setting_post(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    const char *name = form_text(request->values, "name"), *value = form_text(request->values, "value");
    const struct setting *setting = NULL;
    enum result result = console_ready(console);
    if (result != RESULT_OK)
        return result;
    const struct rules *rules = &console->terms->rules;
    for (size_t i = 0; i < rules->setting_count; i++)
        if (strcmp(rules->settings[i].name, name) == 0)
            setting = &rules->settings[i];
    if (!setting)
        return RESULT_NOT_FOUND;
    if (request->values->errors || !setting_allows(rules, setting, value)) {
        struct view_node *error = view_row(view, "errors", 0);
        view_node_set(error, "field", name);
        view_node_printf(error, "message", "“%s”不能设为“%s”（允许：%s）", setting->label, form_get(request->values, "value")->text, setting->allowed);
        view_text(view, "wrong", name);
        response_show(response, 422, "console/setting_index");
        return fill(console, request, view, response);
    }
    result = console_looks(console, "setting.change", name, request_printf(request, "%s → %s", setting->value, value));
    if (result == RESULT_OK)
        result = setting_change(console->db, name, value, console->who.name);
    if (result == RESULT_OK)
        response_redirect(response, "/console/settings?done=changed");
    return result;
}

/* ---------------------------------------------------------------- holidays */

/* The calendar's text, from the file or the field; NULL: neither, or too long. */
static const char *read_csv(struct request *request)
{
    const struct upload *upload = request_upload(request, "file", 0);
    if (!upload)
        return form_given(request->values, "csv") ? form_text(request->values, "csv") : NULL;
    char *bytes = upload->over || upload->size > CSV_BYTES ? NULL : arena_alloc(&request->arena, CSV_BYTES + 1);
    char *clean = bytes ? arena_alloc(&request->arena, 3 * CSV_BYTES + 1) : NULL;
    const ssize_t n = clean ? pread(upload->fd, bytes, CSV_BYTES, 0) : -1;
    if (n <= 0)
        return NULL;
    clean[utf8_clean(bytes, (size_t)n, false, clean)] = '\0';
    return clean;
}

struct loading {
    struct db *db;
    const struct workdays *days;
    const char *csv;
    int year;
};

/* The name of a day: what stands behind the second comma of its line. */
static void note_of(const char *csv, day_t day, char out[NOTE_BYTES])
{
    char text[DAY_TEXT];
    const char *at = strstr(csv, day_format(day, text));
    const char *comma = at ? strchr(at, ',') : NULL;
    comma = comma ? strchr(comma + 1, ',') : NULL;
    const size_t len = comma ? strcspn(comma + 1, ",\r\n") : 0;
    const size_t fits = len < NOTE_BYTES - 1 ? len : NOTE_BYTES - 1;
    memcpy(out, comma ? comma + 1 : "", fits);
    out[fits] = '\0';
}

static enum result load_year(struct db *db, void *context)
{
    const struct loading *loading = context;
    enum result result = workday_year_clear(db, loading->year);
    if (result == RESULT_OK)
        result = workday_year_put(db, loading->year);
    for (size_t i = 0; result == RESULT_OK && i < loading->days->count; i++) {
        char note[NOTE_BYTES];
        note_of(loading->csv, loading->days->exceptions[i].day, note);
        result = workday_put(db, loading->days->exceptions[i].day, loading->days->exceptions[i].working, note);
    }
    return result == RESULT_OK ? catalogue_touch(db) : result;
}

/* Puts the year in place and computes the open clocks again with it. */
static enum result load(struct console *console, struct request *request, struct loading *loading, unsigned *moved)
{
    struct workdays all;
    enum result result = console_looks(console, "calendar.load", request_printf(request, "%d", loading->year), NULL);
    if (result == RESULT_OK)
        result = db_transaction(console->db, load_year, loading);
    if (result != RESULT_OK)
        return result;
    workdays_init(&all);
    result = workdays_load(console->db, &all);
    if (result == RESULT_OK)
        result = clocks_recompute(console->db, &all, console->who.name, request->now, moved);
    workdays_free(&all);
    return result;
}

static void show_preview(struct view *view, const struct loading *loading)
{
    for (size_t i = 0; i < loading->days->count; i++) {
        const struct workday_exception *each = &loading->days->exceptions[i];
        struct view_node *row = view_row(view, "preview", i);
        char note[NOTE_BYTES];
        static const char *const week[] = {"", "一", "二", "三", "四", "五", "六", "日"};
        note_of(loading->csv, each->day, note);
        desk_day(row, "day", each->day);
        view_node_set(row, "week", week[day_weekday(each->day)]);
        view_node_set(row, "working", each->working ? "1" : "");
        view_node_set(row, "odd", each->working == (day_weekday(each->day) < 6) ? "1" : "");
        view_node_set(row, "note", note);
    }
    view_set_int(view, "preview_year", loading->year);
    view_text(view, "preview_csv", loading->csv);
}

enum result holiday_post(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct workdays days;
    size_t line = 0;
    unsigned moved = 0;
    const char *csv = read_csv(request), *wrong = NULL;
    enum result result = console_ready(console);
    if (result != RESULT_OK)
        return result;
    workdays_init(&days);
    struct loading loading = {.db = console->db, .days = &days, .csv = csv};
    if (!csv)
        wrong = "请粘贴或上传一年的放假安排";
    else if (workdays_parse(&days, csv, strlen(csv), &line) != RESULT_OK)
        wrong = request_printf(request, "第 %zu 行不能读：每行是“日期,off 或 work,名称”，同一天只能写一次", line);
    else if (days.year_count != 1)
        wrong = "一次载入一年，所有日期应在同一年";
    loading.year = days.year_count ? days.years[0] : 0;
    if (!wrong && (loading.year < day_to_civil(request->today).y - 1 || loading.year > day_to_civil(request->today).y + YEARS_AHEAD))
        wrong = "只能载入去年到三年之内的放假安排";
    if (wrong) {
        view_text(view, "holiday_wrong", wrong);
        view_text(view, "holiday_csv", csv);
        response_show(response, 422, "console/setting_index");
    } else if (strcmp(form_text(request->values, "move"), "load") == 0) {
        result = load(console, request, &loading, &moved);
        desk_say(view, "ok", request_printf(request, "已载入 %d 年的放假安排", loading.year),
                 request_printf(request, "在办时限已重算，%u 个到期日有变动；原日期记在办件的时限和经过里。", moved));
    } else
        show_preview(view, &loading);
    workdays_free(&days);
    return result == RESULT_OK ? fill(console, request, view, response) : result;
}
