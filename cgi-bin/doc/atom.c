/* An Atom feed (RFC 4287): escaping and the few elements that readers use. */
#include "doc/atom.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <string.h>

bool xml_add(struct buffer *out, const char *text)
{
    size_t len = strlen(text);
    for (size_t at = 0; at < len;) {
        size_t start = at;
        uint32_t sign = utf8_next(text, len, &at);
        if (sign == UTF8_BAD || (utf8_harmful(sign) && sign != '\t' && sign != '\n'))
            continue;
        switch (sign) {
        case '&': buffer_puts(out, "&amp;"); break;
        case '<': buffer_puts(out, "&lt;"); break;
        case '>': buffer_puts(out, "&gt;"); break;
        case '"': buffer_puts(out, "&quot;"); break;
        case '\'': buffer_puts(out, "&#39;"); break;
        default: buffer_add(out, text + start, at - start);
        }
    }
    return !out->failed;
}

static void element(struct buffer *out, const char *name, const char *text)
{
    buffer_printf(out, "<%s>", name);
    xml_add(out, text);
    buffer_printf(out, "</%s>\n", name);
}

static void link_to(struct buffer *out, const char *rel, const char *type, const char *href)
{
    buffer_printf(out, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
    xml_add(out, href);
    buffer_puts(out, "\"/>\n");
}

bool atom_begin(struct buffer *out, const char *title, const char *author, const char *self, const char *page, time_t updated,
                const char *next)
{
    char when[TIME_TEXT];
    buffer_puts(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-Hans-CN\">\n");
    element(out, "id", self);
    element(out, "title", title);
    element(out, "updated", time_format_rfc3339(updated, when));
    buffer_puts(out, "<author>");
    element(out, "name", author);
    buffer_puts(out, "</author>\n");
    link_to(out, "self", "application/atom+xml", self);
    link_to(out, "alternate", "text/html", page);
    if (next)
        link_to(out, "next", "application/atom+xml", next);
    return !out->failed;
}

bool atom_add(struct buffer *out, const struct atom_entry *entry)
{
    char when[TIME_TEXT];
    buffer_puts(out, "<entry>\n");
    element(out, "id", entry->id);
    element(out, "title", entry->title);
    element(out, "updated", time_format_rfc3339(entry->updated, when));
    link_to(out, "alternate", "text/html", entry->link);
    if (*entry->summary)
        element(out, "summary", entry->summary);
    buffer_puts(out, "</entry>\n");
    return !out->failed;
}

bool atom_end(struct buffer *out)
{
    buffer_puts(out, "</feed>\n");
    return !out->failed;
}
