/* What a worker of the public program holds: made in main, read by every handler. */
#ifndef DISCLOSURE_DISCLOSURE_H
#define DISCLOSURE_DISCLOSURE_H

#include <stdbool.h>

struct config;
struct content;
struct db;

struct disclosure {
    const struct config *config;
    struct content *content; /* read before the fork, shared by all workers */
    struct db *db;           /* this worker's connection */
    const char *site_url;    /* "https://credit.example", no slash at its end */
    const char *site_name;   /* "信用辽宁" */
    bool demonstration;      /* the data is invented: said on every page and in every file */
};

#endif
