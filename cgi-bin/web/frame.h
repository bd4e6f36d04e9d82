/* What the frame of every page shows (templates/layout.cs): the site's name and marks, and the view that the visitor chose. */
#ifndef WEB_FRAME_H
#define WEB_FRAME_H

#include "base/result.h"

#include <stdbool.h>

struct config;
struct request;
struct view;
struct views;

/* The texts that are the same on all pages: site.{name,province,url,demo,assets,organiser}. */
bool frame_globals(struct views *views, const struct config *config) MUST_CHECK;
/* Those of this request: page.view by its cookie, request.uri. */
void frame_prepare(const struct request *request, struct view *view);

#endif
