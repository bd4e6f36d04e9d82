/* The background worker: what its chores share. */
#ifndef CLERK_CLERK_H
#define CLERK_CLERK_H

#include "base/clock.h"
#include "base/query_code.h"
#include "base/result.h"
#include "domain/workday.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct db;
struct vault;

#define CLERK_OWNER 64           /* bytes of a lease's owner: host, process, chance */
#define CLERK_TEMPLATES_MAX 64   /* notices; there are some thirty */
#define CLERK_HOST 256

struct clerk_template { char name[33]; char *text; };

struct clerk {
    const struct config *config;
    struct db *db;
    char owner[CLERK_OWNER];
    bool (*stop)(void);
    int64_t beaten_ms;                           /* the last sign of life */

    /* notices */
    struct clerk_template templates[CLERK_TEMPLATES_MAX];
    size_t template_count;
    const char *site, *organiser;
    char link[CLERK_HOST + 64], host[CLERK_HOST]; /* where a case is opened; the host of site_url */
    const char *sendmail, *mail_from, *sms_url, *sms_key, *record; /* record: "" or a file that takes all messages */
    struct vault *vault;                         /* NULL until it is needed */
    unsigned char code_key[QUERY_CODE_KEY];
    bool has_code_key;

    /* clocks */
    struct workdays days;
    int64_t days_ms;                             /* when they were read; 0: never */

    /* files of the store that no row refers to */
    const char *files_dir;
    unsigned folder;                             /* the next of 256 to be looked at */

    struct clerk_papers *papers;                 /* fonts and certificates; NULL until they are needed */

    unsigned char log_seed[32];                  /* signs the use log's days */
    bool has_log_seed;
};

/* Reads settings, notices and keys. What is missing of keys is logged and waits; RESULT_INVALID: a setting that cannot be. */
enum result clerk_open(struct clerk *clerk, const struct config *config) MUST_CHECK;
void clerk_close(struct clerk *clerk);
/* Says in long work that the worker lives. */
void clerk_alive(struct clerk *clerk);

/* The chores: each takes a bite of up to `limit` and says how much it did; fewer than the limit means that nothing is left for now.
 * RESULT_UNAVAILABLE: the database does not answer; RESULT_ERROR: another time. */
enum result clerk_post(struct clerk *clerk, uint32_t limit, uint32_t *done) MUST_CHECK;           /* messages of the outbox */
enum result clerk_warn_clocks(struct clerk *clerk, uint32_t limit, uint32_t *done) MUST_CHECK;
enum result clerk_overdue_clocks(struct clerk *clerk, uint32_t limit, uint32_t *done) MUST_CHECK;
enum result clerk_escalate_clocks(struct clerk *clerk, uint32_t limit, uint32_t *done) MUST_CHECK;
enum result clerk_close_cases(struct clerk *clerk, uint32_t limit, uint32_t *done) MUST_CHECK;    /* decided ones whose applicant was told */
enum result clerk_sweep_rows(struct clerk *clerk, uint32_t limit, uint32_t *done) MUST_CHECK;
enum result clerk_sweep_files(struct clerk *clerk, uint32_t limit, uint32_t *done) MUST_CHECK;    /* one folder; done = limit until all were seen */
enum result clerk_jobs(struct clerk *clerk, uint32_t limit, uint32_t *done) MUST_CHECK;           /* what is done once a day, and jobs of others */

#endif
