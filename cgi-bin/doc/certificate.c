/* Certificates and revocation lists: read, chained to pinned anchors, their signatures checked. */
#include "doc/certificate.h"

#include "base/file.h"
#include "base/log.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#define KEPT 16          /* certificates kept parsed: ours, the authority's, their roots, and a few of files that are verified */
#define SECURITY_LEVEL 2 /* 112 bits: no SHA-1, no RSA below 2048 (OpenSSL, SSL_CTX_set_security_level(3)) */

/* ---- files --------------------------------------------------------------------------------------------------------- */

/* The DER of each PEM block of a kind. Returns how many, or -1. */
static int read_blocks(const char *path, const char *name, struct span *out, size_t max)
{
    size_t len;
    int count = 0;
    char *text = file_read(path, CERTIFICATE_FILE_MAX, &len), *label = NULL, *header = NULL;
    BIO *in = text != NULL ? BIO_new_mem_buf(text, (int)len) : NULL;
    unsigned char *data = NULL;
    long data_len = 0;
    while (in != NULL && count >= 0 && PEM_read_bio(in, &label, &header, &data, &data_len) == 1) {
        uint8_t *copy = (size_t)count < max && strcmp(label, name) == 0 ? malloc((size_t)data_len) : NULL;
        if (copy != NULL) {
            memcpy(copy, data, (size_t)data_len);
            out[count++] = (struct span){copy, (size_t)data_len};
        } else {
            log_error("%s: more than %zu, or something else than a %s", path, max, name);
            while (count > 0)
                free((void *)out[--count].at);
            count = -1;
        }
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_free(data);
    }
    ERR_clear_error(); /* the end of the file counts as an error there */
    if (count == 0)
        log_error("%s: %s", path, text != NULL ? "nothing in it" : "cannot be read");
    BIO_free(in);
    free(text);
    return count > 0 ? count : -1;
}

static void free_blocks(struct span *der, size_t *count)
{
    while (*count > 0)
        free((void *)der[--*count].at);
}

static X509 *parse(struct span der)
{
    const unsigned char *at = der.at;
    X509 *out = d2i_X509(NULL, &at, (long)der.len);
    if (out != NULL && at != der.at + der.len) {
        X509_free(out);
        out = NULL;
    }
    return out;
}

/* A certificate, to be freed by the caller. OpenSSL 3.0 takes as long to parse one as to check two signatures by it, and
   nearly always it is one of the same few: the last ones are kept (a process here has one thread). */
static X509 *certificate_of(struct span der)
{
    static struct {
        uint8_t *der;
        size_t len;
        X509 *certificate;
    } kept[KEPT];
    static size_t next;
    for (size_t i = 0; i < KEPT; i++)
        if (kept[i].certificate != NULL && span_equal(der, kept[i].der, kept[i].len) && X509_up_ref(kept[i].certificate) == 1)
            return kept[i].certificate;
    X509 *out = parse(der);
    uint8_t *copy = out != NULL ? malloc(der.len) : NULL;
    if (copy != NULL && X509_up_ref(out) == 1) {
        memcpy(copy, der.at, der.len);
        free(kept[next].der);
        X509_free(kept[next].certificate);
        kept[next].der = copy;
        kept[next].len = der.len;
        kept[next].certificate = out;
        next = (next + 1) % KEPT;
    }
    return out;
}

struct x509_st *certificate_parsed(struct span certificate)
{
    return certificate_of(certificate);
}

static X509_CRL *list_of(struct span der)
{
    const unsigned char *at = der.at;
    return d2i_X509_CRL(NULL, &at, (long)der.len);
}

