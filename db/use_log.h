/* The use log: who looked at what that is not public, when and for what. Kept at least five years
 * (辽宁省公共信用信息管理办法 art. 18), changed by nobody: accounts may add and (auditor's page) read. No log, no answer. */
#ifndef DB_USE_LOG_H
#define DB_USE_LOG_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct db;

struct use_entry { uint64_t id; time_t at; const char *actor, *action, *object, *purpose; };
/* action: case.read case.reveal attachment.read record.read report.issue report.download report.check log.read sign_in … */
enum result use_log_add(struct db *db, const char *actor, const char *action, const char *object, const char *purpose) MUST_CHECK;
struct use_query { const char *actor, *action, *object; day_t from, until; uint64_t before; /* id; 0: newest */ size_t max; };
enum result use_log_read(struct db *db, const struct use_query *query, struct arena *arena, struct use_entry *out, size_t *count) MUST_CHECK;
/* One digest a day over its entries and the digest of the day before, signed: what is changed later shows. */
struct use_digest { day_t day; uint64_t first, last, count; unsigned char digest[32], signature[64]; };
/* The next day that is over and has no digest yet; RESULT_NOT_FOUND: none. The clerk signs it. */
enum result use_digest_next(struct db *db, day_t today, struct use_digest *out) MUST_CHECK;
enum result use_digest_put(struct db *db, const struct use_digest *digest) MUST_CHECK;
enum result use_digest_list(struct db *db, day_t from, struct use_digest *out, size_t max, size_t *count) MUST_CHECK;
/* Computes a day's digest anew, to compare. */
enum result use_digest_compute(struct db *db, day_t day, struct use_digest *out) MUST_CHECK;

/* Signs a digest with an Ed25519 key by its seed; whether a signature is that of the public half (creditctl log verify). */
void use_digest_sign(const unsigned char seed[32], struct use_digest *digest);
bool use_digest_good(const unsigned char public[32], const struct use_digest *digest) MUST_CHECK;

#endif
