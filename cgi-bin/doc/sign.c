/* Sealing: puts documents, certificates, the signer's answers and timestamps together. */
#include "doc/sign.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/random.h"
#include "doc/cms.h"
#include "doc/signer.h"
#include "doc/timestamp.h"
#include "doc/trust.h"
#include "doc/update.h"
#include "doc/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAMP_SECONDS 3        /* an authority on the network gets so long, then timestamp_fallback decides */
#define STAMP_PAUSE_MS 30000   /* one that failed is left alone so long: a visitor must not wait for it again and again */
#define DAY 86400

struct sign {
    struct trust trust;
    struct verify *verify;
    struct signer *signer;
    struct proof_keys proof;
    char *authority;        /* "signer", "none", or an address */
    long stamp_seconds;
    bool wait;              /* timestamp_fallback = wait */
    int64_t stamp_after;    /* clock_monotonic_ms() before which the authority is not asked */
};

/* ---- opening ----------------------------------------------------------------------------------------------------------- */

static bool read_settings(struct sign *sign, const struct config *config)
{
    bool ok = true;
    const char *fallback = config_text(config, "timestamp_fallback", "issue");
    sign->authority = strdup(config_text(config, "timestamp_authority", "signer"));
    if (sign->authority == NULL)
        return false;
    sign->stamp_seconds = config_int(config, "timestamp_seconds", STAMP_SECONDS, 1, 30, &ok);
    sign->wait = strcmp(fallback, "wait") == 0;
    if (!sign->wait && strcmp(fallback, "issue") != 0) {
        log_error("timestamp_fallback is issue or wait, not %s", fallback);
        ok = false;
    }
    if (strcmp(sign->authority, "signer") != 0 && strcmp(sign->authority, "none") != 0 &&
        strncmp(sign->authority, "http://", 7) != 0 && strncmp(sign->authority, "https://", 8) != 0) {
        log_error("timestamp_authority is signer, none or an http address, not %s", sign->authority);
        ok = false;
    }
    return ok;
}

enum result sign_open(const struct config *config, struct sign **out)
{
    struct sign *sign = calloc(1, sizeof *sign);
    char socket[CONFIG_VALUE_MAX + 16];
    const char *keys = config_text(config, "seal_proof_keys", SYSCONFDIR "/credit-portal/seal/proof.pem");
    *out = NULL;
    if (sign == NULL)
        return RESULT_ERROR;
    snprintf(socket, sizeof socket, "%s/signer.sock", config_text(config, "run_dir", "/run/credit-portal"));
    enum result result = read_settings(sign, config) ? trust_load(config, &sign->trust) : RESULT_INVALID;
    if (result == RESULT_OK && sign->trust.seal.count > CMS_CERTIFICATES_MAX) {
        log_error("seal_certificate: more than %d certificates", CMS_CERTIFICATES_MAX);
        result = RESULT_INVALID;
    }
    if (result == RESULT_OK && proof_keys_load(keys, &sign->proof) != RESULT_OK) {
        log_error("%s: no Ed25519 public key there", keys);
        result = RESULT_INVALID;
    }
    if (result == RESULT_OK)
        result = verify_open(config, &sign->verify);
    sign->signer = signer_client(config_text(config, "socket_signer", socket));
    if (result == RESULT_OK && sign->signer == NULL)
        result = RESULT_ERROR;
    if (result == RESULT_OK)
        *out = sign;
    else
        sign_close(sign);
    return result;
}

void sign_close(struct sign *sign)
{
    if (sign == NULL)
        return;
    signer_close(sign->signer);
    verify_close(sign->verify);
    trust_free(&sign->trust);
    free(sign->authority);
    free(sign);
}

enum result sign_ping(struct sign *sign)
{
    const uint8_t *answer;
    size_t len;
    uint8_t digest[32];
    const enum result result = signer_ask(sign->signer, SIGNER_ABOUT, NULL, &answer, &len);
    if (result != RESULT_OK)
        return result;
    if (len == 64 && certificate_key_digest(sign->trust.seal.der[0], digest) && memcmp(answer, digest, 32) == 0 &&
        memcmp(answer + 32, sign->proof.key[0], 32) == 0)
        return RESULT_OK;
    log_error("the signer's keys are not those of seal_certificate and seal_proof_keys");
    return RESULT_INVALID;
}

