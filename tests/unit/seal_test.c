/* Sealing from end to end: a signer process with keys of its own, documents sealed, stamped, harmed in every way, verified.

   Needs bash, openssl and $BUILD_DIR/signer. SEAL_FLIPS=10000 makes the tampering run as long as the benchmark's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/random.h"
#include "doc/sign.h"
#include "doc/signer.h"
#include "doc/update.h"
#include "doc/verify.h"
#include "sample.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define FLIPS 400          /* single-bit changes a document; the whole file is covered by the benchmark's 10,000 */
#define YEAR (365 * 86400)

static char folder[] = "/tmp/seal-test.XXXXXX";
static pid_t signer = -1;
static struct config *config;
static struct sign *sign_here;
static struct verify *verify_here;

/* ---- a world of its own ------------------------------------------------------------------------------------------ */

static int run(const char *const argv[])
{
    int status = -1;
    const pid_t pid = fork();
    if (pid == 0) {
        const int null = open("/dev/null", O_RDWR);
        dup2(null, 1);
        dup2(null, 2);
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static const char *path_of(const char *name)
{
    static char out[4][256];
    static unsigned turn;
    turn = (turn + 1) % 4;
    snprintf(out[turn], sizeof out[turn], "%s/%s", folder, name);
    return out[turn];
}

static bool make_keys(const char *name)
{
    const char *source = getenv("SOURCE_DIR");
    char script[512], keys[256], seal[256];
    snprintf(script, sizeof script, "%s/scripts/make-demo-keys", source != NULL ? source : ".");
    snprintf(keys, sizeof keys, "%s/%s-keys", folder, name);
    snprintf(seal, sizeof seal, "%s/%s-seal", folder, name);
    return run((const char *const[]){"bash", script, keys, seal, NULL}) == 0;
}

/* A configuration of one of the two worlds, with more lines at its end. */
static struct config *configure(const char *world, const char *authority_anchors, const char *more)
{
    char text[4096];
    struct config *out = NULL;
    const int len = snprintf(text, sizeof text,
                             "run_dir = %1$s\nsocket_signer = %1$s/signer.sock\nsigner_key = %1$s/%2$s-keys/document.key\n"
                             "signer_proof_key = %1$s/%2$s-keys/proof.key\nsigner_timestamp_key = %1$s/%2$s-keys/timestamp.key\n"
                             "seal_certificate = %1$s/%2$s-seal/document.pem\nseal_anchors = %1$s/%2$s-seal/document-anchors.pem\n"
                             "seal_lists = %1$s/%2$s-seal/lists.pem\nseal_proof_keys = %1$s/%2$s-seal/proof.pem\n"
                             "timestamp_certificates = %1$s/%2$s-seal/timestamp.pem\ntimestamp_anchors = %1$s/%3$s-seal/timestamp-anchors.pem\n%4$s",
                             folder, world, authority_anchors, more);
    assert_true(config_parse(text, (size_t)len, "test", &out) == RESULT_OK);
    FILE *file = fopen(path_of("signer.conf"), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return out;
}

static bool start_signer(void)
{
    const char *build = getenv("BUILD_DIR");
    char program[512];
    snprintf(program, sizeof program, "%s/signer", build != NULL ? build : ".");
    signer = fork();
    if (signer == 0) {
        const int null = open("/dev/null", O_RDWR);
        dup2(null, 1);
        dup2(null, 2);
        execl(program, "signer", "--config", path_of("signer.conf"), (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 500; i++) {
        if (sign_ping(sign_here) == RESULT_OK)
            return true;
        usleep(20000);
    }
    return false;
}

static int stop_signer(void)
{
    int status = -1;
    kill(signer, SIGTERM);
    while (waitpid(signer, &status, 0) < 0 && errno == EINTR)
        ;
    signer = -1;
    return status;
}

static int tear_down(void **state)
{
    (void)state;
    if (signer > 0)
        stop_signer();
    sign_close(sign_here);
    verify_close(verify_here);
    config_free(config);
    return run((const char *const[]){"rm", "-rf", folder, NULL});
}

static int set_up(void **state)
{
    (void)state;
    log_open("seal_test", LOG_LEVEL_ERROR);
    if (freopen("/dev/null", "w", stderr) == NULL || !random_open() || mkdtemp(folder) == NULL || !make_keys("other") || !make_keys("here"))
        return 1;
    config = configure("here", "here", "");
    if (sign_open(config, &sign_here) != RESULT_OK || verify_open(config, &verify_here) != RESULT_OK || !start_signer()) {
        tear_down(state);
        return 1;
    }
    return 0;
}

/* ---- documents ------------------------------------------------------------------------------------------------------ */

static void sample(struct buffer *out, const char *firm)
{
    buffer_init(out, SIGN_BYTES_MAX);
    assert_true(sample_document(out, firm, 2, 0, false));
}

static void sealed(struct buffer *out, const char *firm)
{
    struct sign_outcome outcome;
    sample(out, firm);
    assert_int_equal(sign_pdf(sign_here, out, SAMPLE_NUMBER, clock_now(), &outcome), RESULT_OK);
    assert_true(outcome.stamped);
}

static enum verify_result look(const char *bytes, size_t len, struct verify_details *details)
{
    /* a block of exactly that size, so that AddressSanitizer sees a step beyond it */
    uint8_t *copy = malloc(len > 0 ? len : 1);
    assert_non_null(copy);
    if (len > 0)
        memcpy(copy, bytes, len);
    const enum verify_result result = verify_pdf(verify_here, copy, len, clock_now(), details);
    free(copy);
    return result;
}

static enum verify_result result_of(const struct buffer *file)
{
    struct verify_details details;
    return look(file->data, file->len, &details);
}

static void test_a_sealed_document_is_genuine(void **state)
{
    struct buffer file, before;
    struct sign_outcome outcome;
    struct verify_details details;
    uint8_t sum[32];
    const time_t now = clock_now();
    (void)state;
    for (int direct = 0; direct < 2; direct++) {
        buffer_init(&file, SIGN_BYTES_MAX);
        buffer_init(&before, SIGN_BYTES_MAX);
        assert_true(sample_document(&file, "Example", 3, 1000, direct) && buffer_add(&before, file.data, file.len));
        assert_int_equal(sign_pdf(sign_here, &file, SAMPLE_NUMBER, now, &outcome), RESULT_OK);
        assert_true(outcome.stamped);
        assert_in_range(outcome.stamped_at, now - 1, now + 10);
        assert_string_equal(outcome.fault, "");
        assert_memory_equal(file.data, before.data, before.len);
        crypto_hash_sha256(sum, (const uint8_t *)file.data, file.len);
        assert_memory_equal(sum, outcome.sha256, 32);
        assert_int_equal(look(file.data, file.len, &details), VERIFY_GENUINE);
        assert_string_equal(details.number, SAMPLE_NUMBER);
        assert_string_equal(details.signer, "公共信用信息门户电子印章（演示）");
        assert_string_equal(details.issuer, "演示根证书（无法律效力）");
        assert_string_equal(details.authority, "时间戳服务（演示）");
        assert_int_equal(details.claimed_at, now);
        assert_int_equal(details.stamped_at, outcome.stamped_at);
        assert_int_equal(details.good_until, outcome.good_until);
        assert_in_range(outcome.good_until, now + 9 * (time_t)YEAR, now + 11 * (time_t)YEAR);
        assert_true(details.stamped && details.revocation_checked && details.stamps == 0);
        assert_memory_equal(details.sha256, sum, 32);
        buffer_free(&file);
        buffer_free(&before);
    }
}

/* Changes single bits, half of them anywhere, half from /Contents on; counts those that were not noticed. */
static long unnoticed(struct buffer *file, long n, uint64_t seed)
{
    const char *contents = memmem(file->data, file->len, "/Contents <", 11);
    const size_t from = (size_t)(contents - file->data);
    long missed = 0;
    for (long i = 0; i < n; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const uint64_t chance = seed >> 20;
        const size_t at = i % 2 == 0 ? (size_t)(chance % file->len) : from + (size_t)(chance % (file->len - from));
        file->data[at] ^= (char)(1 << (seed >> 61));
        missed += result_of(file) == VERIFY_GENUINE;
        file->data[at] ^= (char)(1 << (seed >> 61));
    }
    return missed;
}

static long flips(void)
{
    const char *wanted = getenv("SEAL_FLIPS");
    return wanted != NULL ? strtol(wanted, NULL, 10) : FLIPS;
}

static void test_every_change_of_a_bit_is_noticed(void **state)
{
    struct buffer file;
    (void)state;
    sealed(&file, "Example");
    assert_int_equal(unnoticed(&file, flips(), 1), 0);
    assert_int_equal(result_of(&file), VERIFY_GENUINE);
    buffer_free(&file);
}

static void test_every_bit_of_the_signature_counts(void **state)
{
    struct buffer file;
    (void)state;
    sealed(&file, "Example");
    /* the hexadecimal signs of the structure, each with one bit changed: the lower four lead to other digits */
    char *at = (char *)memmem(file.data, file.len, "/Contents <", 11) + 11;
    size_t used = 2 * UPDATE_RESERVED;
    while (used > 0 && at[used - 1] == '0')
        used--;
    const size_t step = getenv("SEAL_FLIPS") != NULL ? 1 : 7;
    for (size_t i = 0; i < used + 3; i += step) {
        at[i] ^= 1 << i % 4;
        assert_int_not_equal(result_of(&file), VERIFY_GENUINE);
        at[i] ^= 1 << i % 4;
    }
    assert_int_equal(result_of(&file), VERIFY_GENUINE);
    buffer_free(&file);
}

static void test_a_cut_file_is_noticed(void **state)
{
    struct buffer file;
    struct verify_details details;
    (void)state;
    sealed(&file, "Example");
    for (size_t len = 0; len < file.len; len += 97)
        assert_int_not_equal(look(file.data, len, &details), VERIFY_GENUINE);
    for (size_t less = 1; less < 40; less++)
        assert_int_not_equal(look(file.data, file.len - less, &details), VERIFY_GENUINE);
    assert_int_equal(look(file.data, file.len / 2, &details), VERIFY_TRUNCATED);
    assert_string_equal(details.number, SAMPLE_NUMBER);
    buffer_free(&file);
}

static void test_anything_behind_it_is_noticed(void **state)
{
    static const char *const more[] = {"\n", " ", "%%EOF\n", "startxref\n9\n%%EOF\n", "%comment\n"};
    struct buffer file;
    struct verify_details details;
    (void)state;
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        sealed(&file, "Example");
        assert_true(buffer_puts(&file, more[i]));
        assert_int_equal(look(file.data, file.len, &details), VERIFY_ALTERED);
        assert_string_equal(details.number, SAMPLE_NUMBER);
        buffer_free(&file);
    }
}

/* An update that a PDF editor would write: the content of the first page again, with other words. */
static void add_page_update(struct buffer *file)
{
    struct pdf pdf;
    assert_int_equal(pdfread_open((const uint8_t *)file->data, file->len, &pdf), PDF_FINE);
    const uint32_t size = pdf.size;
    const size_t previous = pdf.revisions[pdf.n_revisions - 1].startxref, at = file->len;
    pdfread_close(&pdf);
    assert_true(buffer_puts(file, "9 0 obj\n<< /Length 50 >>\nstream\nBT /F 14 Tf 72 720 Td (Honest, no entry at all) Tj ET\nendstream\nendobj\n"));
    const size_t startxref = file->len;
    assert_true(buffer_printf(file, "xref\n9 1\n%010zu 00000 n\r\ntrailer\n<< /Size %u /Root 1 0 R /Prev %zu >>\nstartxref\n%zu\n%%%%EOF\n", at, size,
                              previous, startxref));
}

static void test_a_later_update_is_noticed(void **state)
{
    struct buffer file;
    struct sign_outcome outcome;
    struct verify_details details;
    (void)state;
    sealed(&file, "Example");
    add_page_update(&file);
    assert_int_equal(look(file.data, file.len, &details), VERIFY_ALTERED);
    assert_string_equal(details.reason, "something was added behind the seal");
    /* and no renewal covers it up */
    assert_int_equal(sign_restamp(sign_here, &file, clock_now(), &outcome), RESULT_INVALID);
    assert_false(outcome.stamped);
    buffer_free(&file);
}

static void test_an_update_before_the_seal_is_refused(void **state)
{
    struct buffer file;
    struct sign_outcome outcome;
    (void)state;
    sample(&file, "Example");
    add_page_update(&file);
    /* sealing takes it as it is, whole; but verifying wants one document and one seal: it must not come to that */
    const enum result result = sign_pdf(sign_here, &file, SAMPLE_NUMBER, clock_now(), &outcome);
    assert_int_equal(result, RESULT_INVALID);
    buffer_free(&file);
}

static void test_a_removed_seal_is_noticed(void **state)
{
    struct buffer file, before;
    struct verify_details details;
    (void)state;
    sample(&before, "Example");
    sealed(&file, "Example");
    assert_int_equal(look(file.data, before.len, &details), VERIFY_UNSIGNED);
    assert_string_equal(details.number, SAMPLE_NUMBER);
    buffer_free(&file);
    buffer_free(&before);
}

static void test_another_firms_page_is_noticed(void **state)
{
    struct buffer file, other;
    struct verify_details details;
    (void)state;
    sealed(&file, "Alpha Works");
    sealed(&other, "Gamma Works");
    char *page = memmem(file.data, file.len, "(Alpha Works, page 1", 20);
    const char *others = memmem(other.data, other.len, "(Gamma Works, page 1", 20);
    assert_true(page != NULL && others != NULL);
    memcpy(page, others, 20);
    assert_int_equal(look(file.data, file.len, &details), VERIFY_ALTERED);
    assert_string_equal(details.reason, "what was sealed was changed");
    buffer_free(&file);
    buffer_free(&other);
}

static void test_another_documents_signature_is_noticed(void **state)
{
    struct buffer file, other;
    (void)state;
    sealed(&file, "Alpha Works");
    sealed(&other, "Gamma Works");
    char *contents = memmem(file.data, file.len, "/Contents <", 11);
    const char *others = memmem(other.data, other.len, "/Contents <", 11);
    memcpy(contents, others, 2 * UPDATE_RESERVED);
    assert_int_equal(result_of(&file), VERIFY_ALTERED);
    buffer_free(&file);
    buffer_free(&other);
}

static void test_a_seal_of_someone_else_is_foreign(void **state)
{
    struct buffer file;
    struct verify_details details;
    struct verify *verify_other = NULL;
    struct config *other = configure("other", "other", "");
    (void)state;
    sealed(&file, "Example");
    assert_int_equal(verify_open(other, &verify_other), RESULT_OK);
    assert_int_equal(verify_pdf(verify_other, (const uint8_t *)file.data, file.len, clock_now(), &details), VERIFY_FOREIGN);
    verify_close(verify_other);
    config_free(other);
    /* our certificate, but a timestamp of an authority that is not pinned */
    other = configure("here", "other", "");
    assert_int_equal(verify_open(other, &verify_other), RESULT_OK);
    assert_int_equal(verify_pdf(verify_other, (const uint8_t *)file.data, file.len, clock_now(), &details), VERIFY_UNTRUSTED);
    verify_close(verify_other);
    config_free(other);
    config_free(configure("here", "here", "")); /* the signer's file as it was */
    buffer_free(&file);
}

/* ---- timestamps ----------------------------------------------------------------------------------------------------- */

static void test_a_renewed_document_is_genuine_and_the_old_one_too(void **state)
{
    struct buffer file;
    struct sign_outcome outcome;
    struct verify_details details;
    (void)state;
    sealed(&file, "Example");
    const size_t first = file.len;
    for (unsigned i = 1; i <= 3; i++) {
        const size_t before = file.len;
        assert_int_equal(sign_restamp(sign_here, &file, clock_now(), &outcome), RESULT_OK);
        assert_true(outcome.stamped);
        assert_int_equal(look(file.data, file.len, &details), VERIFY_GENUINE);
        assert_int_equal(details.stamps, i);
        assert_int_equal(look(file.data, before, &details), VERIFY_GENUINE);
    }
    assert_int_equal(unnoticed(&file, flips() / 4, 2), 0);
    assert_int_equal(look(file.data, first, &details), VERIFY_GENUINE);
    add_page_update(&file);
    assert_int_equal(result_of(&file), VERIFY_ALTERED);
    buffer_free(&file);
}

static void test_renewals_have_an_end(void **state)
{
    struct buffer file;
    struct sign_outcome outcome;
    (void)state;
    sealed(&file, "Example");
    for (unsigned i = 0; i < SIGN_STAMPS_MAX; i++)
        assert_int_equal(sign_restamp(sign_here, &file, clock_now(), &outcome), RESULT_OK);
    const size_t len = file.len;
    assert_int_equal(result_of(&file), VERIFY_GENUINE);
    assert_int_equal(sign_restamp(sign_here, &file, clock_now(), &outcome), RESULT_CONFLICT);
    assert_int_equal(file.len, len);
    buffer_free(&file);
}

static void test_without_a_timestamp_it_is_issued_or_waits_by_setting(void **state)
{
    struct config *without = configure("here", "here", "timestamp_authority = none\n");
    struct config *waits = configure("here", "here", "timestamp_authority = http://127.0.0.1:9/\ntimestamp_fallback = wait\n");
    struct sign *sign = NULL;
    struct buffer file;
    struct sign_outcome outcome;
    struct verify_details details;
    (void)state;
    sample(&file, "Example");
    const size_t before = file.len;
    assert_int_equal(sign_open(waits, &sign), RESULT_OK);
    assert_int_equal(sign_pdf(sign, &file, SAMPLE_NUMBER, clock_now(), &outcome), RESULT_UNAVAILABLE);
    assert_int_equal(file.len, before);
    assert_string_not_equal(outcome.fault, "");
    /* it is left alone for a while */
    assert_int_equal(sign_pdf(sign, &file, SAMPLE_NUMBER, clock_now(), &outcome), RESULT_UNAVAILABLE);
    assert_non_null(strstr(outcome.fault, "not asked again"));
    sign_close(sign);
    assert_int_equal(sign_open(without, &sign), RESULT_OK);
    assert_int_equal(sign_pdf(sign, &file, SAMPLE_NUMBER, clock_now(), &outcome), RESULT_OK);
    assert_false(outcome.stamped);
    assert_string_equal(outcome.fault, "no timestamp authority is set up");
    sign_close(sign);
    assert_int_equal(look(file.data, file.len, &details), VERIFY_GENUINE);
    assert_false(details.stamped);
    assert_int_equal(details.good_until, outcome.good_until);
    assert_in_range(outcome.good_until, clock_now() + 2 * (time_t)YEAR, clock_now() + 4 * (time_t)YEAR);
    assert_int_equal(unnoticed(&file, flips() / 4, 3), 0);
    /* the certificate alone says nothing about a time when it is over */
    assert_int_equal(verify_pdf(verify_here, (const uint8_t *)file.data, file.len, clock_now() + 4 * (time_t)YEAR, &details), VERIFY_UNTRUSTED);
    /* stamped later: then it does */
    assert_int_equal(sign_restamp(sign_here, &file, clock_now(), &outcome), RESULT_OK);
    assert_int_equal(verify_pdf(verify_here, (const uint8_t *)file.data, file.len, clock_now() + 4 * (time_t)YEAR, &details), VERIFY_GENUINE);
    assert_true(details.stamped && details.stamps == 1);
    buffer_free(&file);
    config_free(without);
    config_free(waits);
    config_free(configure("here", "here", ""));
}

static void test_a_certificate_that_has_ended_seals_nothing(void **state)
{
    struct config *without = configure("here", "here", "timestamp_authority = none\n");
    struct sign *sign = NULL;
    struct buffer file;
    struct sign_outcome outcome;
    (void)state;
    sample(&file, "Example");
    const size_t before = file.len;
    assert_int_equal(sign_open(without, &sign), RESULT_OK);
    assert_int_equal(sign_pdf(sign, &file, SAMPLE_NUMBER, clock_now() + 4 * (time_t)YEAR, &outcome), RESULT_ERROR);
    assert_string_equal(outcome.fault, "the certificate of the seal has ended");
    assert_int_equal(file.len, before);
    sign_close(sign);
    buffer_free(&file);
    config_free(without);
    config_free(configure("here", "here", ""));
}

static void test_a_stamped_document_outlives_its_certificate(void **state)
{
    struct buffer file;
    struct verify_details details;
    (void)state;
    sealed(&file, "Example");
    assert_int_equal(verify_pdf(verify_here, (const uint8_t *)file.data, file.len, clock_now() + 5 * (time_t)YEAR, &details), VERIFY_GENUINE);
    buffer_free(&file);
}

/* ---- what cannot be sealed ------------------------------------------------------------------------------------------ */

static void test_what_is_no_document_is_refused_and_left_alone(void **state)
{
    struct buffer file;
    struct sign_outcome outcome;
    (void)state;
    buffer_init(&file, SIGN_BYTES_MAX);
    assert_true(buffer_puts(&file, "%PDF-1.7\nnothing\n%%EOF\n"));
    assert_int_equal(sign_pdf(sign_here, &file, SAMPLE_NUMBER, clock_now(), &outcome), RESULT_INVALID);
    assert_string_equal(file.data, "%PDF-1.7\nnothing\n%%EOF\n");
    assert_string_not_equal(outcome.fault, "");
    buffer_free(&file);
    sealed(&file, "Example");
    const size_t len = file.len;
    assert_int_equal(sign_pdf(sign_here, &file, SAMPLE_NUMBER, clock_now(), &outcome), RESULT_INVALID);
    assert_int_equal(file.len, len);
    assert_int_equal(result_of(&file), VERIFY_GENUINE);
    buffer_free(&file);
    sample(&file, "Example");
    assert_int_equal(sign_pdf(sign_here, &file, "a(b", clock_now(), &outcome), RESULT_INVALID);
    assert_int_equal(sign_pdf(sign_here, &file, SAMPLE_NUMBER, -1, &outcome), RESULT_INVALID);
    buffer_free(&file);
    buffer_init(&file, 4096); /* no room for a seal */
    assert_true(sample_document(&file, "Example", 2, 0, false));
    assert_int_equal(sign_pdf(sign_here, &file, SAMPLE_NUMBER, clock_now(), &outcome), RESULT_ERROR);
    buffer_free(&file);
}

static void test_other_files_get_their_own_answer(void **state)
{
    static const struct {
        const char *bytes;
        enum verify_result result;
    } files[] = {
        {"", VERIFY_NOT_PDF},
        {"Dear Sir or Madam", VERIFY_NOT_PDF},
        {"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n", VERIFY_TRUNCATED},
        {"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R>>\nstartxref\n30\n%%EOF\n", VERIFY_FOREIGN},
        {"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Encrypt 2 0 R>>\nstartxref\n9\n%%EOF\n", VERIFY_ENCRYPTED},
    };
    struct verify_details details;
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        assert_int_equal(look(files[i].bytes, strlen(files[i].bytes), &details), files[i].result);
        assert_string_not_equal(details.reason, "");
        assert_string_equal(details.number, "");
    }
}

static void test_a_file_too_large_is_refused_unread(void **state)
{
    struct verify_details details;
    const int fd = open(path_of("large"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    (void)state;
    assert_true(fd >= 0 && ftruncate(fd, 500000000) == 0);
    const int64_t begun = clock_monotonic_ms();
    assert_int_equal(verify_file(verify_here, fd, clock_now(), &details), VERIFY_TOO_LARGE);
    assert_true(clock_monotonic_ms() - begun < 100);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(verify_file(verify_here, fd, clock_now(), &details), VERIFY_NOT_PDF);
    struct buffer file;
    sealed(&file, "Example");
    assert_int_equal(write(fd, file.data, file.len), (ssize_t)file.len);
    assert_int_equal(verify_file(verify_here, fd, clock_now(), &details), VERIFY_GENUINE);
    buffer_free(&file);
    close(fd);
    const int pipe = open("/dev/null", O_RDONLY);
    assert_int_equal(verify_file(verify_here, pipe, clock_now(), &details), VERIFY_ERROR);
    close(pipe);
}

/* ---- the rest that is signed ------------------------------------------------------------------------------------------ */

static void test_a_digest_is_signed(void **state)
{
    uint8_t digest[32] = {1, 2, 3};
    struct buffer cms;
    struct sign_outcome outcome;
    struct verify_details details;
    (void)state;
    buffer_init(&cms, 65536);
    assert_int_equal(sign_digest(sign_here, digest, &cms, &outcome), RESULT_OK);
    assert_true(outcome.stamped);
    assert_int_equal(verify_digest(verify_here, (const uint8_t *)cms.data, cms.len, digest, clock_now(), &details), RESULT_OK);
    assert_true(details.stamped);
    digest[31] = 1;
    assert_int_equal(verify_digest(verify_here, (const uint8_t *)cms.data, cms.len, digest, clock_now(), &details), RESULT_INVALID);
    digest[31] = 0;
    for (size_t i = 0; i < cms.len; i += 5) {
        cms.data[i] ^= 1;
        assert_int_equal(verify_digest(verify_here, (const uint8_t *)cms.data, cms.len, digest, clock_now(), &details), RESULT_INVALID);
        cms.data[i] ^= 1;
    }
    buffer_free(&cms);
}

static void test_a_proof_is_signed(void **state)
{
    const struct proof proof = {.number = SAMPLE_NUMBER, .kind = PROOF_PUBLIC, .subject = PROOF_FIRM, .code = "91350100M000100Y43", .time = 1775001600, .counts = {1, 2}};
    struct proof_keys keys;
    struct proof out;
    char text[PROOF_TEXT_MAX + 1];
    (void)state;
    assert_int_equal(sign_proof(sign_here, &proof, text), RESULT_OK);
    assert_int_equal(proof_keys_load(path_of("here-seal/proof.pem"), &keys), RESULT_OK);
    assert_true(proof_verify(text, SAMPLE_NUMBER, &keys, &out));
    assert_memory_equal(out.counts, proof.counts, sizeof out.counts);
    struct proof wrong = proof;
    wrong.counts[0] = PROOF_COUNT_MAX + 1;
    assert_int_equal(sign_proof(sign_here, &wrong, text), RESULT_INVALID);
    assert_string_equal(text, "");
}

static void test_expiry_is_told_soonest_first(void **state)
{
    struct sign_expiry all[SIGN_EXPIRIES_MAX];
    const time_t now = clock_now();
    (void)state;
    assert_int_equal(sign_expiry(sign_here, now, all), 5);
    for (size_t i = 1; i < 5; i++)
        assert_true(all[i - 1].not_after <= all[i].not_after);
    assert_in_range(all[0].days_left, 1093, 1095);
    assert_string_equal(all[4].subject, "演示根证书（无法律效力）");
    assert_int_equal(sign_expiry(sign_here, all[0].not_after + 1, all), 5);
    assert_int_equal(all[0].days_left, -1);
}

static void test_missing_and_wrong_files_are_told(void **state)
{
    struct config *wrong = configure("nowhere", "here", "");
    struct sign *sign = NULL;
    struct verify *verify = NULL;
    (void)state;
    assert_int_equal(sign_open(wrong, &sign), RESULT_INVALID);
    assert_null(sign);
    assert_int_equal(verify_open(wrong, &verify), RESULT_INVALID);
    assert_null(verify);
    config_free(wrong);
    wrong = configure("here", "here", "timestamp_fallback = perhaps\n");
    assert_int_equal(sign_open(wrong, &sign), RESULT_INVALID);
    config_free(wrong);
    wrong = configure("here", "here", "timestamp_authority = ftp://x/\n");
    assert_int_equal(sign_open(wrong, &sign), RESULT_INVALID);
    config_free(wrong);
    config_free(configure("here", "here", ""));
}

/* ---- the signer ------------------------------------------------------------------------------------------------------- */

static int connect_to_signer(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/signer.sock", folder);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
    return fd;
}

/* Reads one answer; returns its status, -1 at the end of the connection. */
static int answer_of(int fd)
{
    uint8_t head[4], rest[SIGNER_ANSWER_MAX];
    if (recv(fd, head, sizeof head, MSG_WAITALL) != (ssize_t)sizeof head)
        return -1;
    const size_t len = ((size_t)head[0] << 8 | head[1]) - 2;
    if (len > 0 && recv(fd, rest, len, MSG_WAITALL) != (ssize_t)len)
        return -1;
    return head[3];
}

static void test_questions_in_pieces_and_in_a_row_are_answered(void **state)
{
    uint8_t question[72] = {0, 34, SIGNER_VERSION, SIGNER_DOCUMENT};
    const int fd = connect_to_signer();
    (void)state;
    memcpy(question + 36, question, 4);
    for (size_t i = 0; i < 36; i++) {
        assert_int_equal(send(fd, question + i, 1, MSG_NOSIGNAL), 1);
        if (i % 10 == 0)
            usleep(2000);
    }
    assert_int_equal(answer_of(fd), SIGNER_DONE);
    for (int i = 0; i < 20; i++)
        assert_int_equal(send(fd, question, 72, MSG_NOSIGNAL), 72);
    for (int i = 0; i < 40; i++)
        assert_int_equal(answer_of(fd), SIGNER_DONE);
    close(fd);
}

static void test_what_is_no_question_ends_the_connection(void **state)
{
    static const uint8_t wrong[][6] = {{0, 2, 1, 9}, {0, 2, 2, 4}, {255, 255, 1, 1}, {0, 0, 0, 0}, {0, 3, 1, 4, 0}, {'G', 'E', 'T', ' ', '/', ' '}};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const int fd = connect_to_signer();
        assert_int_equal(send(fd, wrong[i], 6, MSG_NOSIGNAL), 6);
        assert_int_equal(answer_of(fd), SIGNER_MALFORMED);
        assert_int_equal(answer_of(fd), -1);
        close(fd);
    }
    assert_int_equal(sign_ping(sign_here), RESULT_OK);
}

static void test_many_connections_are_served(void **state)
{
    int fds[300]; /* more than it keeps: the silent ones make room */
    uint8_t question[4] = {0, 2, SIGNER_VERSION, SIGNER_ABOUT};
    (void)state;
    for (size_t i = 0; i < 300; i++) {
        fds[i] = connect_to_signer();
        assert_int_equal(send(fds[i], question, 4, MSG_NOSIGNAL), 4);
        assert_int_equal(answer_of(fds[i]), SIGNER_DONE);
    }
    assert_int_equal(sign_ping(sign_here), RESULT_OK);
    for (size_t i = 0; i < 300; i++)
        close(fds[i]);
    assert_int_equal(sign_ping(sign_here), RESULT_OK);
}

static void test_a_user_who_is_not_named_is_not_answered(void **state)
{
    int status = 0;
    (void)state;
    if (getuid() != 0)
        skip();
    assert_int_equal(chmod(folder, 0755), 0);
    assert_int_equal(chmod(path_of("signer.sock"), 0666), 0);
    const pid_t child = fork();
    if (child == 0) {
        const uint8_t question[4] = {0, 2, SIGNER_VERSION, SIGNER_ABOUT};
        if (setuid(65534) != 0)
            _exit(9);
        const int fd = connect_to_signer();
        (void)!send(fd, question, 4, MSG_NOSIGNAL);
        _exit(answer_of(fd) == -1 ? 42 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 42);
    assert_int_equal(chmod(path_of("signer.sock"), 0660), 0);
}

static void test_nobody_else_serves_the_same_socket(void **state)
{
    char program[512];
    const char *build = getenv("BUILD_DIR");
    (void)state;
    snprintf(program, sizeof program, "%s/signer", build != NULL ? build : ".");
    assert_int_not_equal(run((const char *const[]){program, "--config", path_of("signer.conf"), NULL}), 0);
    assert_int_equal(sign_ping(sign_here), RESULT_OK);
}

static void test_a_key_that_others_may_read_is_refused(void **state)
{
    char program[512];
    const char *build = getenv("BUILD_DIR");
    (void)state;
    snprintf(program, sizeof program, "%s/signer", build != NULL ? build : ".");
    struct config *other = configure("here", "here", "");
    config_free(other);
    assert_int_equal(stop_signer(), 0);
    assert_int_equal(chmod(path_of("here-keys/document.key"), 0640), 0);
    assert_int_not_equal(run((const char *const[]){program, "--config", path_of("signer.conf"), NULL}), 0);
    assert_int_equal(chmod(path_of("here-keys/document.key"), 0600), 0);
    assert_true(start_signer());
}

static void test_nothing_is_sealed_while_the_signer_is_away(void **state)
{
    struct buffer file;
    struct sign_outcome outcome;
    (void)state;
    sample(&file, "Example");
    const size_t len = file.len;
    assert_int_equal(stop_signer(), 0);
    assert_int_equal(sign_ping(sign_here), RESULT_UNAVAILABLE);
    assert_int_equal(sign_pdf(sign_here, &file, SAMPLE_NUMBER, clock_now(), &outcome), RESULT_UNAVAILABLE);
    assert_int_equal(file.len, len);
    assert_string_equal(outcome.fault, "the signer does not answer");
    assert_true(start_signer());
    assert_int_equal(sign_pdf(sign_here, &file, SAMPLE_NUMBER, clock_now(), &outcome), RESULT_OK);
    assert_int_equal(result_of(&file), VERIFY_GENUINE);
    buffer_free(&file);
}

static void test_a_signer_with_other_keys_is_noticed(void **state)
{
    struct buffer file;
    struct sign_outcome outcome;
    struct sign *sign = NULL;
    struct config *other = configure("other", "other", "");
    (void)state;
    assert_int_equal(sign_open(other, &sign), RESULT_OK);
    assert_int_equal(sign_ping(sign), RESULT_INVALID);
    sample(&file, "Example");
    assert_int_equal(sign_pdf(sign, &file, SAMPLE_NUMBER, clock_now(), &outcome), RESULT_ERROR);
    assert_string_equal(outcome.fault, "the signer's key is not that of the certificate");
    sign_close(sign);
    buffer_free(&file);
    config_free(other);
    config_free(configure("here", "here", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_sealed_document_is_genuine),
        cmocka_unit_test(test_every_change_of_a_bit_is_noticed),
        cmocka_unit_test(test_every_bit_of_the_signature_counts),
        cmocka_unit_test(test_a_cut_file_is_noticed),
        cmocka_unit_test(test_anything_behind_it_is_noticed),
        cmocka_unit_test(test_a_later_update_is_noticed),
        cmocka_unit_test(test_an_update_before_the_seal_is_refused),
        cmocka_unit_test(test_a_removed_seal_is_noticed),
        cmocka_unit_test(test_another_firms_page_is_noticed),
        cmocka_unit_test(test_another_documents_signature_is_noticed),
        cmocka_unit_test(test_a_seal_of_someone_else_is_foreign),
        cmocka_unit_test(test_a_renewed_document_is_genuine_and_the_old_one_too),
        cmocka_unit_test(test_renewals_have_an_end),
        cmocka_unit_test(test_without_a_timestamp_it_is_issued_or_waits_by_setting),
        cmocka_unit_test(test_a_certificate_that_has_ended_seals_nothing),
        cmocka_unit_test(test_a_stamped_document_outlives_its_certificate),
        cmocka_unit_test(test_what_is_no_document_is_refused_and_left_alone),
        cmocka_unit_test(test_other_files_get_their_own_answer),
        cmocka_unit_test(test_a_file_too_large_is_refused_unread),
        cmocka_unit_test(test_a_digest_is_signed),
        cmocka_unit_test(test_a_proof_is_signed),
        cmocka_unit_test(test_expiry_is_told_soonest_first),
        cmocka_unit_test(test_missing_and_wrong_files_are_told),
        cmocka_unit_test(test_questions_in_pieces_and_in_a_row_are_answered),
        cmocka_unit_test(test_what_is_no_question_ends_the_connection),
        cmocka_unit_test(test_many_connections_are_served),
        cmocka_unit_test(test_a_user_who_is_not_named_is_not_answered),
        cmocka_unit_test(test_nobody_else_serves_the_same_socket),
        cmocka_unit_test(test_a_key_that_others_may_read_is_refused),
        cmocka_unit_test(test_nothing_is_sealed_while_the_signer_is_away),
        cmocka_unit_test(test_a_signer_with_other_keys_is_noticed),
    };
    return cmocka_run_group_tests_name("sealing", tests, set_up, tear_down);
}
