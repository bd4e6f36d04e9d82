/* The first lines of every program's main. */
#include "base/program.h"

#include "base/config.h"
#include "base/log.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

/* The path of --config; NULL: *status says why not. */
static const char *options(const char *usage, const struct program_flag *flags, int argc, char **argv, int *status)
{
    struct option known[PROGRAM_FLAGS_MAX + 3] = {{"config", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'}};
    const char *path = NULL;
    size_t count = 0;
    for (; flags && flags[count].name && count < PROGRAM_FLAGS_MAX; count++)
        known[count + 2] = (struct option){flags[count].name, no_argument, NULL, (int)('0' + count)};
    *status = 2;
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (option == 'h') {
            *status = fputs(usage, stdout) < 0;
            return NULL;
        }
        if (option == '?') {
            fputs(usage, stderr);
            return NULL;
        }
        if (option == 'c')
            path = optarg;
        else
            *flags[option - '0'].given = true;
    }
    if (path && optind == argc)
        return path;
    fputs(usage, stderr);
    return NULL;
}

bool program_begin(const char *name, const char *usage, const struct program_flag *flags, int argc, char **argv, struct config **config,
                   int *status)
{
    enum log_level level = LOG_LEVEL_INFO;
    const char *path = options(usage, flags, argc, argv, status);
    if (!path)
        return false;
    *status = 1;
    log_open(name, LOG_LEVEL_INFO);
    if (config_load(path, config) != RESULT_OK)
        return false;
    if (log_level_parse(config_text(*config, "log_level", "info"), &level))
        log_open(name, level);
    return true;
}
