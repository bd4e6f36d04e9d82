/* Reads the content files of the site into memory, rendered and in order. */
#include "disclosure/content.h"

#include "base/file.h"
#include "base/log.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORDER_NONE 1000

static const char *const folders[CONTENT_KINDS] = {"page", "help", "news", "policy", "term"};

struct content {
    struct content_item *items[CONTENT_KINDS];
    size_t count[CONTENT_KINDS];
    size_t cap[CONTENT_KINDS];
};

void content_free(struct content *content)
{
    if (!content)
        return;
    for (int k = 0; k < CONTENT_KINDS; k++) {
        for (size_t i = 0; i < content->count[k]; i++)
            article_free(content->items[k][i].article);
        free(content->items[k]);
    }
    free(content);
}

const char *content_key(const struct content_item *item, const char *name)
{
    return article_key(item->article, name);
}

/* The slug of "name.md"; false for any other name. */
static bool slug_of(const char *file, char slug[CONTENT_SLUG_MAX + 1])
{
    const char *dot = strrchr(file, '.');
    if (!dot || strcmp(dot, ".md") != 0)
        return false;
    size_t n = (size_t)(dot - file);
    if (n == 0 || n > CONTENT_SLUG_MAX || strspn(file, "abcdefghijklmnopqrstuvwxyz0123456789-") != n)
        return false;
    memcpy(slug, file, n);
    slug[n] = '\0';
    return true;
}

/* Room for one more item of the kind; NULL without memory or over the limit. */
static struct content_item *room(struct content *c, enum content_kind kind)
{
    if (c->count[kind] == c->cap[kind]) {
        size_t cap = c->cap[kind] ? c->cap[kind] * 2 : 32;
        if (c->cap[kind] >= CONTENT_ITEMS_MAX)
            return NULL;
        struct content_item *more = realloc(c->items[kind], cap * sizeof *more);
        if (!more)
            return NULL;
        c->items[kind] = more;
        c->cap[kind] = cap;
    }
    return &c->items[kind][c->count[kind]];
}

static void add_file(struct content *c, enum content_kind kind, const char *dir, const char *file)
{
    char path[4096];
    const char *fault = "cannot be read";
    size_t len = 0;
    struct content_item item = {.date = DAY_NONE, .order = ORDER_NONE};
    char *bytes = NULL;

    if (!slug_of(file, item.slug))
        return;
    int n = snprintf(path, sizeof path, "%s/%s/%s", dir, folders[kind], file);
    if (n > 0 && (size_t)n < sizeof path)
        bytes = file_read(path, ARTICLE_FILE_MAX, &len);
    if (!bytes || article_parse(bytes, len, &item.article, &fault) != RESULT_OK) {
        log_error("content %s/%s: %s", folders[kind], file, fault);
        free(bytes);
        return;
    }
    free(bytes);
    const char *date = content_key(&item, "date");
    const char *order = content_key(&item, "order");
    if (*date && !day_parse(date, &item.date))
        log_error("content %s/%s: bad date", folders[kind], file);
    if (*order)
        item.order = strtol(order, NULL, 10);
    struct content_item *place = room(c, kind);
    if (!place) {
        log_error("content %s/%s: too many files", folders[kind], file);
        article_free(item.article);
        return;
    }
    *place = item;
    c->count[kind]++;
}

static int newest_first(const void *a, const void *b)
{
    const struct content_item *x = a, *y = b;
    if (x->date != y->date)
        return x->date > y->date ? -1 : 1;
    return strcmp(x->slug, y->slug);
}

static int by_order(const void *a, const void *b)
{
    const struct content_item *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return strcmp(x->slug, y->slug);
}

enum result content_load(const char *dir, struct content **out)
{
    *out = NULL;
    DIR *top = opendir(dir);
    if (!top) {
        log_error("content: no folder %s", dir);
        return RESULT_NOT_FOUND;
    }
    (void)closedir(top);
    struct content *c = calloc(1, sizeof *c);
    if (!c)
        return RESULT_ERROR;
    for (int k = 0; k < CONTENT_KINDS; k++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", dir, folders[k]);
        DIR *d = opendir(path);
        struct dirent *e;
        while (d && (e = readdir(d)))
            add_file(c, (enum content_kind)k, dir, e->d_name);
        if (d)
            (void)closedir(d);
        if (c->count[k])
            qsort(c->items[k], c->count[k], sizeof *c->items[k],
                  k == CONTENT_NEWS || k == CONTENT_POLICY ? newest_first : by_order);
    }
    *out = c;
    return RESULT_OK;
}

const struct content_item *content_list(const struct content *content, enum content_kind kind, size_t *count)
{
    *count = content->count[kind];
    return content->items[kind];
}

const struct content_item *content_find(const struct content *content, enum content_kind kind, const char *slug)
{
    for (size_t i = 0; i < content->count[kind]; i++)
        if (strcmp(content->items[kind][i].slug, slug) == 0)
            return &content->items[kind][i];
    return NULL;
}
