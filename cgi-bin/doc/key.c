/* Private keys: loaded from a file or found in a token, used to sign digests. */
#define OPENSSL_SUPPRESS_DEPRECATED /* engines: in OpenSSL 3.0 the way to PKCS #11 that Debian 12 has */
#include "doc/key.h"

#include "base/file.h"
#include "base/log.h"
#include "base/random.h"
#include "doc/certificate.h"
#include "doc/timestamp.h"

#include <errno.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_FILE_MAX 16384 /* bytes: a PEM of RSA-4096 has 3,300 */
#define PIN_MAX 256
#define HEAP_BYTES 65536   /* of the locked heap: three keys of RSA-4096 have 10,000; the usual limit of locked memory is 8 MiB */
#define HEAP_PIECE 32      /* its smallest piece */
#define SERIAL_BYTES 16    /* of a timestamp: chance, never the same twice */

struct key {
    EVP_PKEY *key;
    ENGINE *engine; /* NULL: from a file */
    enum key_kind kind;
};

struct authority {
    struct key *key;
    TS_RESP_CTX *context;
    X509 *certificate;
};

/* The first cause that OpenSSL gave, for the log; its list is emptied. */
static const char *cause(void)
{
    static char text[256];
    const unsigned long code = ERR_get_error();
    ERR_error_string_n(code, text, sizeof text);
    ERR_clear_error();
    return code != 0 ? text : "no reason given";
}

bool key_heap(void)
{
    if (CRYPTO_secure_malloc_init(HEAP_BYTES, HEAP_PIECE) != 0)
        return true;
    log_error("no locked heap: %s", cause());
    return false;
}

/* ---- loading --------------------------------------------------------------------------------------------------------- */

static bool is_private(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        log_error("%s: %s", path, strerror(errno));
        return false;
    }
    if ((status.st_mode & 077) != 0 || (status.st_uid != geteuid() && status.st_uid != 0)) {
        log_error("%s: a key that others may read or own is none (mode 0600)", path);
        return false;
    }
    return true;
}

static EVP_PKEY *from_file(const char *path)
{
    size_t len = 0;
    if (!is_private(path))
        return NULL;
    char *text = file_read(path, KEY_FILE_MAX, &len);
    BIO *in = text != NULL ? BIO_new_mem_buf(text, (int)len) : NULL;
    EVP_PKEY *key = in != NULL ? PEM_read_bio_PrivateKey(in, NULL, NULL, (void *)"") : NULL;
    if (key == NULL)
        log_error("%s: no private key: %s", path, cause());
    BIO_free(in);
    if (text != NULL)
        OPENSSL_cleanse(text, len);
    free(text);
    return key;
}

/* The first line of the PIN's file; false: said. */
static bool read_pin(const char *path, char out[PIN_MAX])
{
    size_t len = 0;
    *out = '\0';
    if (path == NULL || *path == '\0')
        return true;
    char *text = is_private(path) ? file_read(path, PIN_MAX - 1, &len) : NULL;
    if (text == NULL) {
        log_error("%s: no PIN there", path);
        return false;
    }
    memcpy(out, text, strcspn(text, "\r\n") + 1);
    out[strcspn(out, "\r\n")] = '\0';
    OPENSSL_cleanse(text, len);
    free(text);
    return true;
}

