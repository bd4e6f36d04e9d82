/* Reads the files of the catalogue folder and of the data folder. */
#include "ctl/files.h"

#include "doc/csv.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_BYTES 4096
#define DATA_FILE_MAX (16u << 20) /* divisions of all China have 2 MiB */
#define DATA_COLUMNS_MAX 32

enum result catalogue_read_file(const char *path, struct catalogue *catalogue, struct catalogue_faults *faults)
{
    const char *slash = strrchr(path, '/');
    const char *file = slash ? slash + 1 : path;
    struct buffer text;
    struct info_set *set = NULL;
    if (!read_file(path, CATALOGUE_FILE_MAX + 1, &text)) {
        catalogue_fault_add(faults, file, "", "文件无法读取");
        return RESULT_INVALID;
    }
    enum result result = info_set_parse(file, buffer_text(&text), text.len, faults, &set);
    buffer_free(&text);
    if (result != RESULT_OK)
        return result;
    size_t len = strlen(set->code);
    if (strncmp(file, set->code, len) != 0 || strcmp(file + len, ".json") != 0) {
        catalogue_fault_add(faults, file, "code", "文件名应为 %s.json", set->code);
        info_set_free(set);
        return RESULT_INVALID;
    }
    return catalogue_add(catalogue, set, file, faults);
}

static int json_files(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".json") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

enum result catalogue_read_folder(const char *dir, struct catalogue *catalogue, struct catalogue_faults *faults)
{
    struct dirent **names = NULL;
    char path[PATH_BYTES];
    enum result result = RESULT_OK;
    int n = scandir(dir, &names, json_files, by_name);
    if (n <= 0) {
        catalogue_fault_add(faults, dir, "", "没有信息集文件");
        result = RESULT_INVALID;
    }
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]->d_name);
        enum result one = result == RESULT_ERROR ? RESULT_ERROR : catalogue_read_file(path, catalogue, faults);
        if (one != RESULT_OK)
            result = one;
        free(names[i]);
    }
    free(names);
    return result;
}

struct data_reading {
    const char *path;
    const char *const *columns;
    size_t n;
    size_t places[DATA_COLUMNS_MAX]; /* of each wanted column in the file */
    data_row *row;
    void *context;
    bool head, refused;
};

static bool read_head(struct data_reading *r, const char *const *fields, size_t n)
{
    r->head = true;
    for (size_t c = 0; c < r->n; c++) {
        r->places[c] = n;
        for (size_t i = 0; i < n; i++) {
            const char *name = fields[i];
            if (i == 0 && strncmp(name, CSV_BOM, 3) == 0)
                name += 3;
            if (strcmp(name, r->columns[c]) == 0)
                r->places[c] = i;
        }
        if (r->places[c] == n) {
            complain("%s: no column %s", r->path, r->columns[c]);
            r->refused = true;
        }
    }
    return !r->refused;
}

static bool take_row(void *context, size_t line, const char *const *fields, const size_t *lens, size_t n)
{
    struct data_reading *r = context;
    const char *values[DATA_COLUMNS_MAX];
    (void)lens;
    if (!r->head)
        return read_head(r, fields, n);
    for (size_t c = 0; c < r->n; c++)
        values[c] = r->places[c] < n ? fields[r->places[c]] : "";
    if (!r->row(r->context, line, values)) {
        complain("%s: line %zu is wrong", r->path, line);
        r->refused = true;
    }
    return !r->refused;
}

enum result data_read(const char *path, const char *const *columns, size_t n, data_row *row, void *context)
{
    struct data_reading reading = {.path = path, .columns = columns, .n = n, .row = row, .context = context};
    struct buffer text;
    if (n > DATA_COLUMNS_MAX || !read_file(path, DATA_FILE_MAX, &text))
        return RESULT_INVALID;
    enum result result = csv_read(buffer_text(&text), text.len, take_row, &reading);
    buffer_free(&text);
    if (result == RESULT_INVALID)
        complain("%s: not a CSV file", path);
    return result == RESULT_OK && (reading.refused || !reading.head) ? RESULT_INVALID : result;
}
