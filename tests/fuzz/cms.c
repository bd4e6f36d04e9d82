/* Fuzz target: the CMS structure of a seal and the timestamp token. What is read is written again to the same bytes. */
#include "fuzz.h"

#include "doc/cms.h"
#include "doc/timestamp.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct certificates no_anchors;
    static const uint8_t digest[32];
    struct cms cms;
    struct span certificates[CHAIN_MAX], token;
    struct stamp stamp;
    const char *fault = NULL;
    if (cms_read(bytes, len, &cms)) {
        struct buffer again;
        buffer_init(&again, CMS_BYTES_MAX);
        ALWAYS(cms_write(&cms, &again) && again.len == len && memcmp(again.data, bytes, len) == 0);
        buffer_free(&again);
    }
    const size_t n = timestamp_certificates((struct span){bytes, len}, certificates);
    ALWAYS(n <= CHAIN_MAX);
    ALWAYS(timestamp_check((struct span){bytes, len}, digest, NULL, &no_anchors, NULL, 0, &stamp, &fault) != STAMP_GOOD);
    ALWAYS(fault != NULL && *fault != '\0');
    if (timestamp_response((struct span){bytes, len}, &token, &fault))
        ALWAYS(token.at >= bytes && token.len <= len);
    return 0;
}
