/* Fuzz target: multipart bodies. The first byte says in which pieces the body arrives: however it is cut, the result must be the same. */
#include "fuzz.h"

#include "base/log.h"
#include "web/multipart.h"

#include <string.h>

struct body {
    const uint8_t *bytes;
    size_t len, at, piece;
};

static ssize_t give(void *context, void *out, size_t n)
{
    struct body *body = context;
    if (n > body->piece)
        n = body->piece;
    if (n > body->len - body->at)
        n = body->len - body->at;
    if (n > 0)
        memcpy(out, body->bytes + body->at, n);
    body->at += n;
    return (ssize_t)n;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len == 0)
        return 0;
    log_open("fuzz", (enum log_level)0);
    struct arena arenas[2];
    struct multipart_result results[2];
    int statuses[2];
    const struct multipart_limits limits = {
        .fields_max = 20, .files = true, .file_max = 20000, .total_max = 30000, .body_max = 60000};
    for (int i = 0; i < 2; i++) {
        struct body body = {bytes + 1, len - 1, 0, i == 0 ? SIZE_MAX : (size_t)1 + bytes[0] % 64};
        arena_init(&arenas[i], REQUEST_ARENA_MAX);
        statuses[i] = multipart_read(&arenas[i], "b", give, &body, &limits, &results[i]);
        ALWAYS(statuses[i] == 0 || statuses[i] == 400 || statuses[i] == 413 || statuses[i] == 415);
        ALWAYS(statuses[i] == 0 || results[i].upload_count == 0);
        ALWAYS(results[i].field_count <= limits.fields_max && results[i].upload_count <= REQUEST_FILES_MAX);
    }
    /* A body with two faults may be refused for either, by where the pieces end. */
    ALWAYS((statuses[0] == 0) == (statuses[1] == 0));
    if (statuses[0] == 0) {
        ALWAYS(results[0].field_count == results[1].field_count && results[0].upload_count == results[1].upload_count);
        for (size_t i = 0; i < results[0].field_count; i++)
            ALWAYS(strcmp(results[0].fields[i].value, results[1].fields[i].value) == 0);
        for (size_t i = 0; i < results[0].upload_count; i++)
            ALWAYS(results[0].uploads[i].size == results[1].uploads[i].size &&
                   memcmp(results[0].uploads[i].sha256, results[1].uploads[i].sha256, 32) == 0);
    }
    for (int i = 0; i < 2; i++) {
        multipart_close(&results[i]);
        arena_free(&arenas[i]);
    }
    return 0;
}
