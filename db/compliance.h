/* The fields of administration of db/data/domains.csv in memory: read once, before a program forks. */
#ifndef DB_COMPLIANCE_H
#define DB_COMPLIANCE_H

#include "base/result.h"
#include "domain/compliance.h"

/* Reads `folder`/domains.csv into a zeroed *out; logs what is wrong. RESULT_INVALID: it cannot be read, or a line is wrong. */
enum result compliance_load(const char *folder, struct compliance *out) MUST_CHECK;

#endif
