/* creditctl migrate: schema files in order, accounts, grants, what a schema file wants filled. */
#include "ctl/ctl.h"

#include "db/db.h"
#include "db/name_index.h"
#include "db/schema.h"
#include "domain/name.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_BYTES 4096

/* 001-tables.sql: three digits, a hyphen, a name. 0 for any other file. */
static unsigned file_number(const char *name)
{
    size_t len = strlen(name);
    if (len < 9 || strspn(name, "0123456789") != 3 || name[3] != '-' || strcmp(name + len - 4, ".sql") != 0)
        return 0;
    return (unsigned)((name[0] - '0') * 100 + (name[1] - '0') * 10 + (name[2] - '0'));
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int numbered(const struct dirent *entry)
{
    return file_number(entry->d_name) > 0;
}

static enum result run_file(struct ctl *ctl, const char *dir, const char *name)
{
    char path[PATH_BYTES];
    struct buffer text;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    if (!read_file(path, SCHEMA_FILE_MAX, &text))
        return RESULT_INVALID;
    struct schema_file file = {file_number(name), name, buffer_text(&text), text.len};
    enum result result = schema_run(ctl->db, &file);
    if (result == RESULT_OK)
        printf("%s\n", name);
    buffer_free(&text);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

static void show(void *context, uint64_t names)
{
    (void)context;
    progress("%llu names", (unsigned long long)names);
}

/* Tables that a schema file left to be filled by our own rules. */
static enum result fill(struct ctl *ctl)
{
    uint64_t names = 0;
    enum result result = name_open();
    if (result == RESULT_OK)
        result = name_index_catch_up(ctl->db, &names, show, NULL);
    progress_end();
    if (names)
        printf("search index: names %llu\n", (unsigned long long)names);
    return result;
}

int ctl_migrate(struct ctl *ctl, int argc, char **argv)
{
    const char *dir = folder(ctl, "schema_dir");
    struct dirent **names = NULL;
    struct buffer grants = {0};
    char path[PATH_BYTES];
    enum result result = RESULT_ERROR;
    int n;
    (void)argv;
    if (argc != 1)
        return EXIT_USAGE;
    if (!ctl_open(ctl, "migrate"))
        return EXIT_REFUSED;
    n = scandir(dir, &names, numbered, by_name);
    if (n <= 0) {
        complain("%s: no numbered files", dir);
        return EXIT_REFUSED;
    }
    result = schema_begin(ctl->db);
    if (result == RESULT_OK)
        result = schema_accounts(ctl->db, ctl->config);
    for (int i = 0; i < n; i++) {
        if (result == RESULT_OK && i > 0 && file_number(names[i]->d_name) == file_number(names[i - 1]->d_name)) {
            complain("%s: the number is used twice", names[i]->d_name);
            result = RESULT_INVALID;
        }
        if (result == RESULT_OK)
            result = run_file(ctl, dir, names[i]->d_name);
    }
    if (result == RESULT_OK) {
        snprintf(path, sizeof path, "%s/grants.sql", dir);
        result = read_file(path, SCHEMA_FILE_MAX, &grants) ? schema_grants(ctl->db, buffer_text(&grants), grants.len) : RESULT_INVALID;
    }
    buffer_free(&grants);
    if (result == RESULT_OK)
        result = fill(ctl);
    for (int i = 0; i < n; i++)
        free(names[i]);
    free(names);
    return outcome(result, "migrate");
}