/* ---- parts ---------------------------------------------------------------------------------------------------------------- */

static void say(struct sign_outcome *outcome, const char *fault)
{
    snprintf(outcome->fault, sizeof outcome->fault, "%s", fault);
}

/* The document key's signature over the attributes, checked: a broken one is never given out. `out` gets the bytes. */
static enum result sign_attributes(struct sign *sign, struct cms *cms, struct buffer *out, struct sign_outcome *outcome)
{
    struct buffer attributes;
    uint8_t digest[32];
    const uint8_t *answer;
    size_t len;
    buffer_init(&attributes, CMS_BYTES_MAX);
    cms->n_certificates = sign->trust.seal.count;
    memcpy(cms->certificates, sign->trust.seal.der, cms->n_certificates * sizeof *cms->certificates);
    enum result result = cms_attributes(cms, &attributes) ? RESULT_OK : RESULT_ERROR;
    if (result == RESULT_OK) {
        sha256_of((struct span){(const uint8_t *)attributes.data, attributes.len}, (struct span){NULL, 0}, digest);
        result = signer_ask(sign->signer, SIGNER_DOCUMENT, digest, &answer, &len);
        say(outcome, result == RESULT_OK ? "" : "the signer does not answer");
    }
    if (result == RESULT_OK && !certificate_verify(cms->certificates[0], digest, (struct span){answer, len})) {
        log_error("the signer's signature does not fit seal_certificate");
        say(outcome, "the signer's key is not that of the certificate");
        result = RESULT_ERROR;
    }
    if (result == RESULT_OK && !buffer_add(out, answer, len))
        result = RESULT_ERROR;
    cms->signature = (struct span){(const uint8_t *)out->data, out->len};
    buffer_free(&attributes);
    return result;
}

/* An answer of an authority on the network: its token is added to `out`. */
static enum result fetch_stamp(struct sign *sign, const uint8_t digest[32], const uint8_t nonce[8], struct buffer *out, const char **fault)
{
    struct buffer request, answer;
    struct span token;
    if (clock_monotonic_ms() < sign->stamp_after) {
        *fault = "the timestamp authority failed just now and is not asked again yet";
        return RESULT_UNAVAILABLE;
    }
    buffer_init(&request, TIMESTAMP_REQUEST_MAX);
    buffer_init(&answer, TIMESTAMP_RESPONSE_MAX);
    timestamp_request(digest, nonce, &request);
    enum result result = timestamp_fetch(sign->authority, (const uint8_t *)request.data, request.len, sign->stamp_seconds, &answer, fault);
    if (result == RESULT_OK &&
        !(timestamp_response((struct span){(const uint8_t *)answer.data, answer.len}, &token, fault) && buffer_add(out, token.at, token.len)))
        result = RESULT_UNAVAILABLE;
    sign->stamp_after = result == RESULT_OK ? 0 : clock_monotonic_ms() + STAMP_PAUSE_MS;
    buffer_free(&request);
    buffer_free(&answer);
    return result;
}

/* A checked timestamp over a digest. RESULT_UNAVAILABLE: none is to be had, outcome->fault says why. */
static enum result get_stamp(struct sign *sign, const uint8_t digest[32], struct buffer *out, struct sign_outcome *outcome)
{
    uint8_t question[40];
    const uint8_t *answer;
    size_t len;
    struct stamp stamp;
    const char *fault = "";
    enum result result = RESULT_UNAVAILABLE;
    memcpy(question, digest, 32);
    random_bytes(question + 32, 8);
    if (strcmp(sign->authority, "none") == 0) {
        fault = "no timestamp authority is set up";
    } else if (strcmp(sign->authority, "signer") == 0) {
        result = signer_ask(sign->signer, SIGNER_STAMP, question, &answer, &len);
        fault = "the signer gives no timestamp";
        if (result == RESULT_OK && !buffer_add(out, answer, len))
            result = RESULT_ERROR;
    } else {
        result = fetch_stamp(sign, digest, question + 32, out, &fault);
    }
    if (result == RESULT_OK &&
        timestamp_check((struct span){(const uint8_t *)out->data, out->len}, digest, question + 32, &sign->trust.stamp_anchors,
                        sign->trust.lists.der, sign->trust.lists.count, &stamp, &fault) != STAMP_GOOD)
        result = RESULT_UNAVAILABLE;
    if (result != RESULT_OK) {
        log_warn("no timestamp: %s", fault);
        say(outcome, fault);
        return RESULT_UNAVAILABLE;
    }
    outcome->stamped = true;
    outcome->stamped_at = stamp.at;
    outcome->good_until = stamp.until;
    return RESULT_OK;
}

