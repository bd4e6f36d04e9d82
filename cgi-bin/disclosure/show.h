/* Putting what several pages show into the view. */
#ifndef DISCLOSURE_SHOW_H
#define DISCLOSURE_SHOW_H

#include "base/clock.h"
#include "db/list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct choice;
struct disclosure;
struct info_set;
struct request;
struct view;
struct view_node;

/* A day as YYYY-MM-DD; nothing for DAY_NONE. */
void show_day(struct view_node *node, const char *name, day_t day);
/* The day on which a moment of the database (UTC text) falls in Asia/Shanghai; DAY_NONE when it is none. */
day_t show_utc_day(const char *utc);
/* A record id as text. */
void show_id(struct view_node *node, const char *name, uint64_t id);
/* A published row for the table of records: id name uscc set_name group document_no kind source decided_on until masked. */
void show_row(const struct disclosure *site, struct view_node *node, const struct list_row *row);
/* The province, its cities and the counties of the chosen city as options.regions, the chosen one marked. */
void show_regions(const struct disclosure *site, struct view *view, uint32_t selected);
/* paging.next, paging.first, paging.scanned. `next` NULL: there is no more. `here`: this is not the first page. */
void show_paging(struct view *view, struct request *request, const char *next, bool here, bool scanned);
/* The record's deciding authority, else its source's name. */
const char *show_source(const struct disclosure *site, const struct list_row *row);
/* The answer to an address that is there for nothing: says of what kind it was (error.kind) and in words (error.text). */
void show_missing(struct view *view, const char *kind, const char *text);

#endif
