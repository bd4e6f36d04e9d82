/* creditctl generate: the demonstration province as files. */
#include "ctl/ctl.h"
#include "ctl/generate_files.h"

#include <stdlib.h>

struct wish {
    struct generate_options options;
    const char *out;
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
        else
            bad = true;
    }
    wish->options.subjects = subjects;
    wish->options.records = records;
    wish->options.seed = seed;
    wish->options.data_dir = folder(ctl, "data_dir");
    wish->options.catalogue_dir = folder(ctl, "catalogue_dir");
    return !bad && with_subjects && with_records && subjects > 0 && wish->out != NULL;
}

int ctl_generate(struct ctl *ctl, int argc, char **argv)
{
    struct wish wish = {0};
    struct generate *generate = NULL;
    struct generate_files *files = NULL;
    if (!read_arguments(ctl, argc, argv, &wish))
        return EXIT_USAGE;
    enum result result = generate_open(&wish.options, &generate);
    if (result == RESULT_OK)
        result = generate_files_open(generate, wish.out, &files);
    if (result == RESULT_OK) {
        progress("%llu rows", (unsigned long long)generate_total(generate));
        result = generate_run(generate, generate_files_sink(files));
        progress_end();
    }
    enum result closed = generate_files_close(files);
    generate_close(generate);
    return outcome(result == RESULT_OK ? closed : result, "generate");
}
