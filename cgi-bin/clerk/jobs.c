/* Jobs: what is done once a day, and what others ask for, by whichever worker comes first, under a lease, tried again with growing pauses. */
#include "clerk/clerk.h"

#include "base/log.h"
#include "db/chore.h"
#include "db/db.h"
#include "db/job.h"
#include "db/use_log.h"

#include <string.h>

#define LEASE_SECONDS 600
#define JOBS_MAX 4            /* of a bite */
#define RETENTION_YEARS 5     /* 辽宁省公共信用信息管理办法 art. 17 */
#define RETENTION_BITE 200    /* records, each in a transaction of its own */

/* Every day that is over gets its signed digest. */
static enum result sign_use_log(struct clerk *clerk, day_t today)
{
    struct use_digest digest;
    enum result result;
    if (!clerk->has_log_seed)
        return RESULT_DENIED;
    while ((result = use_digest_next(clerk->db, today, &digest)) == RESULT_OK) {
        use_digest_sign(clerk->log_seed, &digest);
        result = use_digest_put(clerk->db, &digest);
        if (result != RESULT_OK && result != RESULT_CONFLICT)
            return result;
        clerk_alive(clerk);
    }
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

/* The law counts from the end of the event to the same day five years later. */
static enum result end_retention(struct clerk *clerk, day_t today)
{
    const day_t until = day_add_months(today, -12 * RETENTION_YEARS) - 1;
    enum result result;
    uint32_t done, all = 0;
    do {
        result = chore_end_retention(clerk->db, until, RETENTION_BITE, &done);
        all += done;
        clerk_alive(clerk);
    } while (result == RESULT_OK && done >= RETENTION_BITE && !clerk->stop());
    if (all > 0)
        log_info("retention is over for %u records", all);
    return result;
}

static const struct {
    const char *kind;
    enum result (*run)(struct clerk *clerk, day_t today);
    const char *fault; /* what the console shows when it fails without a better word */
    unsigned after;    /* seconds after midnight: not before */
} daily[] = {
    {"use_log.digest", sign_use_log, "使用日志的当日摘要未能签名", 900 /* an entry of the last second may still be on its way */},
    {"retention", end_retention, "五年保存期满的处理未能完成", 0},
};
#define DAILY (sizeof daily / sizeof daily[0])

/* Messages and the end of their job in one transaction: nobody is told twice. */
struct telling { struct clerk *clerk; const struct job *job; };

static enum result tell(struct db *db, void *context)
{
    const struct telling *telling = context;
    uint32_t done;
    const enum result result = chore_tell_recipients(db, telling->job->argument, clock_now(), &done);
    return result == RESULT_OK ? job_done(db, telling->job, telling->clerk->owner) : result;
}

static enum result run(struct clerk *clerk, const struct job *job)
{
    day_t today;
    for (size_t i = 0; i < DAILY; i++) {
        if (strcmp(job->kind, daily[i].kind) != 0)
            continue;
        const enum result result = day_parse(job->argument, &today) ? daily[i].run(clerk, today) : RESULT_INVALID;
        if (result == RESULT_OK)
            return job_done(clerk->db, job, clerk->owner);
        if (result == RESULT_UNAVAILABLE)
            return result; /* the lease runs out */
        return job_failed(clerk->db, job, clerk->owner, result == RESULT_DENIED ? "缺少密钥（creditctl keys init）" : daily[i].fault, clock_now());
    }
    if (strcmp(job->kind, "wrong_data") == 0) {
        struct telling telling = {clerk, job};
        const enum result result = db_transaction_committed(clerk->db, tell, &telling);
        return result == RESULT_OK || result == RESULT_UNAVAILABLE || result == RESULT_CONFLICT
                   ? result : job_failed(clerk->db, job, clerk->owner, "未能通知收到错误信息的人", clock_now());
    }
    return job_failed(clerk->db, job, clerk->owner, "没有办理这种作业的程序", clock_now());
}

enum result clerk_jobs(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    struct job jobs[JOBS_MAX];
    size_t count = 0;
    char day[DAY_TEXT];
    const time_t now = clock_now();
    enum result result = RESULT_OK;
    *done = 0;
    day_format(day_today_shanghai(now), day);
    for (size_t i = 0; i < DAILY && result == RESULT_OK; i++)
        result = job_add(clerk->db, daily[i].kind, day, day_start_shanghai(day_today_shanghai(now)) + daily[i].after);
    if (result == RESULT_OK)
        result = job_take(clerk->db, clerk->owner, LEASE_SECONDS, now, jobs, limit < JOBS_MAX ? limit : JOBS_MAX, &count);
    for (size_t i = 0; i < count && result == RESULT_OK && !clerk->stop(); i++) {
        result = run(clerk, &jobs[i]);
        if (result == RESULT_CONFLICT)
            result = RESULT_OK; /* another took it over */
        *done += result == RESULT_OK;
    }
    return result;
}
