/* The CMS structure of a seal: its one spelling. */
#include "doc/cms.h"

#include <sodium.h>

#define BYTES(...) ((const uint8_t[]){__VA_ARGS__}), sizeof((const uint8_t[]){__VA_ARGS__})

#define OID_SIGNED_DATA 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02
#define OID_DATA 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01
#define OID_CONTENT_TYPE 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03
#define OID_MESSAGE_DIGEST 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04
#define OID_SIGNING_CERTIFICATE_V2 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f
#define OID_TIME_STAMP_TOKEN 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0e
#define OID_RSA 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01
#define OID_EC 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01
/* AlgorithmIdentifiers: SHA-256 without parameters (RFC 5754, 2), ECDSA with it, RSA with the digest named beside it */
#define ALGORITHM_SHA256 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01
#define ALGORITHM_ECDSA_SHA256 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02
#define ALGORITHM_RSA 0x30, 0x0d, OID_RSA, 0x05, 0x00

bool certificate_take_apart(struct span certificate, struct certificate_parts *out)
{
    struct span whole, tbs, ignored, algorithm;
    if (!der_take(&certificate, DER_SEQUENCE, &whole) || certificate.len != 0 || !der_take(&whole, DER_SEQUENCE, &tbs))
        return false;
    (void)!der_take(&tbs, DER_CONTEXT | 0, &ignored); /* the version: absent in version 1 */
    if (!der_take_whole(&tbs, DER_INTEGER, &out->serial) || !der_take(&tbs, DER_SEQUENCE, &ignored) ||
        !der_take_whole(&tbs, DER_SEQUENCE, &out->issuer) || !der_take(&tbs, DER_SEQUENCE, &ignored) ||
        !der_take_whole(&tbs, DER_SEQUENCE, &out->subject) || !der_take_whole(&tbs, DER_SEQUENCE, &out->spki))
        return false;
    struct span spki = out->spki, inside;
    if (!der_take(&spki, DER_SEQUENCE, &inside) || !der_take(&inside, DER_SEQUENCE, &algorithm))
        return false;
    out->rsa = der_take_exactly(&algorithm, BYTES(OID_RSA));
    return out->rsa || der_take_exactly(&algorithm, BYTES(OID_EC));
}

/* The pieces of a SET OF, put in their order (few: by insertion). */
static void sort(struct span *piece, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && der_before(piece[k], piece[k - 1]); k--) {
            const struct span other = piece[k];
            piece[k] = piece[k - 1];
            piece[k - 1] = other;
        }
}

/* An attribute with one value; `value` is the value's DER, from `begin` on in out. */
static void wrap_attribute(struct buffer *out, size_t begin, const uint8_t *oid, size_t oid_len)
{
    der_wrap(out, begin, DER_SET);
    if (!buffer_add(out, oid, oid_len)) /* room, then the name in front of the value */
        return;
    memmove(out->data + begin + oid_len, out->data + begin, out->len - begin - oid_len);
    memcpy(out->data + begin, oid, oid_len);
    der_wrap(out, begin, DER_SEQUENCE);
}

/* signing-certificate-v2 (RFC 5035): SHA-256, the default, is left out in DER. */
static void add_signing_certificate(struct buffer *out, struct span certificate, const struct certificate_parts *parts)
{
    uint8_t digest[32];
    const size_t begin = out->len;
    crypto_hash_sha256(digest, certificate.at, certificate.len);
    der_add(out, DER_OCTETS, digest, sizeof digest);
    const size_t issuer_serial = out->len;
    (void)!buffer_add(out, parts->issuer.at, parts->issuer.len);
    der_wrap(out, issuer_serial, DER_CONTEXT | 4); /* GeneralName: directoryName */
    der_wrap(out, issuer_serial, DER_SEQUENCE);    /* GeneralNames */
    (void)!buffer_add(out, parts->serial.at, parts->serial.len);
    der_wrap(out, issuer_serial, DER_SEQUENCE); /* IssuerSerial */
    der_wrap(out, begin, DER_SEQUENCE);         /* ESSCertIDv2 */
    der_wrap(out, begin, DER_SEQUENCE);         /* certs */
    der_wrap(out, begin, DER_SEQUENCE);         /* SigningCertificateV2 */
    wrap_attribute(out, begin, BYTES(OID_SIGNING_CERTIFICATE_V2));
}

