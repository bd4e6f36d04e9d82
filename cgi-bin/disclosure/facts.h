/* The fields of a record or a registration as they are shown: in the catalogue's order, with labels and the reason of each mask. */
#ifndef DISCLOSURE_FACTS_H
#define DISCLOSURE_FACTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct info_set;
struct view;

/* Puts the public fields of `json` ({code: value}) under <key>.N.{code,label,value,mask,mask_basis,draft}.
 * `flagged`: the code is in quarantine and is not shown. `skip_subject`: without name, code and what a subject's page
 * says itself. False: not our JSON; nothing is shown. */
bool facts_show(struct view *view, const char *key, const struct info_set *set, const char *json, bool is_person,
                bool flagged, bool skip_subject);

/* Reads a record's fields; every text in them is rid of the signs that must not reach a reader. NULL: not our JSON.
 * The caller's (json_decref). */
json_t *facts_load(const char *json);

/* A value as people read it: days without end are 长期. */
const char *facts_text(const char *value, bool is_day);

#endif
