/* What the tests of sealing do from outside: one command a run, against the configuration of a test.

   seal_tool CONFIG sample OUT [PAGES [EXTRA [direct]]]   an unsealed document
   seal_tool CONFIG seal IN OUT [NUMBER]                   prints: stamped|unstamped FAULT
   seal_tool CONFIG restamp IN OUT                         the same
   seal_tool CONFIG verify IN                              prints: RESULT NUMBER STAMPS REASON
   seal_tool CONFIG digest FILE OUT                        a detached signature of a file
   seal_tool CONFIG proof NUMBER CODE                      prints the text of a proof, counts 1 2 3
   seal_tool CONFIG ping | expiry
   seal_tool CONFIG flips FILE N SEED                      N single-bit changes of a sealed file: how many were noticed
   seal_tool CONFIG time IN N                              N seals in a row: microseconds of CPU and of time each
   seal_tool CONFIG round QUESTION N                       N round trips to the signer: microseconds each
   Exit status: the enum result. */
#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "base/random.h"
#include "doc/certificate.h"
#include "doc/sign.h"
#include "doc/signer.h"
#include "doc/verify.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool load(const char *path, struct buffer *out)
{
    size_t len;
    char *bytes = file_read(path, SIGN_BYTES_MAX, &len);
    buffer_init(out, SIGN_BYTES_MAX + SIGN_ROOM);
    const bool ok = bytes != NULL && buffer_add(out, bytes, len);
    free(bytes);
    return ok;
}

static bool save(const char *path, const struct buffer *bytes)
{
    FILE *out = fopen(path, "wb");
    const bool ok = out != NULL && fwrite(bytes->data, 1, bytes->len, out) == bytes->len;
    return out != NULL && fclose(out) == 0 && ok;
}

static int sample(int argc, char **argv)
{
    struct buffer out;
    buffer_init(&out, SIGN_BYTES_MAX);
    const unsigned pages = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 3;
    const size_t extra = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    const bool ok = sample_document(&out, "Example Works Ltd", pages, extra, argc > 3) && save(argv[0], &out);
    buffer_free(&out);
    return ok ? RESULT_OK : RESULT_ERROR;
}

static int seal(struct sign *sign, const char *command, int argc, char **argv)
{
    struct buffer file;
    struct sign_outcome outcome = {0};
    enum result result = RESULT_ERROR;
    if (argc >= 2 && load(argv[0], &file)) {
        result = strcmp(command, "seal") == 0 ? sign_pdf(sign, &file, argc > 2 ? argv[2] : SAMPLE_NUMBER, clock_now(), &outcome)
                                              : sign_restamp(sign, &file, clock_now(), &outcome);
        printf("%s %s %s\n", result_name(result), outcome.stamped ? "stamped" : "unstamped", outcome.fault);
        if (result == RESULT_OK && !save(argv[1], &file))
            result = RESULT_ERROR;
    }
    buffer_free(&file);
    return (int)result;
}

static int verify(struct verify *verify, char **argv)
{
    struct buffer file;
    struct verify_details details;
    if (!load(argv[0], &file))
        return RESULT_ERROR;
    const enum verify_result result = verify_pdf(verify, (const uint8_t *)file.data, file.len, clock_now(), &details);
    printf("%s number=%s stamped=%d stamps=%u revocation=%d signer=%s authority=%s: %s\n", verify_result_name(result), details.number, details.stamped,
           details.stamps, details.revocation_checked, details.signer, details.authority, details.reason);
    buffer_free(&file);
    return result == VERIFY_GENUINE ? 0 : 1;
}

static int digest(struct sign *sign, char **argv)
{
    struct buffer file, out;
    struct sign_outcome outcome;
    uint8_t sum[32];
    if (!load(argv[0], &file))
        return RESULT_ERROR;
    buffer_init(&out, 65536);
    sha256_of((struct span){(const uint8_t *)file.data, file.len}, (struct span){NULL, 0}, sum);
    enum result result = sign_digest(sign, sum, &out, &outcome);
    if (result == RESULT_OK && !save(argv[1], &out))
        result = RESULT_ERROR;
    buffer_free(&file);
    buffer_free(&out);
    return (int)result;
}

static int proof(struct sign *sign, char **argv)
{
    struct proof facts = {.kind = PROOF_PUBLIC, .subject = PROOF_FIRM, .time = clock_now(), .counts = {1, 2, 3}};
    char text[PROOF_TEXT_MAX + 1];
    snprintf(facts.number, sizeof facts.number, "%s", argv[0]);
    snprintf(facts.code, sizeof facts.code, "%s", argv[1]);
    const enum result result = sign_proof(sign, &facts, text);
    puts(text);
    return (int)result;
}

static int expiry(struct sign *sign)
{
    struct sign_expiry all[SIGN_EXPIRIES_MAX];
    const size_t n = sign_expiry(sign, clock_now(), all);
    for (size_t i = 0; i < n; i++)
        printf("%s %d %s\n", all[i].role, all[i].days_left, all[i].subject);
    return 0;
}