enum result certificates_load(const char *path, struct certificates *out)
{
    *out = (struct certificates){0};
    const int count = read_blocks(path, "CERTIFICATE", out->der, CERTIFICATES_MAX);
    if (count < 0)
        return RESULT_INVALID;
    out->count = (size_t)count;
    out->store = X509_STORE_new();
    for (size_t i = 0; i < out->count; i++) {
        X509 *certificate = certificate_of(out->der[i]);
        const bool ok = certificate != NULL && out->store != NULL && X509_STORE_add_cert(out->store, certificate) == 1;
        X509_free(certificate);
        if (!ok) {
            log_error("%s: certificate %zu cannot be read", path, i + 1);
            certificates_free(out);
            return RESULT_INVALID;
        }
    }
    return RESULT_OK;
}

void certificates_free(struct certificates *certificates)
{
    free_blocks(certificates->der, &certificates->count);
    X509_STORE_free(certificates->store);
    certificates->store = NULL;
}

enum result lists_load(const char *path, struct lists *out)
{
    *out = (struct lists){0};
    if (path == NULL || *path == '\0')
        return RESULT_OK;
    const int count = read_blocks(path, "X509 CRL", out->der, CERTIFICATES_MAX);
    if (count < 0)
        return RESULT_INVALID;
    out->count = (size_t)count;
    for (size_t i = 0; i < out->count; i++) {
        X509_CRL *list = list_of(out->der[i]);
        X509_CRL_free(list);
        if (list == NULL || out->der[i].len > LIST_BYTES_MAX) {
            log_error("%s: list %zu cannot be read, or is longer than %u bytes", path, i + 1, LIST_BYTES_MAX);
            lists_free(out);
            return RESULT_INVALID;
        }
    }
    return RESULT_OK;
}

void lists_free(struct lists *lists)
{
    free_blocks(lists->der, &lists->count);
}

/* ---- what they say ------------------------------------------------------------------------------------------------- */

static void common_name(const X509_NAME *name, char *out, size_t size)
{
    unsigned char *text = NULL;
    *out = '\0';
    const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    const int len = at >= 0 ? ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at))) : -1;
    if (len < 0)
        return;
    size_t n = (size_t)len < size ? (size_t)len : size - 1;
    while (n > 0 && n < (size_t)len && (text[n] & 0xc0) == 0x80)
        n--;
    for (size_t i = 0; i < n; i++)
        out[i] = text[i] < 0x20 || text[i] == 0x7f ? ' ' : (char)text[i];
    out[n] = '\0';
    OPENSSL_free(text);
}

void certificate_name(struct span certificate, bool issuer, char *out, size_t size)
{
    X509 *read = certificate_of(certificate);
    *out = '\0';
    if (read != NULL)
        common_name(issuer ? X509_get_issuer_name(read) : X509_get_subject_name(read), out, size);
    X509_free(read);
}

static time_t moment_of(const ASN1_TIME *time)
{
    struct tm parts = {0};
    return time != NULL && ASN1_TIME_to_tm(time, &parts) == 1 ? timegm(&parts) : 0;
}

time_t certificate_end(struct span certificate)
{
    X509 *read = certificate_of(certificate);
    const time_t end = read != NULL ? moment_of(X509_get0_notAfter(read)) : 0;
    X509_free(read);
    return end;
}

time_t list_end(struct span list, char *issuer, size_t size)
{
    X509_CRL *read = list_of(list);
    *issuer = '\0';
    const time_t end = read != NULL ? moment_of(X509_CRL_get0_nextUpdate(read)) : 0;
    if (read != NULL)
        common_name(X509_CRL_get_issuer(read), issuer, size);
    X509_CRL_free(read);
    return end;
}

bool certificate_key_digest(struct span certificate, uint8_t digest[32])
{
    X509 *read = certificate_of(certificate);
    unsigned char *der = NULL;
    const int len = read != NULL ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(read), &der) : 0;
    if (len > 0)
        sha256_of((struct span){der, (size_t)len}, (struct span){NULL, 0}, digest);
    OPENSSL_free(der);
    X509_free(read);
    return len > 0;
}

/* ---- chains -------------------------------------------------------------------------------------------------------- */

