/* Official letters to a party of a case: 受理通知书, 补正告知书, 异议处理结果告知书, 信用修复决定书 and others, as a PDF that
   waits for its seal. What a letter says comes from the caller; how it looks, from here. */
#ifndef DOC_LETTER_H
#define DOC_LETTER_H

#include "doc/cover.h"

struct letter_row {
    const char *cell[FLOW_COLUMNS_MAX];
};

/* A piece of the body, in its order. */
struct letter_part {
    enum {
        LETTER_TEXT,   /* a paragraph */
        LETTER_PAIRS,  /* labelled values: what the case is about */
        LETTER_TABLE,  /* a table with heads: deadlines (事项, 期限, 依据, 届满日), what is missing */
        LETTER_BASIS,  /* the legal basis, a paragraph an entry */
    } kind;
    const char *heading;               /* a small heading above; NULL for none */
    const char *text;                  /* LETTER_TEXT: line feeds begin a paragraph */
    const struct paper_pair *pairs;    /* LETTER_PAIRS */
    const char *const *basis;          /* LETTER_BASIS */
    const char *head[FLOW_COLUMNS_MAX]; /* LETTER_TABLE: labels of the columns */
    const struct letter_row *rows;
    size_t columns;
    size_t n;                          /* pairs, rows or entries */
};

struct letter {
    struct paper_head head;       /* title: 信用信息异议申请受理通知书; number: of the letter; qr, code: as a report's */
    const char *reference;        /* the number as it is cited, such as 辽信异受〔2026〕12号; NULL: the head's number */
    const char *addressee;        /* who it is to */
    const struct letter_part *parts;
    size_t part_count;
    const char *closing;          /* 特此通知。 NULL for none */
    const char *contact;          /* whom to ask, in a line; NULL for none */
};

/* As credit_report_write. The seal is on the last page, over issuer and date. */
enum result letter_write(struct press *press, const struct letter *letter, struct pdf_output *output, struct paper_fault *fault) MUST_CHECK;

#endif
