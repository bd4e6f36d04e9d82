/* What sealing and verifying both believe: our own certificates, the pinned anchors, the revocation lists. */
#ifndef DOC_TRUST_H
#define DOC_TRUST_H

#include "doc/certificate.h"

struct config;

struct trust {
    struct certificates seal;            /* seal_certificate: what seals today, then what is between it and the anchor */
    struct certificates former;          /* seal_former: what sealed before; may be empty */
    struct certificates anchors;         /* seal_anchors */
    struct certificates stamp;           /* timestamp_certificates: of the authority in use; may be empty */
    struct certificates stamp_anchors;   /* timestamp_anchors */
    struct lists lists;                  /* seal_lists */
};

/* Reads the files that the configuration names. RESULT_INVALID: logged. Freed with trust_free in every case. */
enum result trust_load(const struct config *config, struct trust *out) MUST_CHECK;
void trust_free(struct trust *trust);

#endif
