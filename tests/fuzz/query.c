/* Fuzz target: query and form fields. What was read must be within the limits, well-formed, and read the same when encoded again. */
#include "fuzz.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "web/parse.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena arena;
    struct buffer again;
    const struct request_field *fields, *twice;
    size_t count, count_twice;
    arena_init(&arena, REQUEST_ARENA_MAX);
    buffer_init(&again, SIZE_MAX);
    const int status = parse_fields(&arena, (const char *)bytes, len, REQUEST_FIELDS_MAX, &fields, &count);
    ALWAYS(status == 0 || status == 400 || status == 413);
    ALWAYS(count <= REQUEST_FIELDS_MAX);
    for (size_t i = 0; status == 0 && i < count; i++) {
        const size_t name_len = strlen(fields[i].name);
        ALWAYS(name_len > 0 && name_len <= REQUEST_FIELD_NAME_MAX && fields[i].len <= REQUEST_FIELD_VALUE_MAX);
        ALWAYS(strlen(fields[i].value) == fields[i].len);
        ALWAYS(utf8_valid(fields[i].name, name_len) && utf8_valid(fields[i].value, fields[i].len));
        ALWAYS(parse_encode(&again, fields[i].name, name_len) && buffer_putc(&again, '='));
        ALWAYS(parse_encode(&again, fields[i].value, fields[i].len) && buffer_putc(&again, '&'));
    }
    if (status == 0 && count > 0 && arena.used < REQUEST_ARENA_MAX / 8) {
        ALWAYS(parse_fields(&arena, again.data, again.len, REQUEST_FIELDS_MAX, &twice, &count_twice) == 0 && count_twice == count);
        for (size_t i = 0; i < count; i++)
            ALWAYS(strcmp(fields[i].name, twice[i].name) == 0 && strcmp(fields[i].value, twice[i].value) == 0);
    }
    buffer_free(&again);
    arena_free(&arena);
    return 0;
}
