/* The other half of the door to ClearSilver: how a parsed template becomes a page. For view.c alone. */
#ifndef WEB_VIEW_WALK_H
#define WEB_VIEW_WALK_H

#include "base/buffer.h"
#include "base/result.h"

#include <stdbool.h>

/* ClearSilver's CSPARSE and NEOERR by their own names, so that nobody gets its headers with this one. */
struct _parse;
struct _neo_err;

/* ClearSilver's numbers of the commands that the walk knows; found out by parsing one of each. */
struct view_commands {
    bool known; /* false: everything is left to ClearSilver */
    int literal, var, condition, otherwise, each, def, call, set;
};

/* Logs an error of ClearSilver and frees it. True when there was one. */
bool view_error(struct _neo_err *error, const char *what);
/* Makes the functions of view.h known to a template about to be parsed. */
bool view_functions(struct _parse *cs) MUST_CHECK;
void view_commands_find(struct view_commands *commands);
/* Notes what the walk wants to know of a parsed template. False: it may not be walked, ClearSilver has to render it. */
bool view_walk_prepare(const struct view_commands *commands, struct _parse *cs) MUST_CHECK;
/* Renders a prepared template with the trees that are set in cs. False: logged; out may be full. */
bool view_walk(const struct view_commands *commands, struct _parse *cs, struct buffer *out) MUST_CHECK;
/* The same by ClearSilver alone. */
bool view_walk_plain(struct _parse *cs, const char *what, struct buffer *out) MUST_CHECK;

#endif
