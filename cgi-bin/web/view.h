/* What a page shows: a tree of names and texts, and the parsed template that takes it. The only door to ClearSilver.

   A `views` holds the parsed templates of a worker; it is opened after the fork. A `view` is one request's tree.
   Names are written by us ("rows.0.name"); what comes from data goes only into values. Values are escaped by the template
   (automatic HTML escaping is on at parse and at render); harmful signs (base/utf8.h) are taken out on the way in. */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include "base/buffer.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VIEW_KEY_MAX 128                 /* bytes of a name path */
#define VIEW_PAGE_MAX (4 * 1024 * 1024)  /* bytes of a rendered page: 20 rows are 30 KiB, the longest law page below 1 MiB */

struct views;
struct view;
struct view_node;

/* Looks at the templates' folder and makes an empty set. RESULT_NOT_FOUND: no such folder. */
enum result view_open(const char *templates_dir, struct views **out) MUST_CHECK;
void view_close(struct views *views);
/* A text that every page sees ("site.name"). Before the first view_begin. False: a bad name or no memory. */
bool view_global(struct views *views, const char *key, const char *text) MUST_CHECK;
/* Parses templates/<name>.cs inside templates/layout.cs, once. RESULT_NOT_FOUND: no such file; RESULT_INVALID: it cannot
   be parsed (the log has file and line). Loading a name twice is fine. */
enum result view_load(struct views *views, const char *name) MUST_CHECK;

/* The tree of a request, empty. A worker has one: beginning a view ends the one before. Never NULL. */
struct view *view_begin(struct views *views) MUST_CHECK __attribute__((returns_nonnull));
void view_end(struct view *view);

/* Puts a text of len bytes under a name; VIEW_TEXT as len means up to the NUL, a NULL text is "".
   Failures (no memory, a bad name) make view_render fail, so that callers need not look. */
#define VIEW_TEXT SIZE_MAX
void view_set(struct view *view, const char *key, const char *text, size_t len);
void view_text(struct view *view, const char *key, const char *text);
void view_set_int(struct view *view, const char *key, int64_t number);
void view_set_bool(struct view *view, const char *key, bool on); /* "1", or nothing */
void view_printf(struct view *view, const char *key, const char *format, ...) LIKE_PRINTF(3, 4);

/* Handles for filling rows fast: no path is looked up again. A node lives as long as the view. None returns NULL:
   after a failure they return a node that swallows. */
struct view_node *view_child(struct view *view, const char *key);           /* the node of a name path, made if need be */
struct view_node *view_row(struct view *view, const char *key, size_t row); /* rows.<row> */
struct view_node *view_node_child(struct view_node *node, const char *name);
struct view_node *view_node_row(struct view_node *node, const char *name, size_t row);
void view_node_set(struct view_node *node, const char *name, const char *text);
void view_node_set_len(struct view_node *node, const char *name, const char *text, size_t len);
void view_node_set_int(struct view_node *node, const char *name, int64_t number);
void view_node_printf(struct view_node *node, const char *name, const char *format, ...) LIKE_PRINTF(3, 4);

/* Ready-made HTML of our own making (a rendered content file): kept byte for byte. The template shows it by the one
   `uvar:` that the lint allows. `html` must stay until view_end. */
void view_set_html(struct view *view, const char *key, const char *html);

/* The text under a name as set before in this request; "" when there is none. */
const char *view_get(const struct view *view, const char *key);

/* Renders a loaded template into `out` (appended). RESULT_NOT_FOUND: not loaded; RESULT_ERROR: the template
   failed or the page is too long (logged); out is then to be thrown away. */
enum result view_render(struct view *view, const char *name, struct buffer *out) MUST_CHECK;

/* The same page by ClearSilver's own rendering alone: the yardstick that tests hold view_render to. */
enum result view_render_plain(struct view *view, const char *name, struct buffer *out) MUST_CHECK;

/* Functions in templates beside ClearSilver's own (subcount, name, first, last, len, html_escape …):
   url_escape(x)   for a part of a query or path
   url_validate(x) for href and src from data: http, https, mailto or a path, else "#"
   thousands(x)    1234567 → 1,234,567; anything that is no whole number stays
   date_cn(x)      2026-04-01 → 2026年4月1日; anything else stays
   breaks(x)       HTML-escaped text with its line feeds as <br> */

#endif
