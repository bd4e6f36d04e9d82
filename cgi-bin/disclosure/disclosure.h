/* What a worker of the public program holds: made in main, read by every handler. */
#ifndef DISCLOSURE_DISCLOSURE_H
#define DISCLOSURE_DISCLOSURE_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

struct config;
struct content;
struct db;
struct memory;

struct disclosure {
    const struct config *config;
    struct content *content; /* read before the fork, shared by all workers */
    struct db *db;           /* this worker's connection */
    struct memory *memory;   /* catalogue, units, divisions; looked at before each request; NULL until the database answered once */
    const char *site_url;    /* "https://credit.example", no slash at its end; "" when not configured */
    const char *site_name;   /* "信用辽宁" */
    bool demonstration;      /* the data is invented: said on every page and in every file */
    char *openapi;           /* the description of the open API, JSON; read at the start */
    size_t openapi_len;
};

/* RESULT_OK when the reference tables are there; else what a handler returns: RESULT_UNAVAILABLE. */
enum result disclosure_ready(const struct disclosure *site) MUST_CHECK;

#endif
