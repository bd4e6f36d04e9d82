/* A form on its way from an empty page to a filed case: shown, faulty and shown again with everything kept, looked over, filed.
   Objection, repair and complaint are three sheets of one kind. */
#ifndef FILING_SHEET_H
#define FILING_SHEET_H

#include "base/result.h"
#include "db/casefile.h"
#include "filing/applicant.h"
#include "filing/papers.h"
#include "web/form.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct filing;
struct info_set;
struct request;
struct response;
struct sheet_work;
struct view;

/* A line of the page on which an applicant looks over what was filled in. */
struct sheet_line {
    const char *group;                    /* heading; lines of one group stand together; NULL ends the table */
    const char *anchor;                   /* of the group's part of the form */
    const char *field, *label;
    const char *(*word)(const char *code);/* what a chosen code means; NULL: the text itself */
};

struct sheet {
    enum case_kind kind;
    const char *address;                  /* where it is posted: "/objections" */
    const char *page;                     /* where it is opened: "/objections/new" */
    const char *title;
    const char *template;                 /* of the form */
    const struct paper_field *papers;     /* ends with a NULL field */
    const struct sheet_line *lines;
    bool with_record;                     /* it is about a record */
    enum result (*check)(struct sheet_work *work); /* faults beyond the declared fields; RESULT_OK unless the database fails */
    const char *(*name)(const struct sheet_work *work, const char *field, const char *code); /* what a code means that data names; NULL: none, or the line's word */
    void (*show)(struct sheet_work *work);         /* what the form shows beside its values */
};

/* One request with a sheet. */
struct sheet_work {
    struct filing *filing;
    struct request *request;
    struct view *view;
    struct response *response;
    const struct sheet *sheet;
    struct form_values *values;
    const char *cookie;                   /* this browser's */
    const char *key_text;                 /* idempotency key as in the form */
    struct papers papers;
    struct case_record record;            /* set when has_record */
    const struct info_set *set;           /* the record's; NULL without one */
    bool has_record, record_gone;         /* gone: record.id alone is known */
    /* made right by check */
    char code[APPLICANT_CODE], agent_code[APPLICANT_CODE], phone[APPLICANT_PHONE], mail[APPLICANT_MAIL];
    bool person;
};

/* Opens an empty form: cookie, token, a new key. The record (when the sheet has one) is in work->record already. */
enum result sheet_open(struct sheet_work *work) MUST_CHECK;
/* A POST. `again`: its token is bad or too old: the form once more with everything kept, as 403. */
enum result sheet_post(const struct sheet *sheet, struct request *request, struct view *view, struct response *response, struct filing *filing,
                       bool again) MUST_CHECK;

/* The record that the field `record` or the query names: a number, or a link to its page. RESULT_OK and work->record; RESULT_NOT_FOUND: there is
   none that can be filed about. */
enum result sheet_record(struct sheet_work *work, const char *text) MUST_CHECK;
/* The record's number out of what somebody typed or pasted; 0: there is none in it. Pure. */
uint64_t sheet_record_number(const char *text);
/* record.* for the templates. */
void sheet_show_record(struct sheet_work *work);
/* Checks who applies: applicant_*, agent_*, phone, email; fills work->code and its sisters. */
void sheet_check_applicant(struct sheet_work *work);
/* The digest of what a form says: its declared fields in order but for those that only carry it, and its files. */
void sheet_digest(const struct form_values *values, const struct papers *papers, unsigned char digest[32]);

/* Files the case of a checked sheet and sends the browser to its receipt. */
enum result sheet_file(struct sheet_work *work) MUST_CHECK;

#endif
