/* RFC 3161 timestamps: requests, and the checks of a token. */
#include "doc/timestamp.h"

#include "doc/cms.h"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <stdlib.h>
#include <string.h>

#define BYTES(...) ((const uint8_t[]){__VA_ARGS__}), sizeof((const uint8_t[]){__VA_ARGS__})

#define OID_SIGNED_DATA 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02
#define OID_TST_INFO 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04
#define OID_SHA(n) 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, n
#define OID_RSA(n) 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, n
#define OID_ECDSA(n) 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, n

void timestamp_request(const uint8_t digest[32], const uint8_t nonce[8], struct buffer *out)
{
    uint8_t number[9] = {0};
    const size_t begin = out->len;
    der_add(out, DER_INTEGER, "\x01", 1);
    const size_t imprint = out->len;
    (void)!buffer_add(out, BYTES(OID_SHA(0x01), 0x05, 0x00));
    der_wrap(out, imprint, DER_SEQUENCE);
    der_add(out, DER_OCTETS, digest, 32);
    der_wrap(out, imprint, DER_SEQUENCE);
    memcpy(number + 1, nonce, 8);
    number[1] = (uint8_t)((number[1] & 0x7f) | 0x40); /* positive and always of eight bytes */
    der_add(out, DER_INTEGER, number + 1, 8);
    (void)!buffer_add(out, BYTES(0x01, 0x01, 0xff)); /* certReq */
    der_wrap(out, begin, DER_SEQUENCE);
}

bool timestamp_response(struct span response, struct span *token, const char **fault)
{
    struct span whole, status, code;
    *fault = "the answer is no TimeStampResp";
    if (!der_take(&response, DER_SEQUENCE, &whole) || response.len != 0 || !der_take(&whole, DER_SEQUENCE, &status) ||
        !der_take(&status, DER_INTEGER, &code) || code.len != 1)
        return false;
    *fault = "the authority refused";
    if (code.at[0] > 1) /* granted, grantedWithMods */
        return false;
    *fault = "the answer has no token";
    return der_take_whole(&whole, DER_SEQUENCE, token) && whole.len == 0;
}

/* ---- the form -------------------------------------------------------------------------------------------------------- */

/* The parts of a token that stands in the one form that is taken. */
struct token {
    struct span certificates[CHAIN_MAX]; /* the signer's first */
    size_t n_certificates;
    struct span issuer_serial;
    struct span before, behind;          /* of the certificates, within SignedData */
};

/* An AlgorithmIdentifier of SHA-256, -384 or -512, with or without NULL; which of them: 1, 2, 3. 0: another. */
static int which_digest(struct span algorithm)
{
    struct span inside;
    if (!der_take(&algorithm, DER_SEQUENCE, &inside))
        return 0;
    for (uint8_t n = 1; n <= 3; n++)
        if (der_take_exactly(&inside, BYTES(OID_SHA(n))))
            return inside.len == 0 || span_equal(inside, BYTES(0x05, 0x00)) ? n : 0;
    return 0;
}

/* The signature's algorithm: RSA (with this digest named, or none) or ECDSA with it. */
static bool fits_digest(struct span algorithm, int digest)
{
    static const uint8_t rsa[] = {0, 0x0b, 0x0c, 0x0d}, ecdsa[] = {0, 0x02, 0x03, 0x04};
    struct span inside;
    if (!der_take(&algorithm, DER_SEQUENCE, &inside))
        return false;
    if (der_take_exactly(&inside, BYTES(OID_RSA(0x01))) || der_take_exactly(&inside, BYTES(OID_RSA(rsa[digest]))))
        return span_equal(inside, BYTES(0x05, 0x00));
    return der_take_exactly(&inside, BYTES(OID_ECDSA(ecdsa[digest]))) && inside.len == 0;
}

static bool read_signer(struct span infos, int digest, struct span digest_algorithm, struct token *out)
{
    struct span info, algorithm, ignored;
    return der_take(&infos, DER_SEQUENCE, &info) && infos.len == 0 && der_take_exactly(&info, BYTES(0x02, 0x01, 0x01)) &&
           der_take(&info, DER_SEQUENCE, &out->issuer_serial) && der_take_whole(&info, DER_SEQUENCE, &algorithm) &&
           span_equal(algorithm, digest_algorithm.at, digest_algorithm.len) && der_take(&info, DER_CONTEXT | 0, &ignored) &&
           der_take_whole(&info, DER_SEQUENCE, &algorithm) && fits_digest(algorithm, digest) && der_take(&info, DER_OCTETS, &ignored) &&
           info.len == 0;
}

