/* What a worker of the applicants' program holds: made in main, read by every handler. */
#ifndef FILING_FILING_H
#define FILING_FILING_H

#include "base/query_code.h"
#include "base/result.h"
#include "domain/compliance.h"
#include "web/token.h"

#include <stdbool.h>

struct config;
struct db;
struct file_kinds;
struct memory;
struct request;
struct terms;
struct vault;
struct view;
struct views;

struct filing {
    const struct config *config;
    struct db *db;                          /* this worker's connection */
    struct memory *memory;                  /* catalogue, units; looked at before each request; NULL until the database answered once */
    struct terms *terms;                    /* rules, settings, calendar; the same */
    struct vault *vault;                    /* seals persons' numbers, cannot open them */
    struct file_kinds *kinds;
    struct compliance compliance;           /* fields of administration that a report can be asked for, read before the fork */
    unsigned char form_key[TOKEN_KEY];      /* tokens of forms */
    unsigned char grant_key[TOKEN_KEY];     /* the cookie of opened cases, and networks that guessed: made of form_key */
    unsigned char code_key[QUERY_CODE_KEY]; /* query codes are worked out from it */
    const char *files_dir;
    const char *clamd;                      /* the scanner's socket; "" where there is none */
    const char *site_url, *site_name;
};

/* Keys and table of file kinds, before the fork. Logs what is missing. */
enum result filing_open(struct filing *filing, const struct config *config) MUST_CHECK;
void filing_close(struct filing *filing);
/* RESULT_OK when rules and catalogue are there; else what a handler returns: RESULT_UNAVAILABLE. */
enum result filing_ready(const struct filing *filing) MUST_CHECK;

/* The hooks of struct site (web/site.h); `program` is the struct filing. */
bool filing_worker_start(void *program);
void filing_worker_stop(void *program);
bool filing_globals(struct views *views, void *program);
void filing_prepare(struct request *request, struct view *view, void *program);

#endif
