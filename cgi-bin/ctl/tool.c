/* What the subcommands share: files, options, words for the terminal. */
#include "ctl/ctl.h"

#include "base/config.h"
#include "base/log.h"
#include "db/db.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool line_open; /* a progress line stands on the terminal */

void complain(const char *format, ...)
{
    va_list arguments;
    progress_end();
    fputs("creditctl: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

int outcome(enum result result, const char *what)
{
    switch (result) {
    case RESULT_OK:
        return EXIT_DONE;
    case RESULT_UNAVAILABLE:
        complain("%s: the database does not answer", what);
        break;
    case RESULT_INVALID:
        complain("%s: refused", what);
        break;
    case RESULT_NOT_FOUND:
        complain("%s: not found", what);
        break;
    case RESULT_CONFLICT:
        complain("%s: in conflict with what is there", what);
        break;
    case RESULT_DENIED:
        complain("%s: not allowed", what);
        break;
    case RESULT_ERROR:
        complain("%s: failed", what);
        break;
    }
    return EXIT_REFUSED;
}

bool ctl_open(struct ctl *ctl, const char *program)
{
    return db_open(ctl->config, program, DB_BATCH, &ctl->db) == RESULT_OK && outcome(db_ping(ctl->db), "database") == EXIT_DONE;
}

bool read_file(const char *path, size_t max, struct buffer *out)
{
    FILE *file = fopen(path, "rbe");
    char piece[65536];
    size_t n;
    bool ok = false;
    buffer_init(out, max);
    if (!file) {
        complain("%s: %s", path, strerror(errno));
        return false;
    }
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        if (!buffer_add(out, piece, n))
            break;
    if (ferror(file))
        complain("%s: %s", path, strerror(errno));
    else if (out->failed)
        complain("%s: larger than %zu bytes", path, max);
    else
        ok = true;
    fclose(file);
    if (!ok)
        buffer_free(out);
    return ok;
}

const char *folder(const struct ctl *ctl, const char *key)
{
    static const char *const known[][2] = {
        {"catalogue_dir", PKGDATADIR "/db/catalogue"}, {"data_dir", PKGDATADIR "/db/data"}, {"schema_dir", PKGDATADIR "/db/schema"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i][0], key) == 0)
            return config_text(ctl->config, key, known[i][1]);
    return config_text(ctl->config, key, "");
}

bool option(const char *name, int argc, char **argv, int *i, const char **value, bool *bad)
{
    size_t len = strlen(name);
    if (strncmp(argv[*i], name, len) == 0 && argv[*i][len] == '=') {
        *value = argv[*i] + len + 1;
        return true;
    }
    if (strcmp(argv[*i], name) != 0)
        return false;
    if (*i + 1 >= argc) {
        complain("%s wants a value", name);
        *bad = true;
        return true;
    }
    *value = argv[++*i];
    return true;
}

void progress(const char *format, ...)
{
    va_list arguments;
    if (!isatty(STDERR_FILENO))
        return;
    fputs("\r\033[K", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fflush(stderr);
    line_open = true;
}

void progress_end(void)
{
    if (line_open)
        fputs("\r\033[K", stderr);
    line_open = false;
}

bool number_of(const char *text, unsigned long long max, unsigned long long *out)
{
    char *end;
    if (text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    *out = strtoull(text, &end, 10);
    return !errno && !*end && *out <= max;
}
