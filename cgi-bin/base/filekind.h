/* What an uploaded file is: PDF, JPEG or PNG, by its content and by its name, and no picture that would burst a reader. */
#ifndef BASE_FILEKIND_H
#define BASE_FILEKIND_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILE_SIDE_MAX 20000                  /* pixels a side: an A3 page at 1200 dpi */
#define FILE_PIXELS_MAX (40u * 1000 * 1000)  /* pixels of a picture: the largest phone cameras, and A4 at 600 dpi */
#define FILE_HEAD_MAX (1024 * 1024)          /* bytes looked at: a JPEG's size stands behind its colour profile and notes */
#define FILE_NAME_SIGNS 100                  /* of a name that is kept */
#define FILE_NAME_BYTES (4 * FILE_NAME_SIGNS + 1)

enum file_kind { FILE_KIND_PDF, FILE_KIND_JPEG, FILE_KIND_PNG };

enum file_fault {
    FILE_GOOD,
    FILE_EMPTY,
    FILE_OTHER_KIND,  /* none of the three */
    FILE_OTHER_NAME,  /* the name's ending says another kind than the content */
    FILE_BROKEN,      /* it begins like one of the three and goes on like none */
    FILE_TOO_LARGE,   /* too many pixels */
    FILE_UNREADABLE,  /* our own fault (logged) */
};

struct file_facts { enum file_kind kind; uint32_t width, height; /* 0 for a PDF */ };

struct file_kinds;
/* The library's table of kinds; once a worker. RESULT_UNAVAILABLE: it cannot be read (logged). */
enum result file_kinds_open(struct file_kinds **out) MUST_CHECK;
void file_kinds_close(struct file_kinds *kinds);

/* Looks at the `size` bytes of fd; `name` is the visitor's. Reads at most FILE_HEAD_MAX bytes. */
enum file_fault file_kind_check(struct file_kinds *kinds, int fd, uint64_t size, const char *name, struct file_facts *facts) MUST_CHECK;
/* What is wrong, for the visitor, in Chinese; NULL for FILE_GOOD. */
const char *file_fault_text(enum file_fault fault);
/* "application/pdf", "image/jpeg", "image/png". */
const char *file_kind_type(enum file_kind kind);

/* The kind and its measures by the first `len` bytes of a file, without name and library. Pure: what the fuzz target calls. */
enum file_fault file_kind_read(const unsigned char *bytes, size_t len, struct file_facts *facts) MUST_CHECK;
/* The name as it is kept and shown: at most FILE_NAME_SIGNS signs with the ending kept, without signs that mean something to a path,
   a header, a page or a shell (they become "_"). `name` is well-formed UTF-8 without harmful signs. Returns out. */
const char *file_name_safe(const char *name, char out[FILE_NAME_BYTES]);

#endif
