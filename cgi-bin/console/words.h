/* The Chinese words for codes that only staff see. */
#ifndef CONSOLE_WORDS_H
#define CONSOLE_WORDS_H

#include "domain/casework.h"

/* Each gives the code itself for one that is unknown, "" for none. */
const char *word_reason(enum case_kind kind, const char *code);   /* of a case */
const char *word_record_state(const char *code);
const char *word_record_event(const char *code);
const char *word_purpose(const char *code);                       /* of an attachment */
const char *word_channel(const char *code);                       /* mail sms desk */
const char *word_notice_state(const char *code);
const char *word_template(const char *code);                      /* of a notice */
const char *word_action(const char *code);                        /* of the use log */
const char *word_report(const char *code);                        /* kind of report, letters too */
const char *word_fault(const char *kind);         /* of what could not be made: 专项信用报告 … 时间戳 */
const char *word_verdict(const char *code);                       /* of a verification */
const char *word_expiry(const char *code);                        /* what ends: role of a certificate or list */
const char *word_job(const char *code);                           /* kind of work in the background */
const char *word_role(const char *code);
const char *word_actor(const char *role);                         /* who made a move: a role, applicant, clerk (the background worker) */

#endif
