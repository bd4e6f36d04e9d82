/* creditctl import: a department's file into an information set. */
#include "ctl/import.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/vault.h"
#include "ctl/keys.h"
#include "ctl/text.h"
#include "db/catalogue.h"
#include "db/db.h"
#include "db/name_index.h"
#include "domain/name.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_ARENA (512u << 20)     /* a transaction's rows; it is written early when half of this is used */
#define SEEN_START (1u << 16)       /* places of the table of rows seen; a power of two */
#define ACTOR "creditctl"

/* ------------------------------------------------ what every import needs */

static void forget(struct import_base *base)
{
    catalogue_free(&base->catalogue);
    divisions_free(&base->divisions);
    source_units_free(&base->units);
    vault_close(base->vault);
    sodium_memzero(base, sizeof *base);
}

bool import_base_load(struct ctl *ctl, struct import_base *base)
{
    const char *dir = config_text(ctl->config, "keys_dir", NULL);
    unsigned char identity[crypto_kdf_KEYBYTES];
    enum result result;
    memset(base, 0, sizeof *base);
    indexer_start(&base->indexer, ctl->config);
    catalogue_init(&base->catalogue);
    divisions_init(&base->divisions);
    if (!dir) {
        complain("the configuration has no keys_dir");
        goto failed;
    }
    if (!ctl_open(ctl, "ctl") || key_read(dir, "identity.key", identity, sizeof identity) != RESULT_OK)
        goto failed;
    crypto_kdf_derive_from_key(base->record_key, sizeof base->record_key, 1, "records ", identity);
    sodium_memzero(identity, sizeof identity);
    base->today = day_today_shanghai(clock_now());
    if (persons_open(dir, &base->vault) != RESULT_OK)
        goto failed;
    result = name_open();
    if (result == RESULT_OK)
        result = catalogue_load(ctl->db, &base->catalogue);
    if (result == RESULT_OK)
        result = divisions_load(ctl->db, &base->divisions);
    if (result == RESULT_OK)
        result = source_units_load(ctl->db, &base->units);
    if (result == RESULT_OK)
        result = grade_rules_load(ctl->db, &base->grades, NULL);
    if (outcome(result, "reference data") == EXIT_DONE)
        return true;
failed:
    indexer_stop(&base->indexer);
    forget(base);
    return false;
}

enum result import_base_free(struct ctl *ctl, struct import_base *base)
{
    indexer_stop(&base->indexer);
    forget(base);
    return name_index_take_all(ctl->db);
}

/* ------------------------------------------------ rows seen in this delivery */

/* The first row of an identity counts, later ones that differ are rejected: so the same file ends the same each time. */
struct seen_row {
    uint64_t identity;   /* its first eight bytes: with five million rows two agree by chance once in a million files */
    uint64_t digest;
    uint64_t line;       /* 0: free */
};
struct seen {
    struct seen_row *rows;
    size_t size, count;
};

