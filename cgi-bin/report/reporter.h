/* What a worker of the reports' program holds: made in main, read by every handler. */
#ifndef REPORT_REPORTER_H
#define REPORT_REPORTER_H

#include "base/buffer.h"
#include "base/result.h"
#include "doc/proof.h"
#include "domain/compliance.h"
#include "domain/report.h"
#include "web/token.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct db;
struct memory;
struct press;
struct request;
struct sign;
struct verify;
struct view;
struct views;

struct reporter {
    const struct config *config;
    struct db *db;                        /* this worker's connection */
    struct memory *memory;                /* catalogue, units; looked at before each request; NULL until the database answered once */
    struct press *press;                  /* fonts and profile, opened before the fork */
    struct sign *sign;                    /* the way to the signer */
    struct verify *verify;
    struct compliance compliance;         /* fields of administration, read before the fork */
    struct proof_keys proof_keys;         /* public keys of the QR codes */
    char *proof_pem; size_t proof_pem_len;/* their file, as the site serves it */
    struct buffer offline;                /* the page of offline verification as one file */
    unsigned char form_key[TOKEN_KEY];    /* tokens of forms */
    unsigned char grant_key[TOKEN_KEY];   /* the cookie of "my reports", and networks that guessed: made of form_key */
    unsigned char code_key[REPORT_CODE_KEY]; /* verification codes are worked out from it: none is stored */
    const char *reports_dir;              /* files by digest, outside the web root */
    const char *site_url, *site_name, *issuer, *phone;
    bool demonstration;
};

/* Keys, fonts, certificates, before the fork. Logs what is missing. */
enum result reporter_open(struct reporter *reporter, const struct config *config) MUST_CHECK;
void reporter_close(struct reporter *reporter);
/* RESULT_OK when the catalogue is there; else what a handler returns: RESULT_UNAVAILABLE. */
enum result reporter_ready(const struct reporter *reporter) MUST_CHECK;

/* The hooks of struct site (web/site.h); `program` is the struct reporter. */
bool reporter_worker_start(void *program);
void reporter_worker_stop(void *program);
bool reporter_globals(struct views *views, void *program);
void reporter_prepare(struct request *request, struct view *view, void *program);

/* page.title, page.nav and the way to it, as on every page. */
void reporter_head(struct view *view, const char *title);

#endif