/* A seal by a certificate that has ended would be believed by nobody. Without a timestamp the caller's time counts. */
static enum result still_valid(const struct cms *cms, time_t now, struct sign_outcome *outcome)
{
    if ((outcome->stamped ? outcome->stamped_at : now) <= certificate_end(cms->certificates[0]))
        return RESULT_OK;
    log_error("the certificate of the seal has ended: see seal_certificate");
    say(outcome, "the certificate of the seal has ended");
    return RESULT_ERROR;
}

/* The structure over cms->digest, with a timestamp where one is to be had, into `out`. With `must`: not without. */
static enum result make_cms(struct sign *sign, struct cms *cms, bool must, struct buffer *out, struct sign_outcome *outcome)
{
    struct buffer signature, token;
    uint8_t digest[32];
    buffer_init(&signature, CMS_BYTES_MAX);
    buffer_init(&token, TIMESTAMP_RESPONSE_MAX);
    enum result result = sign_attributes(sign, cms, &signature, outcome);
    if (result == RESULT_OK) {
        sha256_of(cms->signature, (struct span){NULL, 0}, digest);
        const enum result stamped = get_stamp(sign, digest, &token, outcome);
        if (stamped == RESULT_OK)
            cms->token = (struct span){(const uint8_t *)token.data, token.len};
        else if (must)
            result = stamped;
        if (!outcome->stamped)
            outcome->good_until = certificate_end(cms->certificates[0]);
    }
    if (result == RESULT_OK && !cms_write(cms, out))
        result = RESULT_ERROR;
    cms->signature = cms->token = (struct span){NULL, 0};
    buffer_free(&signature);
    buffer_free(&token);
    return result;
}

/* ---- documents ------------------------------------------------------------------------------------------------------------ */

static bool has(const struct span *all, size_t n, struct span one)
{
    for (size_t i = 0; i < n; i++)
        if (span_equal(all[i], one.at, one.len))
            return true;
    return false;
}

/* Adds what is neither in `all` nor in `known`, as far as there is room. */
static void add_new(struct span *all, size_t *n, const struct span *more, size_t n_more, const struct span *known, size_t n_known)
{
    for (size_t i = 0; i < n_more; i++)
        if (*n < UPDATE_BLOBS_MAX && !has(all, *n, more[i]) && !has(known, n_known, more[i]))
            all[(*n)++] = more[i];
}

/* What a later reader needs to check everything without asking anyone: level LT. */
static void add_evidence(const struct sign *sign, struct update *update, const struct span *known, size_t n_known,
                         const struct span *known_lists, size_t n_known_lists)
{
    const struct certificates *all[] = {&sign->trust.seal, &sign->trust.anchors, &sign->trust.stamp, &sign->trust.stamp_anchors};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        add_new(update->certificates, &update->n_certificates, all[i]->der, all[i]->count, known, n_known);
    add_new(update->lists, &update->n_lists, sign->trust.lists.der, sign->trust.lists.count, known_lists, n_known_lists);
}

/* Takes back what was added to a file. */
static void cut(struct buffer *file, size_t len)
{
    file->failed = false;
    file->len = len;
    if (file->data != NULL)
        file->data[len] = '\0';
}

static enum result result_of(enum update_result result, struct sign_outcome *outcome)
{
    switch (result) {
    case UPDATE_FINE:
        return RESULT_OK;
    case UPDATE_NO_SEAL:
        say(outcome, "the document has no empty seal");
        return RESULT_INVALID;
    case UPDATE_WRONG:
        say(outcome, "the document or its number is not of the form");
        return RESULT_INVALID;
    default:
        say(outcome, "the document is too large to be sealed");
        return RESULT_ERROR;
    }
}

