/* What the frame of every page shows (templates/layout.cs): the site's name and marks, and the view that the visitor chose. */
#ifndef WEB_FRAME_H
#define WEB_FRAME_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

struct config;
struct request;
struct view;
struct views;

/* The texts that are the same on all pages: site.{name,province,url,demo,assets,organiser}. */
bool frame_globals(struct views *views, const struct config *config) MUST_CHECK;
/* Those of this request: page.view by its cookie, request.uri. */
void frame_prepare(const struct request *request, struct view *view);

/* Where a page hangs between the home page and itself. */
struct frame_place { const char *name, *href; };
/* Title, place in the navigation ("help"; "" for none) and breadcrumbs: the way (n places), then the page itself. */
void frame_head(struct view *view, const char *title, const char *nav, const struct frame_place *way, size_t n);

#endif
