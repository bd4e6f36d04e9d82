/* Open data: a list with its filter as CSV, JSON, XLSX or Atom. Served by the downloads' own pool of workers. */
#ifndef DISCLOSURE_DOWNLOAD_H
#define DISCLOSURE_DOWNLOAD_H

#include "base/buffer.h"
#include "base/result.h"
#include "db/list.h"
#include "disclosure/choice.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct disclosure;
struct request;
struct response;

#define DOWNLOAD_ROWS_MAX 200000 /* rows of one answer (contract); then `next` */
#define DOWNLOAD_XLSX_MAX 50000  /* rows of one workbook (contract) */
#define DOWNLOAD_ATOM_MAX 100    /* entries of one part of a feed: a reader fetches it every few minutes */
#define DOWNLOAD_ROW_BYTES (1024 * 1024) /* of one row written out: thirty fields of 20,000 signs are below it */

/* One download under way. */
struct download {
    struct disclosure *site;
    struct request *request;
    struct response *response;
    struct choice choice;
    enum result fault;          /* why begin, row or end failed; RESULT_OK when they do not know better than RESULT_ERROR */
    struct buffer out;          /* a piece of the answer, handed over row by row or chunk by chunk */
    const char *self;           /* "https://site/lists/red.json?region=210100": address of the first part of this list and filter */
    const char *next;           /* address of the next part; "" while there is none */
    size_t rows;                /* written so far */
    struct list_total total;    /* of the filter (JSON) */
    bool total_later;           /* it is said at the end, when the rows are known */
    time_t updated;             /* the newest change among them; 0: none yet */
    bool first;                 /* no row was written yet */
    struct xlsx *book;          /* the workbook being written, to the file `path` */
    char path[512];
};

/* How a format is written. Each returns false when the peer is gone or the answer cannot be written. */
struct download_format {
    const char *suffix, *type;
    size_t rows_max;
    bool (*begin)(struct download *d);
    bool (*row)(struct download *d, const struct list_row *row, const json_t *fields);
    bool (*end)(struct download *d);
    bool streams;               /* what begin, row and end leave in `out` is sent as it comes */
};

extern const struct download_format download_csv, download_json, download_xlsx, download_atom;

/* The columns that every row has, then those of the set's public fields: for tables. */
size_t download_columns(const struct download *d, const char **labels, size_t max);
/* Their texts for one row, in the same order; texts live as long as row and fields, or in `d`. */
size_t download_cells(struct download *d, const struct list_row *row, const json_t *fields, const char **cells, size_t max);
/* The lasting address of a record's page. In the buffer given. */
const char *download_record_url(const struct download *d, uint64_t id, char *out, size_t size);
/* A row as the open data and the API give it (contract). `fields` stays the caller's; NULL becomes null. */
json_t *download_row_json(const struct disclosure *site, const struct list_row *row, json_t *fields);
/* A total as a number, or as the text "10000+" when nobody knows. */
json_t *download_total_json(const struct list_total *total);
/* The address of what a path on this site names; in the request's memory, NULL: no memory. */
const char *download_address(struct download *d, const char *path);
/* The filter in words, "" when there is none: "地区：沈阳市（210100）；决定日期：2025-01-01 至 今". In the request's memory. */
const char *download_filter(struct download *d);
/* Name of the list with 演示数据 in front where the data is invented. */
const char *download_title(const struct download *d, char *out, size_t size);

#endif