/* The attributes in their order, without the SET around them: their tag differs. */
static bool add_attributes(const struct cms *cms, const struct certificate_parts *parts, struct buffer *out)
{
    struct buffer pieces;
    size_t ends[3];
    buffer_init(&pieces, CMS_BYTES_MAX);
    (void)!buffer_add(&pieces, BYTES(OID_DATA));
    wrap_attribute(&pieces, 0, BYTES(OID_CONTENT_TYPE));
    ends[0] = pieces.len;
    der_add(&pieces, DER_OCTETS, cms->digest, sizeof cms->digest);
    wrap_attribute(&pieces, ends[0], BYTES(OID_MESSAGE_DIGEST));
    ends[1] = pieces.len;
    add_signing_certificate(&pieces, cms->certificates[0], parts);
    ends[2] = pieces.len;
    bool ok = !pieces.failed;
    if (ok) {
        const uint8_t *data = (const uint8_t *)pieces.data;
        struct span piece[3] = {{data, ends[0]}, {data + ends[0], ends[1] - ends[0]}, {data + ends[1], ends[2] - ends[1]}};
        sort(piece, 3);
        for (size_t i = 0; i < 3; i++)
            ok = buffer_add(out, piece[i].at, piece[i].len) && ok;
    }
    buffer_free(&pieces);
    return ok;
}

bool cms_attributes(const struct cms *cms, struct buffer *out)
{
    struct certificate_parts parts;
    const size_t begin = out->len;
    if (cms->n_certificates == 0 || !certificate_take_apart(cms->certificates[0], &parts) || !add_attributes(cms, &parts, out))
        return false;
    der_wrap(out, begin, DER_SET);
    return !out->failed;
}

static bool add_signer_info(const struct cms *cms, const struct certificate_parts *parts, struct buffer *out)
{
    const size_t begin = out->len;
    der_add(out, DER_INTEGER, "\x01", 1);
    const size_t issuer_serial = out->len;
    (void)(buffer_add(out, parts->issuer.at, parts->issuer.len) && buffer_add(out, parts->serial.at, parts->serial.len));
    der_wrap(out, issuer_serial, DER_SEQUENCE);
    (void)!buffer_add(out, BYTES(ALGORITHM_SHA256));
    const size_t attributes = out->len;
    if (!add_attributes(cms, parts, out))
        return false;
    der_wrap(out, attributes, DER_CONTEXT | 0);
    if (parts->rsa)
        (void)!buffer_add(out, BYTES(ALGORITHM_RSA));
    else
        (void)!buffer_add(out, BYTES(ALGORITHM_ECDSA_SHA256));
    der_add(out, DER_OCTETS, cms->signature.at, cms->signature.len);
    if (cms->token.len > 0) {
        const size_t token = out->len;
        (void)!buffer_add(out, cms->token.at, cms->token.len);
        wrap_attribute(out, token, BYTES(OID_TIME_STAMP_TOKEN));
        der_wrap(out, token, DER_CONTEXT | 1);
    }
    der_wrap(out, begin, DER_SEQUENCE);
    der_wrap(out, begin, DER_SET); /* SignerInfos: one */
    return !out->failed;
}

bool cms_write(const struct cms *cms, struct buffer *out)
{
    struct certificate_parts parts;
    const size_t begin = out->len;
    if (cms->n_certificates == 0 || cms->n_certificates > CMS_CERTIFICATES_MAX || !certificate_take_apart(cms->certificates[0], &parts))
        return false;
    der_add(out, DER_INTEGER, "\x01", 1);
    const size_t digests = out->len;
    (void)!buffer_add(out, BYTES(ALGORITHM_SHA256));
    der_wrap(out, digests, DER_SET);
    const size_t content = out->len;
    (void)!buffer_add(out, BYTES(OID_DATA));
    der_wrap(out, content, DER_SEQUENCE);
    const size_t set = out->len;
    struct span sorted[CMS_CERTIFICATES_MAX];
    memcpy(sorted, cms->certificates, cms->n_certificates * sizeof *sorted);
    sort(sorted, cms->n_certificates);
    for (size_t i = 0; i < cms->n_certificates; i++)
        (void)!buffer_add(out, sorted[i].at, sorted[i].len);
    der_wrap(out, set, DER_CONTEXT | 0);
    if (!add_signer_info(cms, &parts, out))
        return false;
    der_wrap(out, begin, DER_SEQUENCE);    /* SignedData */
    der_wrap(out, begin, DER_CONTEXT | 0); /* content */
    if (!buffer_add(out, BYTES(OID_SIGNED_DATA)))
        return false;
    const size_t oid = sizeof(const uint8_t[]){OID_SIGNED_DATA};
    memmove(out->data + begin + oid, out->data + begin, out->len - begin - oid);
    memcpy(out->data + begin, (const uint8_t[]){OID_SIGNED_DATA}, oid);
    der_wrap(out, begin, DER_SEQUENCE);
    return !out->failed;
}