/* Puts the certificate that the signer names to the front. */
static bool find_signer(struct token *token)
{
    for (size_t i = 0; i < token->n_certificates; i++) {
        struct certificate_parts parts;
        if (!certificate_take_apart(token->certificates[i], &parts))
            return false;
        const size_t issuer = parts.issuer.len;
        if (token->issuer_serial.len == issuer + parts.serial.len && memcmp(token->issuer_serial.at, parts.issuer.at, issuer) == 0 &&
            memcmp(token->issuer_serial.at + issuer, parts.serial.at, parts.serial.len) == 0) {
            const struct span signer = token->certificates[i];
            token->certificates[i] = token->certificates[0];
            token->certificates[0] = signer;
            return true;
        }
    }
    return false;
}

static bool read_form(struct span in, struct token *out)
{
    struct span whole, content, data, digests, algorithm, set, infos;
    *out = (struct token){0};
    if (!der_take(&in, DER_SEQUENCE, &whole) || in.len != 0 || !der_take_exactly(&whole, BYTES(OID_SIGNED_DATA)) ||
        !der_take(&whole, DER_CONTEXT | 0, &content) || whole.len != 0 || !der_take(&content, DER_SEQUENCE, &data) || content.len != 0)
        return false;
    out->before.at = data.at;
    if (!der_take_exactly(&data, BYTES(0x02, 0x01, 0x03)) || !der_take(&data, DER_SET, &digests) ||
        !der_take_whole(&digests, DER_SEQUENCE, &algorithm) || digests.len != 0)
        return false;
    const int digest = which_digest(algorithm);
    struct span info, octets;
    if (digest == 0 || !der_take(&data, DER_SEQUENCE, &info) || !der_take_exactly(&info, BYTES(OID_TST_INFO)) ||
        !der_take(&info, DER_CONTEXT | 0, &octets) || info.len != 0 || !der_take(&octets, DER_OCTETS, &info) || octets.len != 0 ||
        !der_take_whole(&data, DER_CONTEXT | 0, &octets))
        return false;
    out->before.len = (size_t)(octets.at - out->before.at);
    out->behind = data;
    if (!der_take(&octets, DER_CONTEXT | 0, &set) || !der_take(&data, DER_SET, &infos) || data.len != 0)
        return false;
    while (set.len > 0) {
        const size_t n = out->n_certificates++;
        if (n == CHAIN_MAX || !der_take_whole(&set, DER_SEQUENCE, &out->certificates[n]) ||
            (n > 0 && !der_before(out->certificates[n - 1], out->certificates[n])))
            return false;
    }
    return read_signer(infos, digest, algorithm, out) && find_signer(out);
}

size_t timestamp_certificates(struct span token, struct span out[CHAIN_MAX])
{
    struct token form;
    if (!read_form(token, &form))
        return 0;
    memcpy(out, form.certificates, form.n_certificates * sizeof *out);
    return form.n_certificates;
}

/* ---- the checks ------------------------------------------------------------------------------------------------------- */

static time_t time_of(PKCS7 *token, const uint8_t *nonce)
{
    TS_TST_INFO *info = PKCS7_to_TS_TST_INFO(token);
    struct tm parts = {0};
    time_t at = 0;
    bool same = nonce == NULL;
    if (info != NULL && !same) {
        const ASN1_INTEGER *number = TS_TST_INFO_get_nonce(info);
        uint64_t value = 0, wanted = 0;
        for (int i = 0; i < 8; i++)
            wanted = wanted << 8 | nonce[i];
        wanted = (wanted & 0x7fffffffffffffff) | 0x4000000000000000;
        same = number != NULL && ASN1_INTEGER_get_uint64(&value, number) == 1 && value == wanted;
    }
    if (info != NULL && same && ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &parts) == 1)
        at = timegm(&parts);
    TS_TST_INFO_free(info);
    return at;
}

/* The certificates that came, parsed once (parsing is what takes the time). NULL: one cannot be read. */
static STACK_OF(X509) *parsed_certificates(const struct token *form)
{
    STACK_OF(X509) *out = sk_X509_new_null();
    for (size_t i = 0; out != NULL && i < form->n_certificates; i++) {
        X509 *one = certificate_parsed(form->certificates[i]);
        if (one == NULL || sk_X509_push(out, one) == 0) {
            X509_free(one);
            sk_X509_pop_free(out, X509_free);
            out = NULL;
        }
    }
    return out;
}

