/* Verification of sealed documents: form, coverage, signature, chain, timestamps. */
#include "doc/verify.h"

#include "base/log.h"
#include "doc/cms.h"
#include "doc/timestamp.h"
#include "doc/trust.h"
#include "doc/update.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define REPORT_DIGITS 17 /* of a report's number: the moment to the millisecond, then five signs with one letter */
#define REPORT_NUMBER 22

struct verify {
    struct trust trust;
};

/* A document under verification. */
struct check {
    struct verify *verify;
    struct span file;
    time_t now;
    struct verify_details *details;
    struct pdf newest;
    struct span lists[UPDATE_ALL_MAX + CERTIFICATES_MAX]; /* ours, and those in the document's /DSS */
    size_t n_lists;
    struct cms cms;
    uint8_t seal[UPDATE_RESERVED]; /* the DER that cms points into */
};

enum result verify_open(const struct config *config, struct verify **out)
{
    struct verify *verify = calloc(1, sizeof *verify);
    *out = NULL;
    if (verify == NULL)
        return RESULT_ERROR;
    const enum result result = trust_load(config, &verify->trust);
    if (result == RESULT_OK)
        *out = verify;
    else
        verify_close(verify);
    return result;
}

void verify_close(struct verify *verify)
{
    if (verify == NULL)
        return;
    trust_free(&verify->trust);
    free(verify);
}

const char *verify_result_name(enum verify_result result)
{
    static const char *const names[] = {"genuine", "altered", "unsigned", "foreign", "untrusted", "encrypted", "truncated", "not-pdf", "too-large", "error"};
    return names[result];
}

static enum verify_result because(struct check *check, enum verify_result result, const char *reason)
{
    check->details->reason = reason;
    return result;
}