static EVP_PKEY *from_token(const struct key_place *place, ENGINE **out)
{
    char pin[PIN_MAX];
    EVP_PKEY *key = NULL;
    if (!read_pin(place->pin_file, pin))
        return NULL;
    ENGINE_load_dynamic();
    ENGINE *engine = ENGINE_by_id("pkcs11");
    if (engine == NULL ||
        (place->module != NULL && *place->module != '\0' && ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", place->module, 0) != 1) ||
        (*pin != '\0' && ENGINE_ctrl_cmd_string(engine, "PIN", pin, 0) != 1) || ENGINE_init(engine) != 1) {
        log_error("OpenSSL's engine pkcs11 does not start: %s", cause());
        ENGINE_free(engine);
    } else {
        key = ENGINE_load_private_key(engine, place->name, NULL, NULL);
        if (key == NULL) {
            log_error("%s: no such key in the token: %s", place->name, cause());
            ENGINE_finish(engine);
            ENGINE_free(engine);
        } else {
            *out = engine;
        }
    }
    OPENSSL_cleanse(pin, sizeof pin);
    return key;
}

static bool find_kind(EVP_PKEY *key, enum key_kind *kind)
{
    const int bits = EVP_PKEY_get_bits(key);
    char group[32] = "";
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_EC:
        *kind = KEY_P256;
        return EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
               (strcmp(group, "prime256v1") == 0 || strcmp(group, "P-256") == 0);
    case EVP_PKEY_RSA:
        *kind = KEY_RSA;
        return bits >= 2048 && bits <= 8 * KEY_SIGNATURE_MAX;
    case EVP_PKEY_ED25519:
        *kind = KEY_ED25519;
        return true;
    default:
        return false;
    }
}

enum result key_load(const struct key_place *place, struct key **out)
{
    *out = NULL;
    struct key *key = calloc(1, sizeof *key);
    if (key == NULL)
        return RESULT_ERROR;
    key->key = strncmp(place->name, "pkcs11:", 7) == 0 ? from_token(place, &key->engine) : from_file(place->name);
    if (key->key != NULL && find_kind(key->key, &key->kind)) {
        *out = key;
        return RESULT_OK;
    }
    if (key->key != NULL)
        log_error("%s: neither P-256 nor RSA of 2048 to 4096 bits nor Ed25519", place->name);
    key_free(key);
    return RESULT_INVALID;
}

void key_free(struct key *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->key);
    if (key->engine != NULL) {
        ENGINE_finish(key->engine);
        ENGINE_free(key->engine);
    }
    free(key);
}

enum key_kind key_kind(const struct key *key)
{
    return key->kind;
}

/* ---- using ------------------------------------------------------------------------------------------------------------ */

enum result key_sign_digest(struct key *key, const uint8_t digest[32], uint8_t out[KEY_SIGNATURE_MAX], size_t *len)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->key, NULL);
    *len = KEY_SIGNATURE_MAX;
    const bool ok = context != NULL && key->kind != KEY_ED25519 && EVP_PKEY_sign_init(context) == 1 &&
                    EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 && EVP_PKEY_sign(context, out, len, digest, 32) == 1;
    EVP_PKEY_CTX_free(context);
    if (!ok)
        log_error("signing failed: %s", cause());
    return ok ? RESULT_OK : RESULT_ERROR;
}

enum result key_sign_message(struct key *key, const uint8_t *message, size_t len, uint8_t out[64])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t written = 64;
    const bool ok = context != NULL && key->kind == KEY_ED25519 && EVP_DigestSignInit(context, NULL, NULL, NULL, key->key) == 1 &&
                    EVP_DigestSign(context, out, &written, message, len) == 1 && written == 64;
    EVP_MD_CTX_free(context);
    if (!ok)
        log_error("signing failed: %s", cause());
    return ok ? RESULT_OK : RESULT_ERROR;
}

enum result key_digest(const struct key *key, uint8_t digest[32])
{
    unsigned char *der = NULL;
    const int len = i2d_PUBKEY(key->key, &der);
    if (len > 0)
        sha256_of((struct span){der, (size_t)len}, (struct span){NULL, 0}, digest);
    OPENSSL_free(der);
    return len > 0 ? RESULT_OK : RESULT_ERROR;
}

enum result key_raw_public(const struct key *key, uint8_t out[32])
{
    size_t len = 32;
    return key->kind == KEY_ED25519 && EVP_PKEY_get_raw_public_key(key->key, out, &len) == 1 && len == 32 ? RESULT_OK : RESULT_ERROR;
}

/* ---- the authority ---------------------------------------------------------------------------------------------------- */

