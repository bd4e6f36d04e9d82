/* Views: trees of names and texts, and the parsed templates that take them. With view_walk.c the door to ClearSilver.

   A request's tree is not built by hdf_set_value, which walks each path and allocates three pieces a node, but here,
   in an arena: ClearSilver only reads it. What a template's `set:` adds is ClearSilver's own memory; release() tells
   the two apart by a mark. */
#include "web/view.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "web/view_walk.h"

#include <ClearSilver.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define TREE_MAX (16 * 1024 * 1024) /* bytes of a request's tree: the page's limit and room for what is not shown */
#define TEMPLATES_MAX 128           /* a program has some twenty */
#define NAME_MAX_BYTES 128
#define LAYOUT "layout.cs"
#define DIGITS 24                   /* of a 64-bit number, with its sign */

struct parsed {
    char name[NAME_MAX_BYTES];
    CSPARSE *cs;
    HDF *hdf;  /* what was known while it was parsed */
    bool fast; /* may be rendered by the fast walk */
};

struct view {
    HDF root; /* first: every node's top points here */
    struct arena arena;
    struct views *views;
    bool failed;
    HDF sink;          /* what a failed call returns: it swallows */
    HDF config, mode;  /* Config.VarEscapeMode = html */
};

struct views {
    char *dir;
    HDF *global;
    struct parsed parsed[TEMPLATES_MAX];
    size_t count;
    struct view_commands commands;
    struct view view;
};

/* Marks a node as the arena's. ClearSilver uses the field in its own top nodes only. */
static char ours;

/* ---- the tree -------------------------------------------------------------------------------------------------- */

static HDF *hdf(struct view_node *node)
{
    return (HDF *)node;
}

static struct view_node *handle(HDF *node)
{
    return (struct view_node *)node;
}

static struct view *view_of(HDF *node)
{
    return (struct view *)node->top;
}

static HDF *fail(struct view *view)
{
    view->failed = true;
    return &view->sink;
}

static void append(HDF *parent, HDF *child)
{
    HDF *last = parent->last_child != NULL ? parent->last_child : parent->child;
    while (last != NULL && last->next != NULL)
        last = last->next;
    if (last == NULL)
        parent->child = child;
    else
        last->next = child;
    parent->last_child = child;
    if (parent->hash != NULL && view_error(ne_hash_insert(parent->hash, child, child), "hash"))
        view_of(parent)->failed = true;
}

/* A new last child; its name is copied. */
static HDF *add_child(HDF *parent, const char *name, size_t len)
{
    struct view *view = view_of(parent);
    struct {
        HDF node;
        char name[];
    } *piece = arena_alloc(&view->arena, sizeof *piece + len + 1);
    if (piece == NULL || len == 0)
        return fail(view);
    memcpy(piece->name, name, len); /* the NUL is there: the piece is zeroed */
    piece->node.name = piece->name;
    piece->node.name_len = (int)len;
    piece->node.top = &view->root;
    piece->node.fileload_ctx = &ours;
    append(parent, &piece->node);
    return &piece->node;
}

static HDF *find_child(HDF *parent, const char *name, size_t len)
{
    for (HDF *child = parent->child; child != NULL; child = child->next)
        if ((size_t)child->name_len == len && child->name[0] == name[0] && memcmp(child->name, name, len) == 0)
            return child;
    return NULL;
}

static HDF *child_of(HDF *parent, const char *name, size_t len)
{
    HDF *child = find_child(parent, name, len);
    return child != NULL ? child : add_child(parent, name, len);
}

/* A number in decimal at the end of `digits`; returns where it begins. No snprintf: a page has hundreds. */
static char *decimal(uint64_t number, char digits[DIGITS])
{
    char *at = digits + DIGITS;
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return at;
}

static bool is_named(const HDF *node, const char *name, size_t len)
{
    return (size_t)node->name_len == len && memcmp(node->name, name, len) == 0;
}

