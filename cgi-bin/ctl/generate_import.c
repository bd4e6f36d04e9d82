/* Gives the generator's rows to the import, set by set, and carries out what was decided about them afterwards. */
#include "ctl/generate_import.h"

#include "db/record.h"
#include "domain/row.h"

#include <stdlib.h>
#include <string.h>

#define ROW_MEMORY (1024 * 1024) /* of one row while its identity is taken: CSV_ROW_MAX bounds a row so too */
#define ACTOR "generate"
#define HOLD_RULE "liaoning-2016" /* rule set of 辽宁省公共信用信息管理办法 art. 20–21 */

/* A decision that waits for its record to be written. */
struct pending {
    unsigned char identity[ROW_DIGEST];
    enum generate_action action;
    char *document_no, *reason;
};

struct generate_import {
    struct generate_sink sink;
    struct ctl *ctl;
    const struct import_base *base;
    struct intake *intake;       /* of the set in hand; NULL between two */
    const struct info_set *set;
    size_t line;
    size_t *lens;                /* of the row in hand */
    size_t lens_n;
    uint64_t total, given;
    struct arena arena;
    struct pending *pending;
    size_t pending_n, pending_cap;
    struct generate_import_counts counts;
};

static bool take_lengths(struct generate_import *import, const char *const *values, size_t n)
{
    if (n > import->lens_n) {
        size_t *more = realloc(import->lens, n * sizeof(*more));
        if (more == NULL)
            return false;
        import->lens = more;
        import->lens_n = n;
    }
    for (size_t i = 0; i < n; i++)
        import->lens[i] = strlen(values[i]);
    return true;
}

static void forget_pending(struct generate_import *import)
{
    for (size_t i = 0; i < import->pending_n; i++) {
        free(import->pending[i].document_no);
        free(import->pending[i].reason);
    }
    import->pending_n = 0;
}

static enum result on_begin(void *ctx, const char *set_code, const char *unit_code, const char *const *fields, size_t n)
{
    struct generate_import *import = ctx;
    const struct intake_options options = {.set = set_code, .source = unit_code, .file_name = "generate", .quiet = true};
    import->set = catalogue_by_code(&import->base->catalogue, set_code);
    import->line = 1;
    if (import->set == NULL) {
        complain("generate: the database does not know the set %s: load the catalogue first", set_code);
        return RESULT_INVALID;
    }
    if (!take_lengths(import, fields, n))
        return RESULT_ERROR;
    enum result result = intake_open(import->ctl, import->base, &options, &import->intake);
    return result == RESULT_OK ? intake_columns(import->intake, fields, import->lens, n) : result;
}

/* Keeps the decision under the identity that the import will give to the row. */
static enum result keep_decision(struct generate_import *import, const char *const *values, size_t n,
                                 const struct generate_decision *decision)
{
    struct row_cell cells[CATALOGUE_FIELDS_MAX];
    struct row row;
    const struct row_rules rules = {import->set, &import->base->divisions, &import->base->grades, DIVISION_PROVINCE,
                                    import->base->record_key, import->base->today};
    if (import->pending_n == import->pending_cap) {
        size_t cap = import->pending_cap * 2 + 64;
        struct pending *more = realloc(import->pending, cap * sizeof(*more));
        if (more == NULL)
            return RESULT_ERROR;
        import->pending = more;
        import->pending_cap = cap;
    }
    for (size_t i = 0; i < n; i++)
        cells[i] = (struct row_cell){values[i], import->lens[i]};
    arena_reset(&import->arena);
    enum result result = row_read(&rules, cells, &import->arena, &row);
    if (result != RESULT_OK || row.rejected)
        return result;
    struct pending *p = &import->pending[import->pending_n];
    memcpy(p->identity, row.identity, ROW_DIGEST);
    p->action = decision->action;
    p->document_no = strdup(decision->document_no);
    p->reason = strdup(decision->reason);
    import->pending_n++; /* counted even when a copy failed, so that both are freed */
    return p->document_no != NULL && p->reason != NULL ? RESULT_OK : RESULT_ERROR;
}

static enum result on_row(void *ctx, const char *set_code, const char *const *values, size_t n,
                          const struct generate_decision *decision)
{
    struct generate_import *import = ctx;
    (void)set_code;
    if (!take_lengths(import, values, n))
        return RESULT_ERROR;
    enum result result = intake_row(import->intake, ++import->line, values, import->lens, n);
    if (result == RESULT_OK && decision != NULL)
        result = keep_decision(import, values, n, decision);
    import->given++;
    return result;
}

static enum result carry_out(struct generate_import *import, const struct pending *p)
{
    struct db *db = import->ctl->db;
    uint64_t id = 0;
    enum result result = record_by_identity(db, import->set->number, p->identity, &id);
    if (result == RESULT_OK) {
        switch (p->action) {
        case GENERATE_HOLD: result = record_hold_open(db, id, p->document_no, HOLD_RULE, ACTOR); break;
        case GENERATE_REPAIR: result = record_repair(db, id, ACTOR, p->document_no, p->reason); break;
        case GENERATE_ANNUL: result = record_annul(db, id, ACTOR, p->document_no, p->reason); break;
        case GENERATE_WITHDRAW: result = record_withdraw(db, id, ACTOR, p->document_no, p->reason); break;
        case GENERATE_DELETE: result = record_delete(db, id, ACTOR, p->document_no, p->reason); break;
        }
    }
    bool gone = result == RESULT_NOT_FOUND || result == RESULT_CONFLICT;
    import->counts.decided += result == RESULT_OK;
    import->counts.undecided += gone;
    return gone ? RESULT_OK : result;
}

static enum result end_delivery(struct generate_import *import, bool failed)
{
    struct import_counts counts = {0};
    if (import->intake == NULL)
        return RESULT_OK;
    enum result result = intake_close(import->intake, failed, &counts);
    import->intake = NULL;
    import->counts.rows.accepted += counts.accepted;
    import->counts.rows.flagged += counts.flagged;
    import->counts.rows.rejected += counts.rejected;
    import->counts.rows.changed += counts.changed;
    return result;
}

static enum result on_end(void *ctx, const char *set_code)
{
    struct generate_import *import = ctx;
    enum result result = end_delivery(import, false);
    for (size_t i = 0; result == RESULT_OK && i < import->pending_n; i++)
        result = carry_out(import, &import->pending[i]);
    forget_pending(import);
    progress("%s: %llu of %llu rows", set_code, (unsigned long long)import->given, (unsigned long long)import->total);
    return result;
}

enum result generate_import_open(struct ctl *ctl, const struct import_base *base, uint64_t total, struct generate_import **out)
{
    struct generate_import *import = calloc(1, sizeof(*import));
    *out = import;
    if (import == NULL)
        return RESULT_ERROR;
    import->sink = (struct generate_sink){import, true, on_begin, on_row, on_end};
    import->ctl = ctl;
    import->base = base;
    import->total = total;
    arena_init(&import->arena, ROW_MEMORY);
    return RESULT_OK;
}

const struct generate_sink *generate_import_sink(const struct generate_import *import)
{
    return &import->sink;
}

enum result generate_import_close(struct generate_import *import, struct generate_import_counts *counts)
{
    if (import == NULL)
        return RESULT_OK;
    progress_end();
    enum result result = end_delivery(import, true);
    *counts = import->counts;
    forget_pending(import);
    free(import->pending);
    free(import->lens);
    arena_free(&import->arena);
    free(import);
    return result;
}