/* The digest of what a signature covers; *sha256 knows everything up to /Contents for the whole file's. */
static enum result digest_covered(const struct buffer *file, const struct update_place *place, struct sha256 **sha256, uint8_t digest[32])
{
    const uint8_t *bytes = (const uint8_t *)file->data;
    *sha256 = sha256_begin((struct span){bytes, place->contents});
    if (*sha256 == NULL)
        return RESULT_ERROR;
    sha256_end(*sha256, (struct span){bytes + place->contents_end, place->end - place->contents_end}, digest);
    return RESULT_OK;
}

/* Writes the update of a document behind it. The document's bytes may move: it is opened on a copy of what it points to. */
static enum result append(struct buffer *file, const struct update *update, struct update_place *place, struct sign_outcome *outcome)
{
    struct buffer added;
    struct pdf document;
    if (pdfread_open((const uint8_t *)file->data, file->len, &document) != PDF_FINE) {
        say(outcome, "not a document of our form");
        return RESULT_INVALID;
    }
    if (update->kind == UPDATE_SEAL && document.n_revisions != 1) {
        pdfread_close(&document);
        say(outcome, "the document was changed since it was set");
        return RESULT_INVALID;
    }
    buffer_init(&added, UPDATE_BYTES_MAX);
    enum result result = result_of(update_write(&document, update, &added, place), outcome);
    pdfread_close(&document);
    if (result == RESULT_OK && !buffer_add(file, added.data, added.len)) {
        say(outcome, "the document's buffer has no room for a seal");
        result = RESULT_ERROR;
    }
    buffer_free(&added);
    return result;
}

static bool fill(struct buffer *file, const struct update_place *place, const struct buffer *der, const struct sha256 *sha256,
                 struct sign_outcome *outcome)
{
    if (update_fill((uint8_t *)file->data, place, (const uint8_t *)der->data, der->len)) {
        sha256_end(sha256, (struct span){(const uint8_t *)file->data + place->contents, file->len - place->contents}, outcome->sha256);
        return true;
    }
    say(outcome, "signature and timestamp are longer than what is reserved");
    return false;
}

enum result sign_pdf(struct sign *sign, struct buffer *file, const char *number, time_t now, struct sign_outcome *outcome)
{
    struct update update = {.kind = UPDATE_SEAL};
    struct update_place place;
    struct buffer der;
    struct cms cms = {0};
    struct sha256 *sha256 = NULL;
    const size_t before = file->len;
    *outcome = (struct sign_outcome){0};
    buffer_init(&der, CMS_BYTES_MAX);
    if (strlen(number) > SIGN_NUMBER_MAX || !update_date(now, update.date)) {
        say(outcome, "the number or the time is not of the form");
        return RESULT_INVALID;
    }
    memcpy(update.number, number, strlen(number) + 1);
    add_evidence(sign, &update, NULL, 0, NULL, 0);
    enum result result = append(file, &update, &place, outcome);
    if (result == RESULT_OK)
        result = digest_covered(file, &place, &sha256, cms.digest);
    if (result == RESULT_OK)
        result = make_cms(sign, &cms, sign->wait, &der, outcome);
    if (result == RESULT_OK)
        result = still_valid(&cms, now, outcome);
    if (result == RESULT_OK && !fill(file, &place, &der, sha256, outcome))
        result = RESULT_ERROR;
    if (result != RESULT_OK)
        cut(file, before);
    sha256_free(sha256);
    buffer_free(&der);
    return result;
}

/* What an earlier timestamp needs for later and the document does not have yet. */
static bool evidence_missing(const struct sign *sign, const struct buffer *file, struct update *update, struct pdf *document)
{
    struct span certificates[UPDATE_ALL_MAX], lists[UPDATE_ALL_MAX];
    size_t n_certificates = 0, n_lists = 0;
    if (pdfread_open((const uint8_t *)file->data, file->len, document) != PDF_FINE)
        return false;
    const bool read = update_evidence(document, certificates, &n_certificates, lists, &n_lists);
    if (read)
        add_evidence(sign, update, certificates, n_certificates, lists, n_lists);
    pdfread_close(document);
    return read;
}

