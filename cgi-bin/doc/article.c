/* Content files: reads the front matter and renders the body through cmark-gfm with tables. */
#include "doc/article.h"

#include "base/utf8.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK "---"
/* A table scrolls inside its frame on a narrow screen; the frame takes the keyboard
   and says which table it is, since two frames of one name cannot be told apart. */
#define TABLE_OPEN "<section class=\"table-scroll\" tabindex=\"0\" aria-label=\"表格%s\"><table>"
#define TABLE_CLOSE "</table></section>"
#define HEAD_OPEN "<th scope=\"col\"" /* in Markdown only the first row is a head */

static char fault_text[96];

static enum result fault_at(const char **fault, size_t line, const char *what)
{
    snprintf(fault_text, sizeof fault_text, "line %zu: %s", line, what);
    *fault = fault_text;
    return RESULT_INVALID;
}

void article_free(struct article *article)
{
    if (!article)
        return;
    for (size_t i = 0; i < article->n_keys; i++) {
        free(article->keys[i].name);
        free(article->keys[i].value);
    }
    free(article->html);
    free(article);
}

const char *article_key(const struct article *article, const char *name)
{
    for (size_t i = 0; i < article->n_keys; i++)
        if (strcmp(article->keys[i].name, name) == 0)
            return article->keys[i].value;
    return "";
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The line at *at without its end; moves *at to the next one. */
static size_t take_line(const char *bytes, size_t len, size_t *at, const char **line)
{
    const char *start = bytes + *at;
    const char *end = memchr(start, '\n', len - *at);
    size_t n = end ? (size_t)(end - start) : len - *at;
    *at += n + (end ? 1 : 0);
    *line = start;
    while (n > 0 && blank(start[n - 1]))
        n--;
    return n;
}

static enum result add_key(struct article *a, const char *line, size_t n, size_t number, const char **fault)
{
    const char *colon = memchr(line, ':', n);
    size_t name = colon ? (size_t)(colon - line) : 0;
    if (name == 0 || name > ARTICLE_KEY_MAX)
        return fault_at(fault, number, "not `key: value`");
    const char *value = colon + 1;
    size_t rest = n - name - 1;
    while (rest > 0 && blank(*value)) {
        value++;
        rest--;
    }
    if (rest > ARTICLE_VALUE_MAX)
        return fault_at(fault, number, "the value is too long");
    if (a->n_keys == ARTICLE_KEYS_MAX)
        return fault_at(fault, number, "too many keys");
    struct article_key *k = &a->keys[a->n_keys];
    k->name = strndup(line, name);
    k->value = strndup(value, rest);
    a->n_keys++;
    if (!k->name || !k->value)
        return RESULT_ERROR;
    for (size_t i = 0; i + 1 < a->n_keys; i++)
        if (strcmp(a->keys[i].name, k->name) == 0)
            return fault_at(fault, number, "the key stands twice");
    return RESULT_OK;
}

static enum result front_matter(struct article *a, const char *bytes, size_t len, size_t *at, const char **fault)
{
    const char *line;
    size_t number = 1;
    size_t n = take_line(bytes, len, at, &line);
    if (n != strlen(MARK) || memcmp(line, MARK, n) != 0)
        return fault_at(fault, number, "no front matter");
    while (*at < len) {
        number++;
        n = take_line(bytes, len, at, &line);
        if (n == strlen(MARK) && memcmp(line, MARK, n) == 0)
            return RESULT_OK;
        if (n == 0)
            continue;
        enum result r = add_key(a, line, n, number, fault);
        if (r != RESULT_OK)
            return r;
    }
    return fault_at(fault, number, "the front matter does not end");
}

/* Whether a piece of HTML begins with this tag's opening, whatever attributes follow. */
static bool opens(const char *html, const char *tag)
{
    const size_t n = strlen(tag);
    return strncmp(html, tag, n) == 0 && (html[n] == '>' || html[n] == ' ');
}

/* Puts each table into its frame and says what its heads stand over. Takes `html`, returns a new text; NULL without
 * memory. */
static char *frame_tables(const char *html)
{
    struct buffer out;
    buffer_init(&out, ARTICLE_FILE_MAX * 16);
    char number[12] = "";
    unsigned tables = 0;
    for (const char *next; (next = strchr(html, '<')) != NULL;) {
        buffer_add(&out, html, (size_t)(next - html));
        html = next;
        if (opens(html, "<table")) {
            if (tables++)
                snprintf(number, sizeof number, "%u", tables);
            buffer_printf(&out, TABLE_OPEN, number);
            html += strlen("<table>");
        } else if (opens(html, "</table")) {
            buffer_puts(&out, TABLE_CLOSE);
            html += strlen("</table>");
        } else if (opens(html, "<th")) {
            buffer_puts(&out, HEAD_OPEN);
            html += strlen("<th");
        } else {
            buffer_add(&out, html++, 1);
        }
    }
    buffer_puts(&out, html);
    if (out.len == 0)
        buffer_puts(&out, "\n");
    char *text = buffer_take(&out);
    buffer_free(&out);
    return text;
}

/* Renders CommonMark with tables; raw markup is left out (CMARK_OPT_UNSAFE is not given). */
static char *render(const char *text, size_t len)
{
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8);
    cmark_syntax_extension *tables = cmark_find_syntax_extension("table");
    if (!parser)
        return NULL;
    if (tables)
        cmark_parser_attach_syntax_extension(parser, tables);
    cmark_parser_feed(parser, text, len);
    cmark_node *document = cmark_parser_finish(parser);
    char *html = document ? cmark_render_html(document, CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser)) : NULL;
    char *framed = html ? frame_tables(html) : NULL;
    free(html);
    if (document)
        cmark_node_free(document);
    cmark_parser_free(parser);
    return framed;
}

enum result article_parse(const char *bytes, size_t len, struct article **out, const char **fault)
{
    size_t at = 0;
    enum result r = RESULT_ERROR;
    struct article *a = calloc(1, sizeof *a);
    *out = NULL;
    *fault = "no memory";
    if (!a)
        return RESULT_ERROR;
    if (len > ARTICLE_FILE_MAX) {
        r = fault_at(fault, 1, "the file is too long");
        goto done;
    }
    if (!utf8_valid(bytes, len)) {
        r = fault_at(fault, 1, "not UTF-8");
        goto done;
    }
    r = front_matter(a, bytes, len, &at, fault);
    if (r != RESULT_OK)
        goto done;
    a->html = render(bytes + at, len - at);
    if (!a->html) {
        r = RESULT_ERROR;
        goto done;
    }
    *out = a;
    a = NULL;
done:
    article_free(a);
    return r;
}