/* Finds the digest and the hash of the signer's certificate among the attributes. What else is in them comes out when the
   structure is written again. */
static bool read_attributes(struct span attributes, struct cms *out, struct span *certificate_hash)
{
    bool digest = false, certificate = false;
    struct span attribute, values, value;
    while (attributes.len > 0) {
        if (!der_take(&attributes, DER_SEQUENCE, &attribute))
            return false;
        if (der_take_exactly(&attribute, BYTES(OID_MESSAGE_DIGEST))) {
            if (!der_take(&attribute, DER_SET, &values) || !der_take(&values, DER_OCTETS, &value) || value.len != sizeof out->digest)
                return false;
            memcpy(out->digest, value.at, value.len);
            digest = true;
        } else if (der_take_exactly(&attribute, BYTES(OID_SIGNING_CERTIFICATE_V2))) {
            if (!der_take(&attribute, DER_SET, &values) || !der_take(&values, DER_SEQUENCE, &value) ||
                !der_take(&value, DER_SEQUENCE, &values) || !der_take(&values, DER_SEQUENCE, &value) ||
                !der_take(&value, DER_OCTETS, certificate_hash) || certificate_hash->len != 32)
                return false;
            certificate = true;
        }
    }
    return digest && certificate;
}

static bool read_certificates(struct span set, struct cms *out)
{
    while (set.len > 0)
        if (out->n_certificates == CMS_CERTIFICATES_MAX ||
            !der_take_whole(&set, DER_SEQUENCE, &out->certificates[out->n_certificates++]))
            return false;
    return out->n_certificates > 0;
}

/* Puts the certificate with this hash to the front. */
static bool find_signer(struct cms *out, struct span hash)
{
    for (size_t i = 0; i < out->n_certificates; i++) {
        uint8_t digest[32];
        crypto_hash_sha256(digest, out->certificates[i].at, out->certificates[i].len);
        if (span_equal(hash, digest, sizeof digest)) {
            const struct span signer = out->certificates[i];
            out->certificates[i] = out->certificates[0];
            out->certificates[0] = signer;
            return true;
        }
    }
    return false;
}

static bool read_parts(struct span in, struct cms *out)
{
    struct span content, data, certificates, infos, info, attributes, ignored, hash, unsigned_attributes;
    if (!der_take(&in, DER_SEQUENCE, &content) || in.len != 0 || !der_take(&content, DER_OID, &ignored) ||
        !der_take(&content, DER_CONTEXT | 0, &data) || !der_take(&data, DER_SEQUENCE, &content) ||
        !der_take(&content, DER_INTEGER, &ignored) || !der_take(&content, DER_SET, &ignored) ||
        !der_take(&content, DER_SEQUENCE, &ignored) || !der_take(&content, DER_CONTEXT | 0, &certificates) ||
        !der_take(&content, DER_SET, &infos) || !der_take(&infos, DER_SEQUENCE, &info) || !der_take(&info, DER_INTEGER, &ignored) ||
        !der_take(&info, DER_SEQUENCE, &ignored) || !der_take(&info, DER_SEQUENCE, &ignored) ||
        !der_take(&info, DER_CONTEXT | 0, &attributes) || !der_take(&info, DER_SEQUENCE, &ignored) ||
        !der_take(&info, DER_OCTETS, &out->signature) || !read_certificates(certificates, out) ||
        !read_attributes(attributes, out, &hash))
        return false;
    if (info.len > 0) {
        struct span attribute, values;
        if (!der_take(&info, DER_CONTEXT | 1, &unsigned_attributes) || !der_take(&unsigned_attributes, DER_SEQUENCE, &attribute) ||
            !der_take(&attribute, DER_OID, &ignored) || !der_take(&attribute, DER_SET, &values) || values.len == 0)
            return false;
        out->token = values;
    }
    return find_signer(out, hash);
}

bool cms_read(const uint8_t *bytes, size_t len, struct cms *out)
{
    struct buffer again;
    *out = (struct cms){0};
    if (len > CMS_BYTES_MAX || !read_parts((struct span){bytes, len}, out))
        return false;
    buffer_init(&again, 2 * CMS_BYTES_MAX);
    const bool same = cms_write(out, &again) && again.len == len && memcmp(again.data, bytes, len) == 0;
    buffer_free(&again);
    return same;
}
