/* What sealing and verifying believe: read from the files of the configuration. */
#include "doc/trust.h"

#include "base/config.h"

#define FOLDER SYSCONFDIR "/credit-portal/seal/"

static enum result load_optional(const struct config *config, const char *key, struct certificates *out)
{
    const char *path = config_text(config, key, "");
    return *path != '\0' ? certificates_load(path, out) : RESULT_OK;
}

enum result trust_load(const struct config *config, struct trust *out)
{
    *out = (struct trust){0};
    if (certificates_load(config_text(config, "seal_certificate", FOLDER "document.pem"), &out->seal) != RESULT_OK ||
        certificates_load(config_text(config, "seal_anchors", FOLDER "document-anchors.pem"), &out->anchors) != RESULT_OK ||
        certificates_load(config_text(config, "timestamp_anchors", FOLDER "timestamp-anchors.pem"), &out->stamp_anchors) != RESULT_OK ||
        load_optional(config, "seal_former", &out->former) != RESULT_OK ||
        load_optional(config, "timestamp_certificates", &out->stamp) != RESULT_OK)
        return RESULT_INVALID;
    return lists_load(config_text(config, "seal_lists", ""), &out->lists);
}

void trust_free(struct trust *trust)
{
    certificates_free(&trust->seal);
    certificates_free(&trust->former);
    certificates_free(&trust->anchors);
    certificates_free(&trust->stamp);
    certificates_free(&trust->stamp_anchors);
    lists_free(&trust->lists);
}
