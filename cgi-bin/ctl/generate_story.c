/* The stories: a dozen subjects whose records are written down one by one in stories.json, so that a visitor can
   be led to them. They have the first numbers, and codes and names that no seed changes. */
#include "ctl/generate_parts.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STORY_CODES 99000001U /* eight digits above all other subjects' */

static enum result bad(const char *story, const char *what)
{
    log_error("generate: stories.json: %s: %s", story == NULL ? "?" : story, what);
    return RESULT_INVALID;
}

static const char *text_of(json_t *object, const char *key, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? otherwise : text;
}

static int64_t number_of(json_t *object, const char *key, int64_t otherwise)
{
    json_t *number = json_object_get(object, key);
    return json_is_integer(number) ? json_integer_value(number) : otherwise;
}

/* Records of sets that this catalogue does not have are left out, so that it may be cut down. */
static enum result load_records(struct generate *g, struct gen_story *story, json_t *records)
{
    size_t i;
    json_t *item;
    story->records = calloc(json_array_size(records) + 1, sizeof(*story->records));
    if (story->records == NULL)
        return RESULT_ERROR;
    json_array_foreach(records, i, item) {
        const char *code = text_of(item, "set", NULL);
        size_t set = SIZE_MAX;
        for (size_t j = 0; code != NULL && j < g->sets_n; j++)
            if (strcmp(g->sets[j].info->code, code) == 0)
                set = j;
        if (code == NULL || !json_is_integer(json_object_get(item, "ago")))
            return bad(story->code, "a record needs its set and how many days ago");
        if (set == SIZE_MAX)
            continue;
        story->records[story->records_n++] = (struct gen_story_record){
            .set = set, .ago = (int)number_of(item, "ago", 0), .repeat = (uint64_t)number_of(item, "repeat", 1),
            .values = json_object_get(item, "values"), .decision = json_object_get(item, "decision"),
            .entry = (int)number_of(item, "entry", -1), .grade = (int)number_of(item, "grade", -1),
        };
    }
    return RESULT_OK;
}

static void make_codes(struct gen_story *story, const struct gen_class *class, unsigned division, unsigned number)
{
    story->uscc[0] = story->person_id[0] = '\0';
    if (story->person) { /* the province's own code, which no id begins with */
        snprintf(story->person_id, sizeof(story->person_id), "21000019%02u0%u15%03u", 60 + number % 40, 1 + number % 9, number % 1000);
        gen_person_id_finish(story->person_id);
    } else {
        snprintf(story->uscc, sizeof(story->uscc), "%s%06u%08u", class->prefix, division % 1000000U,
                 (STORY_CODES + number) % 100000000U);
        gen_uscc_finish(story->uscc);
    }
}

static enum result load_story(struct generate *g, struct gen_story *story, json_t *item, unsigned number)
{
    const char *class = text_of(item, "class", "trade");
    const struct gen_division *division = gen_division_find(g, (unsigned)number_of(item, "division", 0));
    story->json = item;
    story->code = text_of(item, "code", NULL);
    story->name = text_of(item, "name", NULL);
    story->former = text_of(item, "former", "");
    story->representative = text_of(item, "representative", "");
    story->address = text_of(item, "address", "");
    story->status = text_of(item, "status", "存续");
    story->capital = number_of(item, "capital", 100);
    story->person = json_is_true(json_object_get(item, "person"));
    story->established = g->options.today - (day_t)number_of(item, "age", 3650);
    story->class_index = SIZE_MAX;
    for (size_t i = 0; i < g->classes_n; i++)
        if (strcmp(g->classes[i].code, class) == 0)
            story->class_index = i;
    if (story->code == NULL || story->name == NULL || story->class_index == SIZE_MAX || division == NULL ||
        strlen(story->name) > GEN_NAME_BYTES || strlen(story->former) > GEN_NAME_BYTES ||
        strlen(story->representative) > 60 || strlen(story->address) > 390)
        return bad(story->code, "code, name, class and division are needed, and no text may be too long");
    story->division = (size_t)(division - g->divisions);
    make_codes(story, &g->classes[story->class_index], division->code, number);
    return load_records(g, story, json_object_get(item, "records"));
}

enum result gen_load_stories(struct generate *g)
{
    char path[4096];
    json_error_t error;
    json_t *item;
    size_t i;
    enum result result = RESULT_OK;
    snprintf(path, sizeof(path), "%s/demo/stories.json", g->options.data_dir);
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_array(root)) {
        json_decref(root);
        return bad(path, root == NULL ? error.text : "not a list");
    }
    g->files[g->files_n++] = root;
    g->stories = calloc(json_array_size(root) + 1, sizeof(*g->stories));
    if (g->stories == NULL)
        return RESULT_ERROR;
    /* a tiny province has no room for them */
    if (g->options.subjects < json_array_size(root))
        return RESULT_OK;
    json_array_foreach(root, i, item) {
        struct gen_story *story = &g->stories[g->stories_n++];
        result = load_story(g, story, item, (unsigned)i);
        if (result != RESULT_OK)
            return result;
        g->story_subjects += !story->person;
    }
    return RESULT_OK;
}

void gen_unload_stories(struct generate *g)
{
    for (size_t i = 0; i < g->stories_n; i++)
        free(g->stories[i].records);
    free(g->stories);
}
