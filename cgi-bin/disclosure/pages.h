/* The handlers of the public program and what they share. Address, file, function and template share a name. */
#ifndef DISCLOSURE_PAGES_H
#define DISCLOSURE_PAGES_H

#include "base/result.h"

#include <stddef.h>

struct content_item;
struct request;
struct response;
struct view;
struct view_node;

enum result api_list(struct request *request, struct view *view, struct response *response, void *program);
enum result api_openapi(struct request *request, struct view *view, struct response *response, void *program);
enum result api_subject(struct request *request, struct view *view, struct response *response, void *program);
enum result api_subjects(struct request *request, struct view *view, struct response *response, void *program);
enum result bulletin_index(struct request *request, struct view *view, struct response *response, void *program);
enum result bulletin_show(struct request *request, struct view *view, struct response *response, void *program);
enum result catalogue_index(struct request *request, struct view *view, struct response *response, void *program);
enum result catalogue_show(struct request *request, struct view *view, struct response *response, void *program);
enum result download_show(struct request *request, struct view *view, struct response *response, void *program);
enum result health_show(struct request *request, struct view *view, struct response *response, void *program);
enum result help_glossary(struct request *request, struct view *view, struct response *response, void *program);
enum result help_index(struct request *request, struct view *view, struct response *response, void *program);
enum result help_show(struct request *request, struct view *view, struct response *response, void *program);
enum result home_show(struct request *request, struct view *view, struct response *response, void *program);
enum result list_index(struct request *request, struct view *view, struct response *response, void *program);
enum result list_show(struct request *request, struct view *view, struct response *response, void *program);
enum result news_index(struct request *request, struct view *view, struct response *response, void *program);
enum result news_show(struct request *request, struct view *view, struct response *response, void *program);
enum result page_show(struct request *request, struct view *view, struct response *response, void *program);
enum result policy_index(struct request *request, struct view *view, struct response *response, void *program);
enum result policy_show(struct request *request, struct view *view, struct response *response, void *program);
enum result record_show(struct request *request, struct view *view, struct response *response, void *program);
enum result search_show(struct request *request, struct view *view, struct response *response, void *program);
enum result service_index(struct request *request, struct view *view, struct response *response, void *program);
enum result sitemap_show(struct request *request, struct view *view, struct response *response, void *program);
enum result statistics_show(struct request *request, struct view *view, struct response *response, void *program);
enum result subject_show(struct request *request, struct view *view, struct response *response, void *program);
enum result suggest_index(struct request *request, struct view *view, struct response *response, void *program);
enum result view_switch(struct request *request, struct view *view, struct response *response, void *program);

/* Where a page hangs between the home page and itself. */
struct crumb {
    const char *name, *href;
};
/* Title, place in the navigation ("news"; "" for none) and breadcrumbs: the way (n places), then the page itself. */
void page_head(struct view *view, const char *title, const char *nav, const struct crumb *way, size_t n);
/* Title, summary, date and body of a content item: item.*, content.html, page.description. */
void page_item(struct view *view, const struct content_item *item);
/* A news item as a row: id title summary date column column_name source. */
void news_row(struct view_node *row, const struct content_item *item);
/* The name of a news column ("信用动态"); "" for a code that is none. */
const char *news_column_name(const char *code);

#endif