/* Signature, digest, imprint and the binding of the certificate, by OpenSSL's own verifier. */
static bool verify_token(PKCS7 *token, const struct token *form, const uint8_t digest[32], const struct certificates *anchors, time_t at)
{
    TS_VERIFY_CTX *context = TS_VERIFY_CTX_new();
    STACK_OF(X509) *certificates = parsed_certificates(form);
    unsigned char *imprint = OPENSSL_memdup(digest, 32);
    if (context == NULL || certificates == NULL || imprint == NULL || X509_STORE_up_ref(anchors->store) != 1) {
        OPENSSL_free(imprint);
        sk_X509_pop_free(certificates, X509_free);
        TS_VERIFY_CTX_free(context);
        return false;
    }
    TS_VERIFY_CTX_set_certs(context, certificates); /* the context's from here on, as are the next two */
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(anchors->store), at);
    TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_IMPRINT);
    TS_VERIFY_CTX_set_store(context, anchors->store);
    TS_VERIFY_CTX_set_imprint(context, imprint, 32);
    const bool good = TS_RESP_verify_token(context, token) == 1;
    TS_VERIFY_CTX_free(context);
    return good;
}

/* The token without its certificates, parsed, when OpenSSL would write it in the same way. */
static PKCS7 *parse(const struct token *form)
{
    struct buffer bare;
    unsigned char *again = NULL;
    buffer_init(&bare, 2 * TIMESTAMP_RESPONSE_MAX);
    (void)(buffer_add(&bare, form->before.at, form->before.len) && buffer_add(&bare, form->behind.at, form->behind.len));
    der_wrap(&bare, 0, DER_SEQUENCE);
    der_wrap(&bare, 0, DER_CONTEXT | 0);
    const struct span data = {(const uint8_t *)bare.data, bare.len};
    struct buffer whole;
    buffer_init(&whole, 2 * TIMESTAMP_RESPONSE_MAX);
    (void)(buffer_add(&whole, BYTES(OID_SIGNED_DATA)) && buffer_add(&whole, data.at, data.len));
    der_wrap(&whole, 0, DER_SEQUENCE);
    const unsigned char *at = (const unsigned char *)whole.data;
    PKCS7 *out = !bare.failed && !whole.failed ? d2i_PKCS7(NULL, &at, (long)whole.len) : NULL;
    const int len = out != NULL ? i2d_PKCS7(out, &again) : 0;
    if (out != NULL && (len <= 0 || (size_t)len != whole.len || memcmp(again, whole.data, whole.len) != 0)) {
        PKCS7_free(out);
        out = NULL;
    }
    OPENSSL_free(again);
    buffer_free(&bare);
    buffer_free(&whole);
    return out;
}

static enum stamp_result result_of(enum chain_result chain, const char **fault)
{
    switch (chain) {
    case CHAIN_GOOD:
        return STAMP_GOOD;
    case CHAIN_FOREIGN:
        *fault = "the timestamp is of an authority that is not pinned";
        return STAMP_FOREIGN;
    case CHAIN_EXPIRED:
        *fault = "the timestamp authority's certificate was not valid at the time";
        return STAMP_UNTRUSTED;
    case CHAIN_REVOKED:
        *fault = "the timestamp authority's certificate was revoked";
        return STAMP_UNTRUSTED;
    default:
        *fault = "a certificate of the timestamp does not fit";
        return STAMP_WRONG;
    }
}

enum stamp_result timestamp_check(struct span token, const uint8_t digest[32], const uint8_t *nonce, const struct certificates *anchors,
                                  const struct span *lists, size_t n_lists, struct stamp *out, const char **fault)
{
    struct token form;
    enum stamp_result result = STAMP_WRONG;
    *out = (struct stamp){0};
    *fault = "the timestamp is not in the one form that is taken";
    if (!read_form(token, &form))
        return STAMP_WRONG;
    PKCS7 *read = parse(&form);
    if (read == NULL)
        goto done;
    *fault = "the timestamp says no time, or answers another request";
    out->at = time_of(read, nonce);
    if (out->at == 0)
        goto done;
    const struct chain chain = {.certificates = form.certificates, .count = form.n_certificates, .anchors = anchors, .lists = lists,
                                .n_lists = n_lists, .time = out->at, .timestamping = true};
    result = result_of(chain_check(&chain, &out->revocation_checked), fault);
    if (result == STAMP_GOOD && !verify_token(read, &form, digest, anchors, out->at)) {
        *fault = "the timestamp does not verify, or is over other bytes";
        result = STAMP_WRONG;
    }
    if (result == STAMP_GOOD) {
        out->until = certificate_end(form.certificates[0]);
        certificate_name(form.certificates[0], false, out->authority, sizeof out->authority);
    }
done:
    PKCS7_free(read);
    ERR_clear_error();
    return result;
}
