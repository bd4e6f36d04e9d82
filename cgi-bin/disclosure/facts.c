/* Fields of a record as they are shown. */
#include "disclosure/facts.h"

#include "base/log.h"
#include "base/utf8.h"
#include "disclosure/answer.h"
#include "domain/catalogue.h"
#include "web/view.h"

#include <string.h>

const char *facts_text(const char *value, bool is_day)
{
    if (is_day && (strcmp(value, "2099-12-31") == 0 || strcmp(value, "2099-01-31") == 0))
        return "长期";
    return value;
}

json_t *facts_load(const char *json)
{
    json_error_t error;
    json_t *facts = json_loads(json, JSON_REJECT_DUPLICATES, &error), *value;
    const char *key;
    void *next;
    if (!json_is_object(facts)) {
        log_error("fields of a record cannot be read: %s", error.text);
        json_decref(facts);
        return NULL;
    }
    json_object_foreach_safe(facts, next, key, value) {
        if (!json_is_string(value) || utf8_is_clean(json_string_value(value), json_string_length(value)))
            continue;
        json_t *clean = answer_text(json_string_value(value));
        if (!clean || json_object_set_new(facts, key, clean) != 0) {
            json_decref(facts);
            return NULL;
        }
    }
    return facts;
}

/* Which mask the value bears; one that nothing was taken from needs no reason. */
static enum field_mask mask_of(const struct field *field, const char *value, bool is_person)
{
    if (field->mask == MASK_HIDE)
        return MASK_HIDE;
    if (!strchr(value, '*'))
        return MASK_NONE;
    if (field->mask != MASK_NONE)
        return field->mask;
    return is_person && field->role == ROLE_NAME ? MASK_NAME : MASK_NONE;
}

static bool said_by_page(const struct field *field)
{
    switch (field->role) {
    case ROLE_NAME:
    case ROLE_USCC:
    case ROLE_STATUS:
    case ROLE_ESTABLISHED:
    case ROLE_FORMER_NAME:
        return true;
    default:
        return false;
    }
}

bool facts_show(struct view *view, const char *key, const struct info_set *set, const char *json, bool is_person,
                bool flagged, bool skip_subject)
{
    json_t *facts = facts_load(json);
    if (!facts)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < set->field_count; i++) {
        const struct field *field = &set->fields[i];
        if (field->openness != OPEN_PUBLIC || (skip_subject && said_by_page(field)))
            continue;
        const char *value = json_string_value(json_object_get(facts, field->code));
        if (!value || (flagged && field->role == ROLE_USCC))
            value = "";
        enum field_mask mask = mask_of(field, value, is_person);
        struct view_node *row = view_row(view, key, n++);
        view_node_set(row, "code", field->code);
        view_node_set(row, "label", field->label);
        view_node_set(row, "value", mask == MASK_HIDE ? "" : facts_text(field_word(field, value), field->type == FIELD_DATE));
        view_node_set(row, "mask", field_mask_name(mask));
        if (mask != MASK_NONE && is_person)
            view_node_set(row, "mask_basis", set->persons_basis);
        if (field->draft)
            view_node_set(row, "draft", "1");
    }
    json_decref(facts);
    return true;
}
