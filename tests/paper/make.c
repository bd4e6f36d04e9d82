/* Writes a sample paper into a file, or measures how long many take. For the tests in this folder and tests/bench/paper.py.

   paper_make KIND FILE [key=value ...]     name= qr= extra= records= firms= objections= formal=1 brief=1 undelivered=1 times=
   times=N writes the paper N times and prints "seconds of CPU each, bytes, pages, peak KiB, KiB grown since the 10th part" */
#include "sample.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Resident memory now, in KiB. */
static long resident(void)
{
    long total = 0, pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f != NULL) {
        if (fscanf(f, "%ld %ld", &total, &pages) != 2)
            pages = 0;
        fclose(f);
    }
    return pages * 4;
}

static const char *value_of(int argc, char **argv, const char *key)
{
    const size_t len = strlen(key);
    for (int i = 3; i < argc; i++)
        if (strncmp(argv[i], key, len) == 0 && argv[i][len] == '=')
            return argv[i] + len + 1;
    return NULL;
}

static unsigned long number_of(int argc, char **argv, const char *key)
{
    const char *text = value_of(argc, argv, key);
    return text ? strtoul(text, NULL, 10) : 0;
}

int main(int argc, char **argv)
{
    struct press *press = NULL;
    struct pdf_output output = {0};
    struct paper_fault fault;
    if (argc < 3)
        return 2;
    log_open("paper_make", LOG_LEVEL_INFO);
    const struct press_files files = {.text_font = value_of(argc, argv, "font")};
    enum result result = press_open(&files, &press, &fault);
    if (result != RESULT_OK) {
        fprintf(stderr, "%s: %s\n", result_name(result), fault.text);
        return 1;
    }
    const struct sample sample = {
        .name = value_of(argc, argv, "name"),
        .qr = value_of(argc, argv, "qr"),
        .extra = value_of(argc, argv, "extra"),
        .records = number_of(argc, argv, "records"),
        .firms = number_of(argc, argv, "firms"),
        .objections = (unsigned)number_of(argc, argv, "objections"),
        .brief = number_of(argc, argv, "brief") != 0,
        .undelivered = number_of(argc, argv, "undelivered") != 0,
        .formal = number_of(argc, argv, "formal") != 0,
    };
    const unsigned long times = number_of(argc, argv, "times");
    long early = 0;
    const double begun = cpu();
    for (unsigned long i = 0; i == 0 || i < times; i++) {
        pdf_output_free(&output);
        result = sample_write(press, argv[1], &sample, &output, &fault);
        if (result != RESULT_OK) {
            fprintf(stderr, "%s: %s\n", result_name(result), fault.text);
            press_close(press);
            return 1;
        }
        if (i == times / 10)
            early = resident();
    }
    if (times > 0) {
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        printf("%.6f %zu %u %ld %ld\n", (cpu() - begun) / (double)times, output.bytes.len, output.pages, usage.ru_maxrss, resident() - early);
    } else
        printf("%u pages, %zu bytes, seal on page %u at %g %g %g %g, field %u at %zu+%zu, catalog %u at %zu+%zu, size %u, startxref %zu, id %s\n",
               output.pages, output.bytes.len, output.seal_page, output.seal_rect[0], output.seal_rect[1], output.seal_rect[2],
               output.seal_rect[3], output.field.object, output.field.at, output.field.len, output.catalog.object, output.catalog.at,
               output.catalog.len, output.size, output.startxref, output.id);
    FILE *f = fopen(argv[2], "wb");
    const bool written = f != NULL && fwrite(output.bytes.data, 1, output.bytes.len, f) == output.bytes.len;
    if (f != NULL)
        fclose(f);
    pdf_output_free(&output);
    press_close(press);
    return written ? 0 : 1;
}