/* Whether the certificate may sign this: its key for signatures, and timestamps or documents but never both. */
static bool fits_use(X509 *signer, bool timestamping)
{
    const uint32_t extended = X509_get_extension_flags(signer) & EXFLAG_XKUSAGE ? X509_get_extended_key_usage(signer) : 0;
    const uint32_t usage = X509_get_key_usage(signer); /* all bits where the extension is absent */
    if (usage != UINT32_MAX && (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
        return false;
    return timestamping ? extended == XKU_TIMESTAMP : (extended & XKU_TIMESTAMP) == 0 && X509_check_ca(signer) == 0;
}

/* The list when it is the issuer's, to be freed by the caller; else NULL. The last ones that were found to be are kept. */
static X509_CRL *list_of_issuer(struct span der, X509 *issuer)
{
    static struct {
        uint8_t *der;
        size_t len;
        X509_CRL *list;
        X509 *issuer;
    } kept[KEPT];
    static size_t next;
    for (size_t i = 0; i < KEPT; i++)
        if (kept[i].list != NULL && span_equal(der, kept[i].der, kept[i].len) && X509_cmp(kept[i].issuer, issuer) == 0 &&
            X509_CRL_up_ref(kept[i].list) == 1)
            return kept[i].list;
    X509_CRL *out = list_of(der);
    if (out != NULL && (X509_NAME_cmp(X509_CRL_get_issuer(out), X509_get_subject_name(issuer)) != 0 ||
                        X509_CRL_verify(out, X509_get0_pubkey(issuer)) != 1)) {
        X509_CRL_free(out);
        return NULL;
    }
    uint8_t *copy = out != NULL ? malloc(der.len) : NULL;
    if (copy != NULL && X509_CRL_up_ref(out) == 1 && X509_up_ref(issuer) == 1) {
        memcpy(copy, der.at, der.len);
        free(kept[next].der);
        X509_CRL_free(kept[next].list);
        X509_free(kept[next].issuer);
        kept[next].der = copy;
        kept[next].len = der.len;
        kept[next].list = out;
        kept[next].issuer = issuer;
        next = (next + 1) % KEPT;
    }
    return out;
}

/* Looks for a certificate in the lists of its issuer. */
static bool is_revoked(X509 *certificate, X509 *issuer, const struct chain *chain, bool *known)
{
    bool revoked = false;
    *known = false;
    for (size_t i = 0; i < chain->n_lists && !revoked; i++) {
        X509_REVOKED *entry = NULL;
        X509_CRL *list = list_of_issuer(chain->lists[i], issuer);
        if (list != NULL) {
            *known = true;
            /* (2 would be: taken off the list again.) A seal from before the revocation stays good: its time is proved. */
            revoked = X509_CRL_get0_by_cert(list, &entry, certificate) == 1 &&
                      moment_of(X509_REVOKED_get0_revocationDate(entry)) <= chain->time;
        }
        X509_CRL_free(list);
    }
    return revoked;
}

/* The built chain: that all that came along are in it, and none was revoked. */
static enum chain_result look_at_built(STACK_OF(X509) *built, STACK_OF(X509) *came, const struct chain *chain, bool *checked)
{
    const int n = sk_X509_num(built);
    for (int i = 0; i < sk_X509_num(came); i++) {
        bool used = false;
        for (int k = 0; k < n; k++)
            used = used || X509_cmp(sk_X509_value(built, k), sk_X509_value(came, i)) == 0;
        if (!used)
            return CHAIN_WRONG;
    }
    *checked = true;
    for (int i = 0; i + 1 < n; i++) {
        bool known;
        if (is_revoked(sk_X509_value(built, i), sk_X509_value(built, i + 1), chain, &known))
            return CHAIN_REVOKED;
        *checked = *checked && known;
    }
    return CHAIN_GOOD;
}

static enum chain_result result_of(int error)
{
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return CHAIN_EXPIRED;
    case X509_V_ERR_OUT_OF_MEM:
        return CHAIN_ERROR;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        return CHAIN_WRONG;
    default:
        return CHAIN_FOREIGN;
    }
}

enum chain_result chain_check(const struct chain *chain, bool *checked)
{
    enum chain_result result = CHAIN_ERROR;
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    STACK_OF(X509) *came = sk_X509_new_null();
    *checked = false;
    if (context == NULL || came == NULL || chain->count == 0)
        goto done;
    for (size_t i = 0; i < chain->count; i++) {
        X509 *one = certificate_of(chain->certificates[i]);
        if (one == NULL || sk_X509_push(came, one) == 0) {
            X509_free(one);
            result = CHAIN_WRONG;
            goto done;
        }
    }
    if (X509_STORE_CTX_init(context, chain->anchors->store, sk_X509_value(came, 0), came) != 1)
        goto done;
    X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(parameters, chain->time);
    X509_VERIFY_PARAM_set_depth(parameters, CHAIN_MAX);
    X509_VERIFY_PARAM_set_auth_level(parameters, SECURITY_LEVEL);
    if (X509_verify_cert(context) != 1)
        result = result_of(X509_STORE_CTX_get_error(context));
    else if (!fits_use(sk_X509_value(came, 0), chain->timestamping))
        result = CHAIN_FOREIGN;
    else
        result = look_at_built(X509_STORE_CTX_get0_chain(context), came, chain, checked);
done:
    sk_X509_pop_free(came, X509_free);
    X509_STORE_CTX_free(context);
    ERR_clear_error();
    return result;
}

/* ---- signatures ------------------------------------------------------------------------------------------------------ */

bool certificate_verify(struct span certificate, const uint8_t digest[32], struct span signature)
{
    X509 *read = certificate_of(certificate);
    EVP_PKEY *key = read != NULL ? X509_get0_pubkey(read) : NULL;
    EVP_PKEY_CTX *context = key != NULL ? EVP_PKEY_CTX_new(key, NULL) : NULL;
    const bool good = context != NULL && EVP_PKEY_verify_init(context) == 1 &&
                      EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
                      EVP_PKEY_verify(context, signature.at, signature.len, digest, 32) == 1;
    EVP_PKEY_CTX_free(context);
    X509_free(read);
    ERR_clear_error();
    return good;
}

void sha256_of(struct span first, struct span second, uint8_t digest[32])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    /* without memory the digest is of no bytes at all and fits nothing */
    memset(digest, 0, 32);
    if (context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
        EVP_DigestUpdate(context, first.at, first.len) == 1 && EVP_DigestUpdate(context, second.at, second.len) == 1)
        (void)EVP_DigestFinal_ex(context, digest, NULL);
    EVP_MD_CTX_free(context);
}

struct sha256 {
    EVP_MD_CTX *begun, *work;
};

struct sha256 *sha256_begin(struct span beginning)
{
    struct sha256 *out = calloc(1, sizeof *out);
    if (out != NULL) {
        out->begun = EVP_MD_CTX_new();
        out->work = EVP_MD_CTX_new();
    }
    if (out != NULL && out->begun != NULL && out->work != NULL && EVP_DigestInit_ex(out->begun, EVP_sha256(), NULL) == 1 &&
        EVP_DigestUpdate(out->begun, beginning.at, beginning.len) == 1)
        return out;
    sha256_free(out);
    return NULL;
}

void sha256_end(const struct sha256 *sha256, struct span rest, uint8_t digest[32])
{
    memset(digest, 0, 32);
    if (EVP_MD_CTX_copy_ex(sha256->work, sha256->begun) == 1 && EVP_DigestUpdate(sha256->work, rest.at, rest.len) == 1)
        (void)EVP_DigestFinal_ex(sha256->work, digest, NULL);
}

void sha256_free(struct sha256 *sha256)
{
    if (sha256 == NULL)
        return;
    EVP_MD_CTX_free(sha256->begun);
    EVP_MD_CTX_free(sha256->work);
    free(sha256);
}