/* ---- files that are not ours -------------------------------------------------------------------------------------------- */

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_sign(uint8_t c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Whether a report's number stands at `at`: ^\d{17}(?=.{5}$)\d*[A-Z]\d*$, of this century. */
static bool is_number(const uint8_t *at)
{
    int letters = 0;
    for (size_t i = 0; i < REPORT_NUMBER; i++) {
        if (is_digit(at[i]))
            continue;
        if (i < REPORT_DIGITS || at[i] < 'A' || at[i] > 'Z' || ++letters > 1)
            return false;
    }
    return letters == 1 && at[0] == '2' && at[1] == '0';
}

/* Looks for a report's number anywhere in the bytes, as metadata and link have it. */
static bool find_number(struct span file, char *out)
{
    for (size_t i = 0, run = 0; i < file.len; i++) {
        if (!is_digit(file.at[i])) {
            run = 0;
            continue;
        }
        run++;
        if (run != REPORT_DIGITS || i + 1 < REPORT_DIGITS)
            continue;
        const size_t at = i + 1 - REPORT_DIGITS;
        if (file.len - at >= REPORT_NUMBER && is_number(file.at + at) && (at == 0 || !is_sign(file.at[at - 1])) &&
            (file.len - at == REPORT_NUMBER || !is_sign(file.at[at + REPORT_NUMBER]))) {
            memcpy(out, file.at + at, REPORT_NUMBER);
            out[REPORT_NUMBER] = '\0';
            return true;
        }
    }
    return false;
}

/* A file whose form is broken or another: once ours, or never. */
static enum verify_result altered_or_foreign(struct check *check, const char *altered, const char *foreign)
{
    static const char phrase[] = "/SubFilter /ETSI.CAdES.detached /M (D:";
    const bool ours = find_number(check->file, check->details->number) ||
                      memmem(check->file.at, check->file.len, phrase, strlen(phrase)) != NULL;
    return ours ? because(check, VERIFY_ALTERED, altered) : because(check, VERIFY_FOREIGN, foreign);
}

static enum verify_result unreadable(struct check *check, enum pdf_fault fault)
{
    switch (fault) {
    case PDF_NO_PDF:
        return because(check, VERIFY_NOT_PDF, "the file is no PDF");
    case PDF_CUT:
        (void)!find_number(check->file, check->details->number);
        return because(check, VERIFY_TRUNCATED, "the file has no end");
    case PDF_ENCRYPTED:
        return because(check, VERIFY_ENCRYPTED, "the file is encrypted, ours never are");
    case PDF_NO_MEMORY:
        return because(check, VERIFY_ERROR, "no memory");
    default:
        return altered_or_foreign(check, "the file's structure was changed", "a PDF of another form than ours");
    }
}

/* ---- the seal -------------------------------------------------------------------------------------------------------------- */

/* SHA-256 over everything up to the end of an update but its /Contents. */
static void covered_digest(struct span file, const struct update_place *place, uint8_t digest[32])
{
    sha256_of((struct span){file.at, place->contents}, (struct span){file.at + place->contents_end, place->end - place->contents_end}, digest);
}

static bool is_our_signer(const struct trust *trust, struct span certificate)
{
    if (span_equal(certificate, trust->seal.der[0].at, trust->seal.der[0].len))
        return true;
    for (size_t i = 0; i < trust->former.count; i++)
        if (span_equal(certificate, trust->former.der[i].at, trust->former.der[i].len))
            return true;
    return false;
}

/* Whether the structure's own signature is the certificate's. */
static bool signature_good(const struct cms *cms)
{
    uint8_t digest[32];
    struct buffer attributes;
    buffer_init(&attributes, CMS_BYTES_MAX);
    bool good = cms_attributes(cms, &attributes);
    if (good) {
        sha256_of((struct span){(const uint8_t *)attributes.data, attributes.len}, (struct span){NULL, 0}, digest);
        good = certificate_verify(cms->certificates[0], digest, cms->signature);
    }
    buffer_free(&attributes);
    return good;
}

static void note_stamp(struct verify_details *details, const struct stamp *stamp)
{
    details->good_until = stamp->until;
    if (details->stamped && details->stamped_at <= stamp->at)
        return;
    details->stamped = true;
    details->stamped_at = stamp->at;
    memcpy(details->authority, stamp->authority, sizeof details->authority);
}

static enum verify_result check_stamp(struct check *check, struct span token, const uint8_t digest[32])
{
    struct stamp stamp;
    const char *fault;
    switch (timestamp_check(token, digest, NULL, &check->verify->trust.stamp_anchors, check->lists, check->n_lists, &stamp, &fault)) {
    case STAMP_GOOD:
        note_stamp(check->details, &stamp);
        return VERIFY_GENUINE;
    case STAMP_WRONG:
        return because(check, VERIFY_ALTERED, fault);
    default:
        return because(check, VERIFY_UNTRUSTED, fault);
    }
}

/* Signature, signer and timestamp of a structure over a digest; its chain comes last, when the time is known. */
static enum verify_result check_cms(struct check *check, const uint8_t digest[32])
{
    const struct cms *cms = &check->cms;
    certificate_name(cms->certificates[0], false, check->details->signer, sizeof check->details->signer);
    certificate_name(cms->certificates[0], true, check->details->issuer, sizeof check->details->issuer);
    check->details->good_until = certificate_end(cms->certificates[0]);
    if (memcmp(digest, cms->digest, 32) != 0)
        return because(check, VERIFY_ALTERED, "what was sealed was changed");
    if (!signature_good(cms))
        return because(check, VERIFY_ALTERED, "the signature does not verify");
    if (!is_our_signer(&check->verify->trust, cms->certificates[0]))
        return because(check, VERIFY_FOREIGN, "sealed by someone else");
    if (cms->token.len == 0)
        return VERIFY_GENUINE;
    uint8_t imprint[32];
    sha256_of(cms->signature, (struct span){NULL, 0}, imprint);
    return check_stamp(check, cms->token, imprint);
}

static enum verify_result check_chain(struct check *check)
{
    const struct verify_details *details = check->details;
    const struct chain chain = {.certificates = check->cms.certificates, .count = check->cms.n_certificates,
                                .anchors = &check->verify->trust.anchors, .lists = check->lists, .n_lists = check->n_lists,
                                .time = details->stamped ? details->stamped_at : check->now};
    switch (chain_check(&chain, &check->details->revocation_checked)) {
    case CHAIN_GOOD:
        return because(check, VERIFY_GENUINE, details->stamped ? "sealed, stamped and unchanged" : "sealed and unchanged; no timestamp proves the time");
    case CHAIN_EXPIRED:
        return because(check, VERIFY_UNTRUSTED, details->stamped ? "the certificate was not valid at the stamped time"
                                                                 : "the certificate is not valid, and no timestamp proves that it was");
    case CHAIN_REVOKED:
        return because(check, VERIFY_UNTRUSTED, "the certificate was revoked before the time");
    case CHAIN_FOREIGN:
        return because(check, VERIFY_FOREIGN, "the certificate does not lead to a pinned anchor");
    case CHAIN_WRONG:
        return because(check, VERIFY_ALTERED, "a certificate in the seal does not belong there");
    default:
        return because(check, VERIFY_ERROR, "no memory");
    }
}

static void collect_lists(struct check *check, const struct pdf *pdf)
{
    struct span certificates[UPDATE_ALL_MAX];
    size_t n_certificates = 0, n_lists = 0;
    const struct lists *own = &check->verify->trust.lists;
    memcpy(check->lists, own->der, own->count * sizeof *check->lists);
    check->n_lists = own->count;
    if (pdf != NULL && update_evidence(pdf, certificates, &n_certificates, check->lists + own->count, &n_lists))
        check->n_lists += n_lists;
}

/* ---- the updates ---------------------------------------------------------------------------------------------------------- */

static enum verify_result check_seal(struct check *check, const struct update *update, const struct update_place *place)
{
    uint8_t digest[32];
    size_t len;
    memcpy(check->details->number, update->number, sizeof check->details->number);
    check->details->claimed_at = update_moment(update->date);
    if (!update_contents(check->file.at, place, check->seal, &len) || !cms_read(check->seal, len, &check->cms))
        return because(check, VERIFY_ALTERED, "the signature's structure was changed");
    covered_digest(check->file, place, digest);
    return check_cms(check, digest);
}

static enum verify_result check_document_stamp(struct check *check, const struct update_place *place)
{
    uint8_t digest[32], token[UPDATE_RESERVED];
    size_t len;
    if (!update_contents(check->file.at, place, token, &len))
        return because(check, VERIFY_ALTERED, "a timestamp's structure was changed");
    covered_digest(check->file, place, digest);
    check->details->stamps++;
    return check_stamp(check, (struct span){token, len}, digest);
}

/* One revision against the one before it. */
static enum verify_result check_revision(struct check *check, const struct pdf *before, const struct pdf *after, size_t at)
{
    struct update update;
    struct update_place place;
    if (!update_read(before, after, at == 1 ? UPDATE_SEAL : UPDATE_STAMP, (unsigned)at - 1, &update, &place)) {
        if (at > 1)
            return because(check, VERIFY_ALTERED, "something was added behind the seal");
        return altered_or_foreign(check, "the seal is not in its one form", "a PDF of another form than ours");
    }
    return at == 1 ? check_seal(check, &update, &place) : check_document_stamp(check, &place);
}

static enum verify_result check_revisions(struct check *check)
{
    enum verify_result result = VERIFY_GENUINE;
    struct pdf before, after = {0};
    const struct pdf_revision *revisions = check->newest.revisions;
    enum pdf_fault fault = pdfread_open(check->file.at, revisions[0].end, &before);
    if (fault != PDF_FINE)
        return unreadable(check, fault);
    for (size_t i = 1; i < check->newest.n_revisions && result == VERIFY_GENUINE; i++) {
        fault = pdfread_open(check->file.at, revisions[i].end, &after);
        result = fault == PDF_FINE ? check_revision(check, &before, &after, i) : unreadable(check, fault);
        pdfread_close(&before);
        before = after;
        after.offsets = NULL;
    }
    pdfread_close(&before);
    return result == VERIFY_GENUINE ? check_chain(check) : result;
}

enum verify_result verify_pdf(struct verify *verify, const uint8_t *bytes, size_t len, time_t now, struct verify_details *details)
{
    *details = (struct verify_details){.reason = ""};
    struct check *check = calloc(1, sizeof *check);
    if (check == NULL) {
        details->reason = "no memory";
        return VERIFY_ERROR;
    }
    check->verify = verify;
    check->file = (struct span){bytes, len};
    check->now = now;
    check->details = details;
    enum verify_result result;
    if (len > VERIFY_BYTES_MAX) {
        result = because(check, VERIFY_TOO_LARGE, "larger than anything that is issued");
    } else {
        sha256_of(check->file, (struct span){NULL, 0}, details->sha256);
        const enum pdf_fault fault = pdfread_open(bytes, len, &check->newest);
        if (fault != PDF_FINE) {
            result = unreadable(check, fault);
        } else if (check->newest.n_revisions == 1) {
            (void)!find_number(check->file, details->number);
            result = update_has_empty_seal(&check->newest) ? because(check, VERIFY_UNSIGNED, "the seal is empty")
                                                           : altered_or_foreign(check, "the seal is gone", "a PDF of another form than ours");
        } else {
            collect_lists(check, &check->newest);
            result = check_revisions(check);
        }
        pdfread_close(&check->newest);
    }
    free(check);
    return result;
}

enum verify_result verify_file(struct verify *verify, int fd, time_t now, struct verify_details *details)
{
    struct stat status;
    *details = (struct verify_details){.reason = "the file cannot be read"};
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return VERIFY_ERROR;
    if (status.st_size > (off_t)VERIFY_BYTES_MAX) {
        details->reason = "larger than anything that is issued";
        return VERIFY_TOO_LARGE;
    }
    if (status.st_size == 0) {
        details->reason = "the file is empty";
        return VERIFY_NOT_PDF;
    }
    void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED) {
        log_error("a file to be verified cannot be mapped: %s", strerror(errno));
        return VERIFY_ERROR;
    }
    const enum verify_result result = verify_pdf(verify, bytes, (size_t)status.st_size, now, details);
    munmap(bytes, (size_t)status.st_size);
    return result;
}

enum result verify_digest(struct verify *verify, const uint8_t *cms, size_t len, const uint8_t digest[32], time_t now,
                          struct verify_details *details)
{
    *details = (struct verify_details){.reason = "the signature's structure was changed"};
    struct check *check = calloc(1, sizeof *check);
    if (check == NULL)
        return RESULT_ERROR;
    check->verify = verify;
    check->now = now;
    check->details = details;
    collect_lists(check, NULL);
    const bool good = cms_read(cms, len, &check->cms) && check_cms(check, digest) == VERIFY_GENUINE && check_chain(check) == VERIFY_GENUINE;
    free(check);
    return good ? RESULT_OK : RESULT_INVALID;
}