/* Half of the changes anywhere, half in what the seal does not cover by itself: its /Contents, the ends. */
static int flips(struct verify *verify, char **argv)
{
    struct buffer file;
    struct verify_details details;
    const long n = strtol(argv[1], NULL, 10);
    long noticed = 0, kinds[16] = {0};
    uint64_t state = strtoull(argv[2], NULL, 10) * 2 + 1;
    if (!load(argv[0], &file) || verify_pdf(verify, (const uint8_t *)file.data, file.len, clock_now(), &details) != VERIFY_GENUINE)
        return RESULT_INVALID;
    const char *hex = memmem(file.data, file.len, "/Contents <", 11);
    const size_t contents = hex != NULL ? (size_t)(hex - file.data) : 0;
    for (long i = 0; i < n; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const uint64_t chance = state >> 20;
        const size_t at = i % 2 == 0 ? (size_t)(chance % file.len) : contents + (size_t)(chance % (file.len - contents));
        file.data[at] ^= (char)(1 << (state >> 60) % 8);
        const enum verify_result result = verify_pdf(verify, (const uint8_t *)file.data, file.len, clock_now(), &details);
        if (result != VERIFY_GENUINE)
            noticed++;
        else
            fprintf(stderr, "not noticed: byte %zu\n", at);
        kinds[result]++;
        file.data[at] ^= (char)(1 << (state >> 60) % 8);
    }
    printf("%ld of %ld", noticed, n);
    for (int i = 0; i < 16; i++)
        if (kinds[i] > 0)
            printf(" %s %ld", verify_result_name((enum verify_result)i), kinds[i]);
    puts("");
    buffer_free(&file);
    return noticed == n ? 0 : 1;
}

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int time_seals(struct sign *sign, char **argv)
{
    struct buffer file;
    struct sign_outcome outcome;
    const long n = strtol(argv[1], NULL, 10);
    long stamped = 0;
    if (!load(argv[0], &file))
        return RESULT_ERROR;
    const size_t len = file.len;
    const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
    for (long i = 0; i < n; i++) {
        if (sign_pdf(sign, &file, SAMPLE_NUMBER, clock_now(), &outcome) != RESULT_OK)
            return RESULT_ERROR;
        stamped += outcome.stamped;
        file.len = len;
    }
    printf("cpu_us %.1f wall_us %.1f stamped %ld of %ld\n", (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / (double)n * 1e6,
           (seconds(CLOCK_MONOTONIC) - wall) / (double)n * 1e6, stamped, n);
    buffer_free(&file);
    return RESULT_OK;
}

static int round_trips(const char *path, char **argv)
{
    static const uint8_t zeros[40];
    const uint8_t *answer;
    size_t len;
    const long n = strtol(argv[1], NULL, 10);
    struct signer *signer = signer_client(path);
    if (signer == NULL)
        return RESULT_ERROR;
    const double wall = seconds(CLOCK_MONOTONIC);
    for (long i = 0; i < n; i++)
        if (signer_ask(signer, (enum signer_question)strtol(argv[0], NULL, 10), zeros, &answer, &len) != RESULT_OK)
            return RESULT_UNAVAILABLE;
    printf("wall_us %.1f\n", (seconds(CLOCK_MONOTONIC) - wall) / (double)n * 1e6);
    signer_close(signer);
    return RESULT_OK;
}

int main(int argc, char **argv)
{
    struct config *config = NULL;
    struct sign *sign = NULL;
    struct verify *trust = NULL;
    int status = 2;
    log_open("seal_tool", LOG_LEVEL_INFO);
    if (argc < 3 || !random_open())
        return 2;
    const char *command = argv[2];
    argc -= 3;
    argv += 3;
    if (strcmp(command, "sample") == 0 && argc >= 1)
        return sample(argc, argv);
    if (config_load(argv[-2], &config) != RESULT_OK || sign_open(config, &sign) != RESULT_OK || verify_open(config, &trust) != RESULT_OK)
        status = RESULT_INVALID;
    else if ((strcmp(command, "seal") == 0 || strcmp(command, "restamp") == 0))
        status = seal(sign, command, argc, argv);
    else if (strcmp(command, "verify") == 0 && argc == 1)
        status = verify(trust, argv);
    else if (strcmp(command, "digest") == 0 && argc == 2)
        status = digest(sign, argv);
    else if (strcmp(command, "proof") == 0 && argc == 2)
        status = proof(sign, argv);
    else if (strcmp(command, "ping") == 0)
        status = (int)sign_ping(sign);
    else if (strcmp(command, "expiry") == 0)
        status = expiry(sign);
    else if (strcmp(command, "flips") == 0 && argc == 3)
        status = flips(trust, argv);
    else if (strcmp(command, "time") == 0 && argc == 2)
        status = time_seals(sign, argv);
    else if (strcmp(command, "round") == 0 && argc == 2)
        status = round_trips(config_text(config, "socket_signer", ""), argv);
    verify_close(trust);
    sign_close(sign);
    config_free(config);
    return status;
}