static ASN1_INTEGER *new_serial(TS_RESP_CTX *context, void *ignored)
{
    uint8_t bytes[SERIAL_BYTES];
    (void)context;
    (void)ignored;
    random_bytes(bytes, sizeof bytes);
    bytes[0] = (uint8_t)((bytes[0] & 0x7f) | 0x40); /* positive, always of the same length */
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    ASN1_INTEGER *out = number != NULL ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    BN_free(number);
    return out;
}

/* Certificates of the authority: its own, and the rest that goes into each token. */
static bool take_certificates(struct authority *authority, const char *path)
{
    struct certificates all;
    STACK_OF(X509) *others = sk_X509_new_null();
    if (others == NULL || certificates_load(path, &all) != RESULT_OK) {
        sk_X509_free(others);
        return false;
    }
    bool ok = true;
    for (size_t i = 0; ok && i < all.count; i++) {
        const unsigned char *at = all.der[i].at;
        X509 *one = d2i_X509(NULL, &at, (long)all.der[i].len);
        if (i == 0)
            authority->certificate = one;
        else if (one == NULL || sk_X509_push(others, one) == 0)
            ok = false;
    }
    ok = ok && authority->certificate != NULL && TS_RESP_CTX_set_signer_cert(authority->context, authority->certificate) == 1 &&
         (sk_X509_num(others) == 0 || TS_RESP_CTX_set_certs(authority->context, others) == 1);
    sk_X509_pop_free(others, X509_free);
    certificates_free(&all);
    return ok;
}

enum result authority_open(struct key *key, const char *certificates, const char *policy, struct authority **out)
{
    struct authority *authority = calloc(1, sizeof *authority);
    ASN1_OBJECT *named = OBJ_txt2obj(policy, 1);
    *out = NULL;
    if (authority == NULL) {
        key_free(key);
        ASN1_OBJECT_free(named);
        return RESULT_ERROR;
    }
    authority->key = key;
    authority->context = TS_RESP_CTX_new();
    const bool ok = authority->context != NULL && named != NULL && take_certificates(authority, certificates) &&
                    TS_RESP_CTX_set_signer_key(authority->context, key->key) == 1 &&
                    TS_RESP_CTX_set_signer_digest(authority->context, EVP_sha256()) == 1 &&
                    TS_RESP_CTX_set_ess_cert_id_digest(authority->context, EVP_sha256()) == 1 &&
                    TS_RESP_CTX_add_md(authority->context, EVP_sha256()) == 1 &&
                    TS_RESP_CTX_set_def_policy(authority->context, named) == 1 &&
                    TS_RESP_CTX_set_accuracy(authority->context, 1, 0, 0) == 1;
    ASN1_OBJECT_free(named);
    if (!ok) {
        log_error("the timestamp authority does not come up (%s): %s", certificates, cause());
        authority_close(authority);
        return RESULT_INVALID;
    }
    TS_RESP_CTX_set_serial_cb(authority->context, new_serial, NULL);
    *out = authority;
    return RESULT_OK;
}

void authority_close(struct authority *authority)
{
    if (authority == NULL)
        return;
    TS_RESP_CTX_free(authority->context);
    X509_free(authority->certificate);
    key_free(authority->key);
    free(authority);
}

enum result authority_stamp(struct authority *authority, const uint8_t digest[32], const uint8_t nonce[8], struct buffer *out)
{
    struct buffer request;
    buffer_init(&request, TIMESTAMP_REQUEST_MAX);
    timestamp_request(digest, nonce, &request);
    BIO *in = BIO_new_mem_buf(request.data, (int)request.len);
    TS_RESP *response = in != NULL ? TS_RESP_create_response(authority->context, in) : NULL;
    PKCS7 *token = response != NULL ? TS_RESP_get_token(response) : NULL;
    unsigned char *der = NULL;
    const int len = token != NULL ? i2d_PKCS7(token, &der) : 0;
    const bool ok = len > 0 && buffer_add(out, der, (size_t)len);
    if (!ok)
        log_error("no timestamp could be made: %s", cause());
    OPENSSL_free(der);
    TS_RESP_free(response);
    BIO_free(in);
    buffer_free(&request);
    return ok ? RESULT_OK : RESULT_ERROR;
}
