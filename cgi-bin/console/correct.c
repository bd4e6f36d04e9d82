/* Corrections of a record: the changed fields of a form, judged as a row of a delivery is. */
#include "console/correct.h"

#include "base/log.h"
#include "base/utf8.h"
#include "base/vault.h"
#include "console/console.h"
#include "db/caselook.h"
#include "db/memory.h"
#include "web/request.h"
#include "web/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_HERE 80 /* "set-" and a field's code of at most 48 signs */

/* The value of a field as the form has it, cleaned; NULL: the form has no such field, which leaves it as it is. */
static const char *typed(struct request *request, const struct field *field)
{
    char name[NAME_MAX_HERE];
    const struct request_field *found = NULL;
    snprintf(name, sizeof name, "set-%s", field->code);
    for (size_t i = 0; i < request->form_count && !found; i++)
        if (strcmp(request->form[i].name, name) == 0)
            found = &request->form[i];
    if (!found)
        return NULL;
    char *clean = arena_alloc(&request->arena, 3 * found->len + 1);
    if (!clean)
        return NULL;
    size_t len = utf8_clean(found->value, found->len, field->type != FIELD_LONGTEXT, clean);
    while (len && (clean[len - 1] == ' ' || clean[len - 1] == '\n'))
        clean[--len] = '\0';
    clean[len] = '\0';
    return clean;
}

/* Puts the numbers of persons, which stand masked in the facts, into their cells: identity and digest are made of the whole ones. */
static enum result fill_numbers(struct console *console, struct request *request, const struct case_look *look, struct row_cell *cells)
{
    struct record_number numbers[ROW_IDS_MAX];
    size_t count;
    const enum result result = record_numbers(console->db, look->record.id, &request->arena, numbers, ROW_IDS_MAX, &count);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        char plain[VAULT_PLAIN_MAX + 1];
        if (numbers[i].ordinal >= look->set->field_count)
            continue;
        if (!console->vault || vault_unseal(console->vault, numbers[i].key_no, numbers[i].cipher, numbers[i].len, plain) != RESULT_OK) {
            log_error("a record's sealed number cannot be opened: no correction can be made");
            return RESULT_UNAVAILABLE;
        }
        const size_t len = strlen(plain);
        cells[numbers[i].ordinal] = (struct row_cell){arena_copy(&request->arena, plain, len), len};
        explicit_bzero(plain, sizeof plain);
    }
    return result;
}

/* Reads the record's facts with `changes` in them by the rules of today. */
static enum result read_row(struct console *console, struct request *request, const struct case_look *look, const json_t *changes, struct row *out)
{
    const struct source_unit *source = memory_unit(console->memory, look->record.source_id);
    const struct row_rules rules = {.set = look->set, .divisions = &console->memory->divisions, .grades = &console->memory->grades,
                                    .source_region = source ? source->region : 0, .key = console->record_key, .today = request->today};
    struct row_cell *cells = arena_alloc(&request->arena, look->set->field_count * sizeof *cells);
    json_t *facts = case_facts(look->record.facts);
    if (!console->record_key_known) {
        log_error("the key of records cannot be read: no correction can be made");
        json_decref(facts);
        return RESULT_UNAVAILABLE;
    }
    if (!cells || !facts) {
        json_decref(facts);
        return RESULT_ERROR;
    }
    for (size_t i = 0; i < look->set->field_count; i++) {
        const char *code = look->set->fields[i].code;
        const json_t *value = json_object_get(changes, code);
        if (!value)
            value = json_object_get(facts, code);
        if (!json_is_string(value))
            continue;
        const size_t len = json_string_length(value);
        cells[i] = (struct row_cell){arena_copy(&request->arena, json_string_value(value), len), len};
        if (!cells[i].text) {
            json_decref(facts);
            return RESULT_ERROR;
        }
    }
    json_decref(facts);
    const enum result result = fill_numbers(console, request, look, cells);
    return result == RESULT_OK ? row_read(&rules, cells, &request->arena, out) : result;
}

/* Says a fault beside its field and in the summary; n counts the summary's lines. */
static void say(struct view *view, const struct field *field, const char *reason, size_t *n)
{
    struct view_node *line = view_row(view, "errors", (*n)++);
    view_node_printf(line, "field", "%s%s", field ? "set-" : "outcome", field ? field->code : "");
    view_node_printf(line, "message", "%s%s%s", field ? field->label : "", field ? "：" : "", reason);
    if (field)
        view_node_set(view_row(view, "fields", field->ordinal), "error", reason);
}

enum result correct_read(struct console *console, struct request *request, struct view *view, const struct case_look *look, const char **json)
{
    size_t faults = 0;
    struct row row;
    json_t *facts = NULL, *changes = json_object();
    char *text = NULL;
    enum result result = RESULT_ERROR;
    if (!look->set || !changes || !(facts = case_facts(look->record.facts)))
        goto done;
    for (size_t i = 0; i < look->set->field_count; i++) {
        const struct field *field = &look->set->fields[i];
        const char *now = json_string_value(json_object_get(facts, field->code)), *after = field->personal_id ? NULL : typed(request, field);
        if (after && strcmp(after, now ? now : "") != 0 && json_object_set_new(changes, field->code, json_string(after)) != 0)
            goto done;
    }
    if (json_object_size(changes) == 0) {
        say(view, NULL, "请改动至少一个字段，或选择其他处理意见", &faults);
        result = RESULT_INVALID;
        goto done;
    }
    result = read_row(console, request, look, changes, &row);
    if (result != RESULT_OK)
        goto done;
    for (size_t i = 0; i < row.issue_count; i++) /* what was wrong before and is not touched is not this form's matter */
        if (row.issues[i].reject || (row.issues[i].field && json_object_get(changes, row.issues[i].field->code)))
            say(view, row.issues[i].field, row.issues[i].reason, &faults);
    if (faults) {
        result = RESULT_INVALID;
        goto done;
    }
    text = json_dumps(changes, JSON_COMPACT | JSON_SORT_KEYS);
    *json = text ? arena_text(&request->arena, text) : NULL;
    result = *json ? RESULT_OK : RESULT_ERROR;
done:
    free(text);
    json_decref(changes);
    json_decref(facts);
    return result;
}

enum result correct_row(struct console *console, struct request *request, const struct case_look *look, const char *json, struct row *out)
{
    json_t *changes = case_facts(json);
    if (!changes || !look->set) {
        json_decref(changes);
        return RESULT_ERROR;
    }
    const enum result result = read_row(console, request, look, changes, out);
    json_decref(changes);
    return result == RESULT_OK && out->rejected ? RESULT_INVALID : result;
}