static uint64_t eight(const unsigned char *bytes)
{
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

static struct seen_row *seen_place(const struct seen *seen, uint64_t identity)
{
    size_t at = (size_t)identity & (seen->size - 1);
    while (seen->rows[at].line && seen->rows[at].identity != identity)
        at = (at + 1) & (seen->size - 1);
    return &seen->rows[at];
}

static bool seen_grow(struct seen *seen)
{
    struct seen more = {NULL, seen->size ? seen->size * 2 : SEEN_START, seen->count};
    more.rows = calloc(more.size, sizeof *more.rows);
    if (!more.rows)
        return false;
    for (size_t i = 0; i < seen->size; i++)
        if (seen->rows[i].line)
            *seen_place(&more, seen->rows[i].identity) = seen->rows[i];
    free(seen->rows);
    *seen = more;
    return true;
}

/* ------------------------------------------------ intake */

struct intake {
    struct ctl *ctl;
    const struct import_base *base;
    struct intake_options options;
    const struct info_set *set;
    const struct source_unit *unit;
    struct row_rules rules;
    struct import *import;                /* NULL: dry run */
    size_t columns;                       /* of the file */
    bool columns_said;                    /* unknown columns were listed already */
    int place[CATALOGUE_FIELDS_MAX];      /* of each field in the file; -1: no such column */
    struct seen seen;
    struct arena arena;                   /* of the rows that wait */
    struct import_row rows[IMPORT_ROWS];
    struct row read[IMPORT_ROWS];
    size_t count;
    struct import_counts counts;
    uint64_t done;
    int64_t started, shown;
};

static enum result find_set(struct intake *intake)
{
    const struct import_base *base = intake->base;
    intake->set = catalogue_by_code(&base->catalogue, intake->options.set);
    if (!intake->set) {
        complain("no information set %s; see: creditctl catalogue list", intake->options.set);
        return RESULT_INVALID;
    }
    const char *unit = intake->options.source ? intake->options.source : intake->set->unit;
    intake->unit = source_unit_by_code(&base->units, unit);
    if (!intake->unit) {
        complain("no source unit %s", unit);
        return RESULT_INVALID;
    }
    intake->rules = (struct row_rules){intake->set, &base->divisions, &base->grades, intake->unit->region, base->record_key, base->today};
    return RESULT_OK;
}

enum result intake_open(struct ctl *ctl, const struct import_base *base, const struct intake_options *options, struct intake **out)
{
    static const unsigned char no_digest[32];
    struct intake *intake = calloc(1, sizeof *intake);
    *out = NULL;
    if (!intake)
        return RESULT_ERROR;
    intake->ctl = ctl;
    intake->base = base;
    intake->options = *options;
    intake->started = clock_monotonic_ms();
    arena_init(&intake->arena, ROWS_ARENA);
    enum result result = find_set(intake);
    if (result == RESULT_OK && !seen_grow(&intake->seen))
        result = RESULT_ERROR;
    if (result == RESULT_OK && !options->dry_run) {
        struct import_delivery delivery = {intake->set, &base->divisions, base->vault, intake->unit->id, options->file_name,
                                           options->sha256 ? options->sha256 : no_digest, ACTOR, base->today};
        result = import_open(ctl->db, &delivery, &intake->import);
        if (result == RESULT_CONFLICT)
            complain("another import into %s is under way", options->set);
    }
    if (result == RESULT_OK) {
        *out = intake;
        return RESULT_OK;
    }
    free(intake->seen.rows);
    free(intake);
    return result;
}

enum result intake_columns(struct intake *intake, const char *const *names, const size_t *lens, size_t n)
{
    enum result result = RESULT_OK;
    for (size_t f = 0; f < intake->set->field_count; f++)
        intake->place[f] = -1;
    intake->columns = n;
    for (size_t i = 0; i < n; i++) {
        const struct field *field = lens[i] ? info_set_column(intake->set, names[i], lens[i]) : NULL;
        if (!field) {
            if (lens[i] && !intake->options.quiet && !intake->columns_said)
                printf("column %zu: unknown: %.*s\n", i + 1, (int)(lens[i] < 200 ? lens[i] : 200), names[i]);
        } else if (intake->place[field->ordinal] >= 0) {
            complain("columns %d and %zu are both %s %s", intake->place[field->ordinal] + 1, i + 1, field->code, field->label);
            result = RESULT_INVALID;
        } else {
            intake->place[field->ordinal] = (int)i;
        }
    }
    for (size_t f = 0; f < intake->set->field_count; f++) {
        const struct field *field = &intake->set->fields[f];
        if (intake->place[f] < 0 && (field->required || field->role == ROLE_NAME || field->role == ROLE_DECIDED_ON)) {
            complain("缺少列：%s %s", field->code, field->label);
            result = RESULT_INVALID;
        }
    }
    return result;
}

/* ------------------------------------------------ what is said of a row */

static void print_issue(const struct intake *intake, size_t line, const char *kind, const struct field *field, const char *reason)
{
    if (intake->options.quiet)
        return;
    if (field)
        printf("line %zu: %s: %s %s: %s\n", line, kind, field->code, field->label, reason);
    else
        printf("line %zu: %s: %s\n", line, kind, reason);
}

static void print_row(const struct intake *intake, const struct import_row *item)
{
    const struct row *row = item->row;
    for (size_t i = 0; i < row->issue_count; i++)
        print_issue(intake, item->line, row->rejected ? "rejected" : "flagged", row->issues[i].field, row->issues[i].reason);
    if (!row->rejected && item->remark)
        print_issue(intake, item->line, "flagged", intake->set->roles[ROLE_NAME], item->remark);
    if (!row->rejected && item->fate == IMPORT_DECISION)
        print_issue(intake, item->line, "flagged", NULL, item->decided);
}

static void show_progress(struct intake *intake)
{
    int64_t now = clock_monotonic_ms();
    if (now - intake->shown < 500)
        return;
    intake->shown = now;
    double rate = now > intake->started ? (double)intake->done * 1000 / (double)(now - intake->started) : 0;
    if (intake->options.rows)
        progress("%s: %llu of %llu rows (%d%%), %.0f a second", intake->set->code, (unsigned long long)intake->done,
                 (unsigned long long)intake->options.rows, (int)(intake->done * 100 / intake->options.rows), rate);
    else
        progress("%s: %llu rows, %.0f a second", intake->set->code, (unsigned long long)intake->done, rate);
}

/* ------------------------------------------------ rows */

static enum result flush(struct intake *intake)
{
    enum result result = RESULT_OK;
    if (!intake->count)
        return RESULT_OK;
    if (intake->import)
        result = import_rows(intake->import, intake->rows, intake->count);
    if (result != RESULT_OK)
        return result;
    if (intake->count == IMPORT_ROWS) /* a small delivery is indexed at its end */
        indexer_wake(&intake->base->indexer);
    for (size_t i = 0; i < intake->count; i++) {
        const struct import_row *item = &intake->rows[i];
        bool written = !item->row->rejected && intake->import &&
                       (item->fate == IMPORT_NEW || item->fate == IMPORT_CORRECTED || item->fate == IMPORT_RESTORED);
        intake->counts.accepted += !item->row->rejected;
        intake->counts.rejected += item->row->rejected;
        intake->counts.flagged += import_row_flagged(item);
        intake->counts.changed += written;
        print_row(intake, item);
    }
    intake->done += intake->count;
    intake->count = 0;
    arena_reset(&intake->arena);
    show_progress(intake);
    return RESULT_OK;
}

/* Adds a row's issue in the name of the row as a whole. */
static void reject(struct row *row, const char *reason)
{
    row->rejected = true;
    row->issue_count = 0;
    row->issues[row->issue_count++] = (struct row_issue){true, NULL, reason};
}

/* Whether the row came before in this delivery. *skip: the same again, word for word. */
static enum result look_back(struct intake *intake, size_t line, struct row *row, bool *skip)
{
    *skip = false;
    if (intake->seen.count * 4 >= intake->seen.size * 3 && !seen_grow(&intake->seen))
        return RESULT_ERROR;
    struct seen_row *place = seen_place(&intake->seen, eight(row->identity));
    if (!place->line) {
        *place = (struct seen_row){eight(row->identity), eight(row->digest), line};
        intake->seen.count++;
    } else if (place->digest == eight(row->digest)) {
        *skip = true;
    } else {
        const char *reason = arena_printf(&intake->arena, "与第%llu行是同一条信息而内容不同，未采用", (unsigned long long)place->line);
        reject(row, reason ? reason : "与前面的一行是同一条信息而内容不同，未采用");
    }
    return RESULT_OK;
}

enum result intake_row(struct intake *intake, size_t line, const char *const *values, const size_t *lens, size_t n)
{
    struct row_cell cells[CATALOGUE_FIELDS_MAX];
    struct row *row = &intake->read[intake->count];
    bool blank = true, surplus = false, skip = false;
    for (size_t i = 0; i < n; i++) {
        blank = blank && lens[i] == 0;
        surplus = surplus || (i >= intake->columns && lens[i]);
    }
    if (blank)
        return RESULT_OK;
    for (size_t f = 0; f < intake->set->field_count; f++) {
        int place = intake->place[f];
        cells[f] = place >= 0 && (size_t)place < n ? (struct row_cell){values[place], lens[place]} : (struct row_cell){NULL, 0};
    }
    enum result result = row_read(&intake->rules, cells, &intake->arena, row);
    if (result != RESULT_OK)
        return result;
    if (surplus)
        reject(row, "该行的列数多于表头");
    if (!row->rejected)
        result = look_back(intake, line, row, &skip);
    if (result != RESULT_OK)
        return result;
    if (skip) {
        intake->counts.accepted++;
        intake->done++;
        return RESULT_OK;
    }
    intake->rows[intake->count++] = (struct import_row){.line = line, .row = row};
    return intake->count == IMPORT_ROWS || intake->arena.used > ROWS_ARENA / 2 ? flush(intake) : RESULT_OK;
}

enum result intake_close(struct intake *intake, bool failed, struct import_counts *counts)
{
    enum result result = failed ? RESULT_OK : flush(intake);
    if (intake->import) {
        enum result closed = import_close(intake->import, !failed && result == RESULT_OK);
        if (result == RESULT_OK && !failed)
            result = closed;
    }
    progress_end();
    *counts = intake->counts;
    arena_free(&intake->arena);
    free(intake->seen.rows);
    free(intake);
    return result;
}

/* ------------------------------------------------ files */

struct file_reading {
    struct intake *intake;
    bool head, columns_only;
    enum result result;
    uint64_t rows;
};

static bool take_row(void *context, size_t line, const char *const *fields, const size_t *lens, size_t n)
{
    struct file_reading *reading = context;
    if (!reading->head) {
        reading->head = true;
        reading->result = intake_columns(reading->intake, fields, lens, n);
    } else if (reading->columns_only) {
        reading->rows++;
    } else {
        reading->result = intake_row(reading->intake, line, fields, lens, n);
    }
    return reading->result == RESULT_OK;
}

/* Reads the whole file without writing anything: its rows are counted, its first line is understood. */
static enum result read_ahead(struct ctl *ctl, const struct import_base *base, const struct intake_options *options, struct text_file *text,
                              uint64_t *rows)
{
    struct intake_options dry = *options;
    struct import_counts ignored;
    char why[256];
    dry.dry_run = true;
    struct file_reading reading = {.columns_only = true};
    enum result result = intake_open(ctl, base, &dry, &reading.intake);
    if (result != RESULT_OK)
        return result;
    result = text_rows(text, take_row, &reading, why, sizeof why);
    if (result == RESULT_INVALID)
        complain("%s: %s", options->file_name, why);
    if (result == RESULT_OK)
        result = reading.result;
    if (result == RESULT_OK && !reading.head) {
        complain("%s: 没有表头", options->file_name);
        result = RESULT_INVALID;
    }
    *rows = reading.rows;
    enum result closed = intake_close(reading.intake, true, &ignored);
    return result == RESULT_OK ? closed : result;
}

static enum result read_rows(struct ctl *ctl, const struct import_base *base, struct intake_options *options, struct text_file *text,
                             struct import_counts *counts)
{
    char why[256];
    struct file_reading reading = {0};
    enum result result = intake_open(ctl, base, options, &reading.intake);
    if (result != RESULT_OK)
        return result;
    reading.intake->columns_said = true; /* by read_ahead */
    result = text_rows(text, take_row, &reading, why, sizeof why);
    if (result == RESULT_INVALID)
        complain("%s: %s", options->file_name, why); /* the file changed meanwhile */
    if (result == RESULT_OK)
        result = reading.result;
    enum result closed = intake_close(reading.intake, result != RESULT_OK, counts);
    return result == RESULT_OK ? closed : result;
}

enum result import_file(struct ctl *ctl, const struct import_base *base, const char *set, const char *path, const char *source, bool dry_run,
                        struct import_counts *counts)
{
    const char *slash = strrchr(path, '/'), *why;
    struct text_file text;
    struct intake_options options = {.set = set, .source = source, .file_name = slash ? slash + 1 : path, .dry_run = dry_run};
    memset(counts, 0, sizeof *counts);
    enum result result = text_open(path, &text, &why);
    if (result != RESULT_OK) {
        complain("%s: %s", options.file_name, why);
        return result == RESULT_NOT_FOUND ? RESULT_INVALID : result;
    }
    options.sha256 = text.sha256;
    result = read_ahead(ctl, base, &options, &text, &options.rows);
    if (result == RESULT_OK)
        result = read_rows(ctl, base, &options, &text, counts);
    text_close(&text);
    return result;
}

int ctl_import(struct ctl *ctl, int argc, char **argv)
{
    const char *names[2] = {NULL, NULL}, *source = NULL;
    struct import_base base;
    struct import_counts counts;
    bool dry_run = false, bad = false;
    int n = 0;
    for (int i = 1; i < argc && !bad; i++) {
        if (option("--source", argc, argv, &i, &source, &bad))
            continue;
        if (strcmp(argv[i], "--dry-run") == 0)
            dry_run = true;
        else if (argv[i][0] == '-' || n == 2)
            bad = true;
        else
            names[n++] = argv[i];
    }
    if (bad || n != 2)
        return EXIT_USAGE;
    if (!import_base_load(ctl, &base))
        return EXIT_REFUSED;
    enum result result = import_file(ctl, &base, names[0], names[1], source, dry_run, &counts);
    enum result indexed = import_base_free(ctl, &base);
    if (result == RESULT_OK)
        result = indexed;
    if (result == RESULT_OK)
        printf("accepted %llu, flagged %llu, rejected %llu\n", (unsigned long long)counts.accepted, (unsigned long long)counts.flagged,
               (unsigned long long)counts.rejected);
    else if (result != RESULT_INVALID)
        (void)outcome(result, "import");
    return result == RESULT_OK ? EXIT_DONE : EXIT_REFUSED;
}