/* The child with a number as its name. Rows come in order, so the usual case looks at the last child only. */
static HDF *numbered_child(HDF *parent, size_t number)
{
    char digits[DIGITS], before[DIGITS];
    const char *name = decimal(number, digits);
    const size_t len = (size_t)(digits + DIGITS - name);
    const HDF *last = parent->last_child;
    if (number == 0 && parent->child == NULL)
        return add_child(parent, name, len);
    if (number > 0 && last != NULL && last->next == NULL) {
        const char *wanted = decimal(number - 1, before);
        if (is_named(last, wanted, (size_t)(before + DIGITS - wanted)))
            return add_child(parent, name, len);
    }
    return child_of(parent, name, len);
}

/* The node of a name path below the root. */
static HDF *path_node(struct view *view, const char *key)
{
    HDF *node = &view->root;
    if (view->failed || strnlen(key, VIEW_KEY_MAX + 1) > VIEW_KEY_MAX)
        return fail(view);
    for (;;) {
        const size_t len = strcspn(key, ".");
        if (len == 0)
            return fail(view);
        node = child_of(node, key, len);
        if (view->failed || key[len] == '\0')
            return node;
        key += len + 1;
    }
}

static void set_value(HDF *node, const char *text, size_t len)
{
    struct view *view = view_of(node);
    if (view->failed)
        return;
    if (text == NULL)
        text = "", len = 0;
    else if (len == VIEW_TEXT)
        len = strlen(text);
    char *copy;
    if (utf8_is_clean(text, len))
        copy = arena_copy(&view->arena, text, len);
    else if ((copy = arena_alloc(&view->arena, 3 * len + 1)) != NULL)
        utf8_clean(text, len, false, copy);
    if (copy == NULL) {
        view->failed = true;
        return;
    }
    if (node->alloc_value)
        free(node->value);
    node->alloc_value = 0;
    node->value = copy;
}

/* Frees what ClearSilver added below a node. */
static void release(HDF *node)
{
    for (HDF *child = node->child, *next; child != NULL; child = next) {
        next = child->next;
        release(child);
        if (child->fileload_ctx != &ours) {
            free(child->name);
            free(child);
        }
    }
    if (node->hash != NULL)
        ne_hash_destroy(&node->hash);
    if (node->alloc_value)
        free(node->value);
    while (node->attr != NULL) {
        HDF_ATTR *attribute = node->attr;
        node->attr = attribute->next;
        free(attribute->key);
        free(attribute->value);
        free(attribute);
    }
}

/* ---- templates -------------------------------------------------------------------------------------------------- */

enum result view_open(const char *templates_dir, struct views **out)
{
    *out = NULL;
    struct stat about;
    if (stat(templates_dir, &about) != 0 || !S_ISDIR(about.st_mode)) {
        log_error("view: %s is no folder", templates_dir);
        return RESULT_NOT_FOUND;
    }
    struct views *views = calloc(1, sizeof *views);
    if (views == NULL)
        return RESULT_ERROR;
    arena_init(&views->view.arena, TREE_MAX);
    views->dir = strdup(templates_dir);
    if (views->dir == NULL || view_error(nerr_init(), "start") || view_error(hdf_init(&views->global), "start")) {
        view_close(views);
        return RESULT_ERROR;
    }
    view_commands_find(&views->commands);
    *out = views;
    return RESULT_OK;
}

void view_close(struct views *views)
{
    if (views == NULL)
        return;
    view_end(&views->view);
    arena_free(&views->view.arena);
    for (size_t i = 0; i < views->count; i++) {
        views->parsed[i].cs->hdf = views->parsed[i].hdf;
        cs_destroy(&views->parsed[i].cs);
        hdf_destroy(&views->parsed[i].hdf);
    }
    hdf_destroy(&views->global);
    free(views->dir);
    free(views);
}

bool view_global(struct views *views, const char *key, const char *text)
{
    const size_t len = strlen(text);
    char *copy = malloc(3 * len + 1);
    if (copy == NULL)
        return false;
    utf8_clean(text, len, false, copy);
    const bool bad = strpbrk(key, "=:#{}\n") != NULL || view_error(hdf_set_value(views->global, key, copy), key);
    free(copy);
    return !bad;
}

