/* What every page of the staff's program has: head and navigation by role, tokens, and how days, times and places are shown. */
#ifndef CONSOLE_DESK_H
#define CONSOLE_DESK_H

#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct console;
struct field;
struct request;
struct response;
struct view;
struct view_node;

/* Name, role, navigation and the token for signing out of whoever asks: before every handler, so that error pages have them too. */
void desk_who(struct console *console, struct request *request, struct view *view);
/* Title, place in the navigation (the name of one of desk.c's places) and the browser's cookie. Every page begins with it. */
void desk_begin(struct console *console, struct request *request, struct view *view, struct response *response, const char *title,
                const char *nav);
/* A place between the console's home and the page itself; call in order, before or after desk_begin. */
void desk_crumb(struct view *view, const char *name, const char *href);
/* The token of a form that posts to `address`, under the name `key`. */
void desk_token(const struct console *console, const struct request *request, struct view *view, const char *key, const char *address);
/* A fresh idempotency key for a form, under `key`. */
void desk_once(struct view *view, const char *key);
/* One message on top of the page: kind ok, warn or stop. */
void desk_say(struct view *view, const char *kind, const char *title, const char *text);
/* What happened, for the page that the 303 leads to: a code that the page knows, as ?done=code. */
const char *desk_done(const struct request *request);

/* A field's value for staff: with the code that forms and files want where people read a word. NULL: nothing. */
void desk_value(struct view_node *node, const char *name, const struct field *field, const char *value);
void desk_day(struct view_node *node, const char *name, day_t day);       /* YYYY-MM-DD; nothing for DAY_NONE */
void desk_time(struct view_node *node, const char *name, time_t moment);  /* YYYY-MM-DD HH:MM in Shanghai; nothing for 0 */
void desk_id(struct view_node *node, const char *name, uint64_t id);
/* Bytes as people read them: 1.2 MB. */
void desk_size(struct view_node *node, const char *name, uint64_t bytes);
/* Where this role begins. */
const char *desk_home(unsigned role);

/* How a clock stands: due, code (over today soon near far) and the working days left or gone, under a node. */
void desk_clock(const struct console *console, const struct request *request, struct view_node *node, day_t due, bool provisional);

#endif
