/* The credit report (公共信用信息报告 V2.0) and its sisters: from plain data to a PDF that waits for its seal.

   Nothing here knows of records, sets or laws: the caller hands over what is to be read, in its order. */
#ifndef DOC_CREDIT_REPORT_H
#define DOC_CREDIT_REPORT_H

#include "doc/cover.h"

#define REPORT_VERSION "V2.0"
#define REPORT_SECTIONS_MAX 12
#define REPORT_NOTHING "查询期内无相关信息"
#define REPORT_NOT_ASKED "未在查询范围内" /* in place of REPORT_NOTHING and of a count */
#define REPORT_UNDELIVERED "来源未报送"          /* nothing of a class or list was delivered: never said to be nothing */
#define REPORT_PARTLY "（部分来源未报送）"       /* behind a count or REPORT_NOTHING */

/* The sections of V2.0 in their order; their numbers 一 … 十一 come from the place in the list. */
enum report_part {
    PART_REGISTRATION,   /* 登记注册基础信息 */
    PART_ADMINISTRATION, /* 行政管理信息 */
    PART_HONOUR,         /* 诚实守信相关荣誉信息 */
    PART_SERIOUS,        /* 严重失信主体名单信息 */
    PART_ABNORMAL,       /* 经营（活动）异常名录（状态）信息 */
    PART_COMMITMENT,     /* 信用承诺信息 */
    PART_EVALUATION,     /* 信用评价信息 */
    PART_JUDICIAL,       /* 司法判决及执行信息 */
    PART_OTHER,          /* 其他信息 */
    PART_ADVICE,         /* 信用状况提升建议 */
    PART_LOCAL,          /* 公共信用信息地方补充内容 */
    REPORT_PARTS
};
/* Their titles without number. */
extern const char *const REPORT_PART_TITLE[REPORT_PARTS];

/* A record: labelled values in the catalogue's order. Short ones stand two in a row. */
struct report_entry {
    const struct paper_pair *pairs;
    size_t n;
};

/* Records of one kind, newest first, numbered 第 1 条 … */
struct report_group {
    const char *title;     /* 行政许可信息; NULL: the section's only group */
    const struct report_entry *entries; /* NULL: `make` gives them, since thousands would take more memory than what they are made of */
    bool (*make)(void *source, size_t i, struct report_entry *out); /* it stays until the next is made; false: not to be had */
    void *source;
    size_t n;
    const char *nothing;   /* what is said when n is 0; NULL: REPORT_NOTHING */
    bool numbered;         /* false: no 第 n 条, as for the registration */
};

struct report_section {
    const char *title;               /* as REPORT_PART_TITLE */
    const struct report_group *groups;
    size_t n;                        /* none, and no text: `nothing` */
    const char *nothing;             /* NULL: REPORT_NOTHING */
    const char *const *paragraphs;   /* text instead of or below the groups */
    size_t paragraph_count;
};

/* A count of the summary. */
struct report_count {
    const char *label;   /* 行政处罚 */
    unsigned long n;
    bool not_asked;      /* the class was not asked for: no count at all, never 0 */
    const char *instead; /* in place of the figure: REPORT_UNDELIVERED; NULL: the figure */
    const char *remark;  /* below it: REPORT_PARTLY; NULL: none */
};

/* What was found in a field of administration, of one department (信用代证). */
struct report_domain {
    const char *domain;    /* 市场监管 */
    const char *unit;      /* the department; NULL: not known */
    unsigned long n;       /* violations */
    bool reported;         /* false: its information was not delivered, nothing found says nothing */
    const char *delivered; /* day of the last delivery; NULL: never */
    bool overdue;          /* the next one should have come: said beside the day */
};

/* A list that was looked through, and how fresh it is. */
struct report_source {
    const char *set;       /* 行政处罚决定信息 */
    const char *unit;      /* who delivers it */
    const char *delivered; /* day or moment of the last delivery as it is shown; NULL: never */
    const char *remark;    /* such as 每周; NULL for none */
    bool overdue;          /* the next delivery should have come: said beside the day */
    bool honour;           /* of a search's lists: it honours; the others warn */
};

/* How the reader objects, repairs and verifies; NULL leaves a sentence out. */
struct report_help {
    const char *objection; /* the address for objections */
    const char *repair;    /* … for repair */
    const char *phone;
};

struct credit_report {
    struct paper_head head;
    const char *name;                   /* of the subject */
    const char *code_label, *code;      /* 统一社会信用代码 and its value; of a person the masked number */
    const char *purpose, *recipient;    /* of full and compliance reports; NULL: no such line */
    const char *authority;              /* whose written authority; NULL: no such line */
    const char *scope;                  /* what was asked for, in a few words for the cover; NULL: no such line */
    const char *asked;                  /* the same at full length, above the summary; NULL: no such paragraph */
    const char *period;                 /* what period was asked for; NULL: no such line */
    const struct paper_label *labels;
    size_t label_count;
    const struct report_count *counts;
    size_t count_count;
    const struct report_domain *domains; /* in place of the counts: a table */
    size_t domain_count;                /* 0: the counts */
    unsigned open_objections;           /* records under objection: said, without content */
    const struct report_section *sections;
    size_t section_count;
    const struct report_source *sources;
    size_t source_count;
    const struct report_source *missing; /* sources that have not delivered, or not in time: named, never counted as nothing found */
    size_t missing_count;
    struct report_help help;
    const char *const *notes;           /* more paragraphs for 报告说明 */
    size_t note_count;
};

/* RESULT_INVALID: a text that is not UTF-8 or has a sign without glyph, a limit; RESULT_ERROR: no memory. The fault says
   what and where. output is freed by pdf_output_free; on failure it is empty. */
enum result credit_report_write(struct press *press, const struct credit_report *report, struct pdf_output *output,
                                struct paper_fault *fault) MUST_CHECK;

/* 公开信息查询证明: which public lists were searched for up to PROOF_FIRMS_MAX firms, and what was found. */
#define PROOF_FIRMS_MAX 50

/* What one list says of one firm. */
struct proof_result {
    unsigned long n;       /* records found; 0: 未查见 */
    const char *details;   /* document numbers and days of what was found, and what must be said of the list; NULL for none */
};

struct proof_firm {
    const char *name, *code;
    bool known;                          /* false: no such subject in the province's register; said so */
    unsigned open_objections;
    const struct proof_result *results;  /* one a list, in the lists' order */
};

struct search_proof {
    struct paper_head head;
    const char *rows;                    /* the digest of several firms' codes and results, as people compare it; NULL: no such line */
    const struct proof_firm *firms;
    size_t firm_count;
    const struct report_source *lists;   /* that were searched */
    size_t list_count;
    const struct report_source *missing;
    size_t missing_count;
    struct report_help help;
};

enum result search_proof_write(struct press *press, const struct search_proof *proof, struct pdf_output *output,
                               struct paper_fault *fault) MUST_CHECK;

/* What credit_report.c, domain_table.c and search_proof.c share. */
void report_domains(struct flow *flow, tag_t parent, const struct report_domain *domains, size_t n);
void report_sources(struct flow *flow, tag_t parent, const struct report_source *sources, size_t n);
void report_missing(struct flow *flow, tag_t parent, const struct report_source *missing, size_t n);
void report_help_text(struct flow *flow, tag_t parent, const struct report_help *help, const char *verify);

#endif
