/* creditctl generate: the demonstration province, into the database or as files. */
#include "ctl/ctl.h"
#include "ctl/generate_cases.h"
#include "ctl/generate_files.h"
#include "ctl/generate_import.h"

#include <stdio.h>
#include <stdlib.h>

struct wish {
    struct generate_options options;
    const char *out;
    const char *cases; /* file for the list of invented cases; NULL: none are invented */
};

static bool read_arguments(struct ctl *ctl, int argc, char **argv, struct wish *wish)
{
    unsigned long long subjects = 0, records = 0, seed = 0;
    const char *value = NULL;
    bool bad = false, with_subjects = false, with_records = false;
    wish->options.today = day_today_shanghai(clock_now());
    for (int i = 1; i < argc && !bad; i++) {
        if (option("--subjects", argc, argv, &i, &value, &bad))
            bad = bad || !(with_subjects = number_of(value, GENERATE_SUBJECTS_MAX, &subjects));
        else if (option("--records", argc, argv, &i, &value, &bad))
            bad = bad || !(with_records = number_of(value, GENERATE_RECORDS_MAX, &records));
        else if (option("--seed", argc, argv, &i, &value, &bad))
            bad = bad || !number_of(value, UINT64_MAX, &seed);
        else if (option("--today", argc, argv, &i, &value, &bad))
            bad = bad || !day_parse(value, &wish->options.today);
        else if (option("--out", argc, argv, &i, &value, &bad))
            wish->out = value;
        else if (option("--cases", argc, argv, &i, &value, &bad))
            wish->cases = value;
        else
            bad = true;
    }
    wish->options.subjects = subjects;
    wish->options.records = records;
    wish->options.seed = seed;
    wish->options.data_dir = folder(ctl, "data_dir");
    wish->options.catalogue_dir = folder(ctl, "catalogue_dir");
    return !bad && with_subjects && with_records && subjects > 0 && !(wish->out && wish->cases);
}

static int to_files(struct generate *generate, const char *out)
{
    struct generate_files *files = NULL;
    enum result result = generate_files_open(generate, out, &files);
    if (result == RESULT_OK) {
        progress("%llu rows", (unsigned long long)generate_total(generate));
        result = generate_run(generate, generate_files_sink(files));
        progress_end();
    }
    enum result closed = generate_files_close(files);
    return outcome(result == RESULT_OK ? closed : result, "generate");
}

static int to_database(struct ctl *ctl, struct generate *generate, const struct wish *wish)
{
    struct import_base base;
    struct generate_import *import = NULL;
    struct generate_import_counts counts = {0};
    if (!import_base_load(ctl, &base))
        return EXIT_REFUSED;
    enum result result = generate_import_open(ctl, &base, generate_total(generate), &import);
    if (result == RESULT_OK)
        result = generate_run(generate, generate_import_sink(import));
    enum result closed = generate_import_close(import, &counts);
    if (result == RESULT_OK)
        result = closed;
    if (result == RESULT_OK && wish->cases)
        result = generate_cases(ctl, &base, wish->options.seed, wish->cases);
    closed = import_base_free(ctl, &base);
    if (result == RESULT_OK)
        result = closed;
    if (result == RESULT_OK) {
        printf("decisions: %llu carried out, %llu of records that are not live\n", (unsigned long long)counts.decided,
               (unsigned long long)counts.undecided);
        printf("accepted %llu, flagged %llu, rejected %llu\n", (unsigned long long)counts.rows.accepted,
               (unsigned long long)counts.rows.flagged, (unsigned long long)counts.rows.rejected);
    }
    return outcome(result, "generate");
}

int ctl_generate(struct ctl *ctl, int argc, char **argv)
{
    struct wish wish = {0};
    struct generate *generate = NULL;
    if (!read_arguments(ctl, argc, argv, &wish))
        return EXIT_USAGE;
    enum result result = generate_open(&wish.options, &generate);
    if (result != RESULT_OK)
        return outcome(result, "generate");
    int status = wish.out != NULL ? to_files(generate, wish.out) : to_database(ctl, generate, &wish);
    generate_close(generate);
    return status;
}