enum result sign_restamp(struct sign *sign, struct buffer *file, time_t now, struct sign_outcome *outcome)
{
    struct verify_details details;
    struct update update = {.kind = UPDATE_STAMP};
    struct update_place place;
    struct buffer token;
    struct pdf document;
    uint8_t digest[32];
    struct sha256 *sha256 = NULL;
    const size_t before = file->len;
    *outcome = (struct sign_outcome){0};
    if (verify_pdf(sign->verify, (const uint8_t *)file->data, file->len, now, &details) != VERIFY_GENUINE) {
        say(outcome, details.reason);
        return RESULT_INVALID;
    }
    if (details.stamps >= SIGN_STAMPS_MAX) {
        say(outcome, "the document has as many timestamps as it may have");
        return RESULT_CONFLICT;
    }
    update.ordinal = details.stamps + 1;
    buffer_init(&token, TIMESTAMP_RESPONSE_MAX);
    enum result result = evidence_missing(sign, file, &update, &document) ? append(file, &update, &place, outcome) : RESULT_INVALID;
    if (result == RESULT_OK)
        result = digest_covered(file, &place, &sha256, digest);
    if (result == RESULT_OK)
        result = get_stamp(sign, digest, &token, outcome);
    if (result == RESULT_OK && !fill(file, &place, &token, sha256, outcome))
        result = RESULT_ERROR;
    if (result != RESULT_OK)
        cut(file, before);
    sha256_free(sha256);
    buffer_free(&token);
    return result;
}

/* ---- other things that are signed --------------------------------------------------------------------------------------- */

enum result sign_digest(struct sign *sign, const unsigned char digest[32], struct buffer *out, struct sign_outcome *outcome)
{
    struct cms cms = {0};
    *outcome = (struct sign_outcome){0};
    memcpy(cms.digest, digest, sizeof cms.digest);
    return make_cms(sign, &cms, false, out, outcome);
}

enum result sign_proof(struct sign *sign, const struct proof *proof, char out[PROOF_TEXT_MAX + 1])
{
    uint8_t payload[PROOF_PAYLOAD_MAX], digest[32];
    const uint8_t *answer;
    size_t payload_len, len;
    struct proof again;
    *out = '\0';
    if (!proof_digest(proof, sign->proof.key[0], payload, &payload_len, digest))
        return RESULT_INVALID;
    const enum result result = signer_ask(sign->signer, SIGNER_PROOF, digest, &answer, &len);
    if (result != RESULT_OK)
        return result;
    if (len != PROOF_SIGNATURE)
        return RESULT_ERROR;
    proof_text(payload, payload_len, answer, out);
    if (proof_verify(out, proof->number, &sign->proof, &again))
        return RESULT_OK;
    log_error("the signer's proof key is not that of seal_proof_keys");
    *out = '\0';
    return RESULT_ERROR;
}

/* ---- expiry ---------------------------------------------------------------------------------------------------------------- */

static void add_expiry(struct sign_expiry *out, size_t *n, const char *role, const char *subject, time_t end, time_t now)
{
    if (*n == SIGN_EXPIRIES_MAX)
        return;
    const int64_t left = (int64_t)end - (int64_t)now;
    struct sign_expiry one = {.role = role, .not_after = end, .days_left = (int)(left >= 0 ? left / DAY : -((-left + DAY - 1) / DAY))};
    snprintf(one.subject, sizeof one.subject, "%s", subject);
    size_t at = (*n)++;
    for (; at > 0 && out[at - 1].not_after > end; at--)
        out[at] = out[at - 1];
    out[at] = one;
}

size_t sign_expiry(const struct sign *sign, time_t now, struct sign_expiry out[SIGN_EXPIRIES_MAX])
{
    const struct {
        const char *role;
        const struct certificates *certificates;
    } all[] = {{"document", &sign->trust.seal}, {"document-anchor", &sign->trust.anchors},
               {"timestamp", &sign->trust.stamp}, {"timestamp-anchor", &sign->trust.stamp_anchors}};
    char name[SIGN_NAME_MAX];
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (size_t k = 0; k < all[i].certificates->count; k++) {
            certificate_name(all[i].certificates->der[k], false, name, sizeof name);
            add_expiry(out, &n, all[i].role, name, certificate_end(all[i].certificates->der[k]), now);
        }
    for (size_t i = 0; i < sign->trust.lists.count; i++) {
        const time_t end = list_end(sign->trust.lists.der[i], name, sizeof name);
        add_expiry(out, &n, "revocation-list", name, end, now);
    }
    return n;
}