static struct parsed *find_template(struct views *views, const char *name)
{
    for (size_t i = 0; i < views->count; i++)
        if (strcmp(views->parsed[i].name, name) == 0)
            return &views->parsed[i];
    return NULL;
}

static bool readable(const char *dir, const char *file)
{
    char path[4096];
    struct stat about;
    const int n = snprintf(path, sizeof path, "%s/%s", dir, file);
    return n > 0 && (size_t)n < sizeof path && stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

enum result view_load(struct views *views, const char *name)
{
    if (find_template(views, name) != NULL)
        return RESULT_OK;
    char body[NAME_MAX_BYTES + 4];
    struct parsed parsed = {.cs = NULL, .hdf = NULL};
    if (views->count == TEMPLATES_MAX || strlen(name) >= sizeof parsed.name) {
        log_error("view: %s: too many templates, or too long a name", name);
        return RESULT_INVALID;
    }
    snprintf(parsed.name, sizeof parsed.name, "%s", name);
    snprintf(body, sizeof body, "%s.cs", name);
    if (!readable(views->dir, body) || !readable(views->dir, LAYOUT)) {
        log_error("view: %s/%s or its %s: no such file", views->dir, body, LAYOUT);
        return RESULT_NOT_FOUND;
    }
    if (view_error(hdf_init(&parsed.hdf), name) || view_error(hdf_set_value(parsed.hdf, "hdf.loadpaths.0", views->dir), name) ||
        view_error(hdf_set_value(parsed.hdf, "Config.VarEscapeMode", "html"), name) ||
        view_error(hdf_set_value(parsed.hdf, "page.body", body), name) || view_error(cs_init(&parsed.cs, parsed.hdf), name))
        goto fail;
    parsed.cs->global_hdf = views->global;
    if (!view_functions(parsed.cs) || view_error(cs_parse_file(parsed.cs, LAYOUT), name))
        goto fail;
    parsed.fast = views->commands.known && view_walk_prepare(&views->commands, parsed.cs);
    views->parsed[views->count++] = parsed;
    return RESULT_OK;
fail:
    cs_destroy(&parsed.cs);
    hdf_destroy(&parsed.hdf);
    return RESULT_INVALID;
}

/* ---- a request's view ------------------------------------------------------------------------------------------- */

struct view *view_begin(struct views *views)
{
    static char config_name[] = "Config", mode_name[] = "VarEscapeMode", mode_value[] = "html";
    struct view *view = &views->view;
    view_end(view);
    const struct arena arena = view->arena;
    *view = (struct view){.arena = arena, .views = views};
    view->root.top = &view->root;
    view->sink.top = &view->root;
    view->config = (HDF){.name = config_name, .name_len = 6, .top = &view->root, .fileload_ctx = &ours};
    view->mode = (HDF){.name = mode_name, .name_len = 13, .value = mode_value, .top = &view->root, .fileload_ctx = &ours};
    append(&view->root, &view->config);
    append(&view->config, &view->mode);
    return view;
}

void view_end(struct view *view)
{
    if (view->views == NULL)
        return;
    release(&view->root);
    arena_reset(&view->arena);
    view->views = NULL;
}

void view_set(struct view *view, const char *key, const char *text, size_t len)
{
    set_value(path_node(view, key), text, len);
}

void view_text(struct view *view, const char *key, const char *text)
{
    set_value(path_node(view, key), text, VIEW_TEXT);
}

static void set_int(HDF *node, int64_t number)
{
    char digits[DIGITS];
    char *text = decimal(number < 0 ? 0 - (uint64_t)number : (uint64_t)number, digits);
    if (number < 0)
        *--text = '-';
    set_value(node, text, (size_t)(digits + DIGITS - text));
}

void view_set_int(struct view *view, const char *key, int64_t number)
{
    set_int(path_node(view, key), number);
}

void view_set_bool(struct view *view, const char *key, bool on)
{
    set_value(path_node(view, key), on ? "1" : "", VIEW_TEXT);
}

static void set_formatted(HDF *node, const char *format, va_list arguments) LIKE_PRINTF(2, 0);
static void set_formatted(HDF *node, const char *format, va_list arguments)
{
    char *text = NULL, line[512];
    va_list again;
    va_copy(again, arguments);
    int n = vsnprintf(line, sizeof line, format, arguments);
    if (n >= (int)sizeof line)
        n = vasprintf(&text, format, again);
    va_end(again);
    if (n < 0)
        view_of(node)->failed = true;
    else
        set_value(node, text != NULL ? text : line, (size_t)n);
    free(text);
}

void view_printf(struct view *view, const char *key, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_formatted(path_node(view, key), format, arguments);
    va_end(arguments);
}

struct view_node *view_child(struct view *view, const char *key)
{
    return handle(path_node(view, key));
}

struct view_node *view_row(struct view *view, const char *key, size_t row)
{
    HDF *node = path_node(view, key);
    return handle(view->failed ? node : numbered_child(node, row));
}

struct view_node *view_node_child(struct view_node *node, const char *name)
{
    struct view *view = view_of(hdf(node));
    const size_t len = strlen(name);
    if (view->failed || len > VIEW_KEY_MAX || memchr(name, '.', len) != NULL)
        return handle(fail(view));
    return handle(child_of(hdf(node), name, len));
}

struct view_node *view_node_row(struct view_node *node, const char *name, size_t row)
{
    struct view_node *rows = view_node_child(node, name);
    return view_of(hdf(node))->failed ? rows : handle(numbered_child(hdf(rows), row));
}

void view_node_set_len(struct view_node *node, const char *name, const char *text, size_t len)
{
    set_value(hdf(view_node_child(node, name)), text, len);
}

void view_node_set(struct view_node *node, const char *name, const char *text)
{
    view_node_set_len(node, name, text, VIEW_TEXT);
}

void view_node_set_int(struct view_node *node, const char *name, int64_t number)
{
    set_int(hdf(view_node_child(node, name)), number);
}

void view_node_printf(struct view_node *node, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_formatted(hdf(view_node_child(node, name)), format, arguments);
    va_end(arguments);
}

void view_set_html(struct view *view, const char *key, const char *html)
{
    HDF *node = path_node(view, key);
    if (view->failed)
        return;
    if (node->alloc_value)
        free(node->value);
    node->alloc_value = 0;
    node->value = (char *)html; /* ClearSilver only reads it */
}

const char *view_get(const struct view *view, const char *key)
{
    const HDF *node = &view->root;
    for (;;) {
        const size_t len = strcspn(key, ".");
        node = find_child((HDF *)node, key, len);
        if (node == NULL)
            return "";
        if (key[len] == '\0')
            return node->value != NULL ? node->value : "";
        key += len + 1;
    }
}

static enum result render(struct view *view, const char *name, struct buffer *out, bool fast)
{
    struct parsed *parsed = find_template(view->views, name);
    if (parsed == NULL) {
        log_error("view: the template %s is not loaded", name);
        return RESULT_NOT_FOUND;
    }
    if (view->failed) {
        log_error("view: %s: the tree could not be built (no memory, or a bad name)", name);
        return RESULT_ERROR;
    }
    parsed->cs->hdf = &view->root;
    const bool good = fast && parsed->fast ? view_walk(&view->views->commands, parsed->cs, out)
                                           : view_walk_plain(parsed->cs, name, out);
    if (out->failed)
        log_error("view: %s: the page is too long, or no memory", name);
    parsed->cs->hdf = parsed->hdf;
    return good && !out->failed ? RESULT_OK : RESULT_ERROR;
}

enum result view_render(struct view *view, const char *name, struct buffer *out)
{
    return render(view, name, out, true);
}

enum result view_render_plain(struct view *view, const char *name, struct buffer *out)
{
    return render(view, name, out, false);
}
