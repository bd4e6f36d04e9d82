/* An Atom feed (RFC 4287), put together piece by piece in a buffer. */
#ifndef DOC_ATOM_H
#define DOC_ATOM_H

#include "base/buffer.h"

#include <stdbool.h>
#include <time.h>

struct atom_entry {
    const char *id;      /* an address that never changes: the record's page */
    const char *title;
    const char *summary; /* plain text; may be "" */
    const char *link;    /* absolute address of the page */
    time_t updated;
};

/* Begins the feed. `self` is the feed's own absolute address, also its id; `page` the list's page; `updated` the moment of its newest
   entry; `next` the absolute address of the next part (RFC 5005), NULL for none. False: no room. */
bool atom_begin(struct buffer *out, const char *title, const char *author, const char *self, const char *page, time_t updated,
                const char *next);
bool atom_add(struct buffer *out, const struct atom_entry *entry);
bool atom_end(struct buffer *out);

/* Adds text for XML content or a quoted attribute; signs that XML 1.0 has not are left out. */
bool xml_add(struct buffer *out, const char *text);

#endif
