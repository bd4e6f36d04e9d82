/* A letter's frozen body, put into the view. */
#include "web/letter.h"

#include "base/log.h"

#include <jansson.h>
#include <stdio.h>

#define ROWS_MAX 100 /* of each list: twice what a letter can hold */

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

/* A list of texts as letter.<name>.N.text. */
static void show_texts(struct view *view, const json_t *body, const char *name)
{
    const json_t *list = json_object_get(body, name);
    char key[VIEW_KEY_MAX];
    snprintf(key, sizeof key, "letter.%s", name);
    for (size_t i = 0; i < json_array_size(list) && i < ROWS_MAX; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        view_node_set(view_row(view, key, i), "text", text ? text : "");
    }
}

enum result letter_show(struct view *view, const char *document_no, const char *body)
{
    static const char *const names[] = {"title", "addressee", "number", "issuer", "site", "address", "date", "decision", "reasons", "basis"};
    static const char *const lists[] = {"paragraphs", "items", "remedies"};
    json_error_t fault;
    json_t *letter = json_loads(body, JSON_REJECT_DUPLICATES, &fault);
    char key[VIEW_KEY_MAX];
    if (!json_is_object(letter)) {
        log_error("letter %s cannot be read: %s", document_no, fault.text);
        json_decref(letter);
        return RESULT_ERROR;
    }
    view_text(view, "letter.document_no", document_no);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(key, sizeof key, "letter.%s", names[i]);
        view_text(view, key, text_of(letter, names[i]));
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        show_texts(view, letter, lists[i]);
    const json_t *facts = json_object_get(letter, "facts"), *clocks = json_object_get(letter, "clocks");
    for (size_t i = 0; i < json_array_size(facts) && i < ROWS_MAX; i++) {
        struct view_node *row = view_row(view, "letter.facts", i);
        view_node_set(row, "label", text_of(json_array_get(facts, i), "label"));
        view_node_set(row, "value", text_of(json_array_get(facts, i), "value"));
    }
    for (size_t i = 0; i < json_array_size(clocks) && i < ROWS_MAX; i++) {
        const json_t *clock = json_array_get(clocks, i);
        struct view_node *row = view_row(view, "letter.clocks", i);
        view_node_set(row, "label", text_of(clock, "label"));
        view_node_set(row, "due", text_of(clock, "due"));
        view_node_set(row, "basis", text_of(clock, "basis"));
        view_node_set_int(row, "days", json_integer_value(json_object_get(clock, "days")));
        view_node_set(row, "provisional", json_is_true(json_object_get(clock, "provisional")) ? "1" : "");
    }
    json_decref(letter);
    return RESULT_OK;
}
