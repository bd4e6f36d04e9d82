/* The head that all our papers share: what it is, its number, how it is proved, who seals it; and the cover that shows it. */
#ifndef DOC_COVER_H
#define DOC_COVER_H

#include "doc/flow.h"
#include "doc/seal.h"

#include <time.h>

#define PAPER_DEMO "演示数据，无法律效力" /* across every page and in its foot */

/* The texts are the caller's. */
struct paper_head {
    const char *title;        /* 公共信用信息报告 */
    const char *subtitle;     /* below the title; NULL: none */
    const char *number;       /* of the report or letter */
    time_t issued;
    const char *issuer;       /* who issues and seals it */
    const char *site;         /* the site's name, above the title */
    const char *code;         /* twelve digits: the verification code */
    const char *qr;           /* what the QR code says: the address with the offline signature */
    const char *verify;       /* the address where number and code are typed, such as https://…/verify */
    const char *fingerprint;  /* of the public key of the offline signature; NULL: none */
    struct seal seal;         /* in a demonstration its line is 演示专用章 */
    bool demonstration;       /* PAPER_DEMO on every page */
};

/* A label on the cover, such as 守信激励对象. */
struct paper_label {
    const char *text;
    enum { LABEL_PLAIN, LABEL_GOOD, LABEL_WATCH, LABEL_BAD } tone;
};

/* A labelled value. Without a value: FLOW_EMPTY. */
struct paper_pair {
    const char *label, *value;
};

/* Begins the document of a head: metadata, watermark, running head (left: `name`, right: the number) and foot.
   `what` says in a line what it is; lean as in pdf_meta. NULL and a fault: a text that is not UTF-8, or no memory. */
struct pdf *paper_begin(struct press *press, const struct paper_head *head, const char *name, const char *what, bool lean,
                        struct flow *flow, struct paper_fault *fault) MUST_CHECK;
/* Ends it: writes the document, frees flow and pdf. */
enum result paper_end(struct flow *flow, struct pdf_output *output, struct paper_fault *fault) MUST_CHECK;

/* The cover, a page of its own: title, name, labels, pairs, seal, verification. */
void cover_page(struct flow *flow, tag_t parent, const struct paper_head *head, const char *name, const struct paper_label *labels,
                size_t label_count, const struct paper_pair *pairs, size_t pair_count);

#define VERIFY_HEIGHT 178.0
/* The block with QR code, verification code and how to verify, VERIFY_HEIGHT high from y up. Of the whole FLOW_WIDTH, or
   less, so that the seal finds place beside it. */
void paper_verify(struct flow *flow, tag_t parent, const struct paper_head *head, double y, double width);
/* Issuer and date, right-aligned at x, with the seal over them; y is the middle of the seal. */
void paper_seal(struct flow *flow, tag_t parent, const struct paper_head *head, double x, double y);

#endif
