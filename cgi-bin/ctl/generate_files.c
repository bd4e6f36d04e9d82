/* Writes the generator's rows into a folder: one CSV a set and the decisions that came afterwards. */
#include "ctl/generate_files.h"

#include "base/log.h"
#include "domain/catalogue.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define WRITE_BUFFER (256 * 1024) /* a row has some 600 bytes: one write for hundreds of them */

struct generate_files {
    struct generate_sink sink;
    const struct generate *generate;
    char *folder;
    FILE *set, *decisions;
    const struct info_set *info; /* of the set in hand */
    uint64_t line;               /* of the row in hand */
};

static FILE *open_file(const char *folder, const char *name)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/%s.csv", folder, name);
    FILE *file = n < 0 || (size_t)n >= sizeof(path) ? NULL : fopen(path, "we");
    if (file == NULL)
        log_error("generate: %s/%s.csv: %s", folder, name, strerror(errno));
    else
        setvbuf(file, NULL, _IOFBF, WRITE_BUFFER);
    return file;
}

/* Whether everything could be written. */
static bool close_file(FILE *file)
{
    if (file == NULL)
        return true;
    bool bad = ferror(file) != 0;
    return fclose(file) == 0 && !bad;
}

static void put_field(FILE *file, const char *text, bool first)
{
    if (!first)
        putc_unlocked(',', file);
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, file);
        return;
    }
    putc_unlocked('"', file);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            putc_unlocked('"', file);
        putc_unlocked(*text, file);
    }
    putc_unlocked('"', file);
}

static enum result on_begin(void *ctx, const char *set_code, const char *unit_code, const char *const *fields, size_t n)
{
    struct generate_files *files = ctx;
    (void)unit_code;
    files->info = catalogue_by_code(generate_catalogue(files->generate), set_code);
    files->set = open_file(files->folder, set_code);
    if (files->set == NULL || files->info == NULL)
        return RESULT_ERROR;
    for (size_t i = 0; i < n; i++)
        put_field(files->set, fields[i], i == 0);
    putc_unlocked('\n', files->set);
    files->line = 1;
    return RESULT_OK;
}

static void put_decision(struct generate_files *files, const char *set_code, const char *const *values,
                         const struct generate_decision *decision)
{
    char line[24], day[DAY_TEXT];
    FILE *file = files->decisions;
    snprintf(line, sizeof(line), "%llu", (unsigned long long)files->line);
    put_field(file, set_code, true);
    put_field(file, line, false);
    put_field(file, generate_action_name(decision->action), false);
    put_field(file, day_format(decision->day, day), false);
    put_field(file, decision->document_no, false);
    put_field(file, decision->reason, false);
    for (size_t i = 0; i < CATALOGUE_IDENTITY_MAX; i++)
        put_field(file, i < files->info->identity_count ? values[files->info->identity[i]->ordinal] : "", false);
    putc_unlocked('\n', file);
}

static enum result on_row(void *ctx, const char *set_code, const char *const *values, size_t n,
                          const struct generate_decision *decision)
{
    struct generate_files *files = ctx;
    for (size_t i = 0; i < n; i++)
        put_field(files->set, values[i], i == 0);
    putc_unlocked('\n', files->set);
    files->line++;
    if (decision != NULL)
        put_decision(files, set_code, values, decision);
    return ferror(files->set) ? RESULT_ERROR : RESULT_OK;
}

static enum result on_end(void *ctx, const char *set_code)
{
    struct generate_files *files = ctx;
    bool good = close_file(files->set);
    files->set = NULL;
    if (!good)
        log_error("generate: %s/%s.csv could not be written whole", files->folder, set_code);
    return good ? RESULT_OK : RESULT_ERROR;
}

enum result generate_files_open(const struct generate *generate, const char *folder, struct generate_files **out)
{
    *out = NULL;
    if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
        log_error("generate: %s: %s", folder, strerror(errno));
        return RESULT_ERROR;
    }
    struct generate_files *files = calloc(1, sizeof(*files));
    if (files == NULL)
        return RESULT_ERROR;
    files->sink = (struct generate_sink){files, false, on_begin, on_row, on_end};
    files->generate = generate;
    files->folder = strdup(folder);
    files->decisions = files->folder == NULL ? NULL : open_file(folder, "decisions");
    if (files->decisions == NULL) {
        free(files->folder);
        free(files);
        return RESULT_ERROR;
    }
    fputs("set,line,action,day,document_no,reason", files->decisions);
    for (int i = 1; i <= CATALOGUE_IDENTITY_MAX; i++)
        fprintf(files->decisions, ",identity_%d", i);
    putc_unlocked('\n', files->decisions);
    *out = files;
    return RESULT_OK;
}

const struct generate_sink *generate_files_sink(const struct generate_files *files)
{
    return &files->sink;
}

enum result generate_files_close(struct generate_files *files)
{
    if (files == NULL)
        return RESULT_OK;
    bool good = close_file(files->set); /* open only after a run that was broken off */
    good &= close_file(files->decisions);
    if (!good)
        log_error("generate: %s could not be written whole", files->folder);
    free(files->folder);
    free(files);
    return good ? RESULT_OK : RESULT_ERROR;
}
