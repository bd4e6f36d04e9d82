/* Fuzz target: templates of notices and the values of messages. The first line is the values, the rest the template. */
#include "fuzz.h"

#include "domain/notice.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char text[NOTICE_TEMPLATE_MAX + 1];
    const char *subject, *line;
    size_t subject_len, line_len;
    struct notice_keep keep;
    struct notice_values values = {.site = "site", .link = "https://x/cases", .code = "ABCDEFGHJK"};
    struct buffer out;
    if (len > NOTICE_TEMPLATE_MAX)
        return 0;
    if (len > 0)
        memcpy(text, bytes, len);
    text[len] = '\0';
    char *rest = strchr(text, '\n');
    if (rest)
        *rest++ = '\0';
    (void)!notice_values_read(text, &keep, &values);
    const char *template = rest ? rest : text;
    buffer_init(&out, NOTICE_TEXT_MAX);
    const enum result result = notice_fill(template, strlen(template), &values, &out);
    ALWAYS(out.len <= NOTICE_TEXT_MAX);
    /* what is filled has no mark of a template left that its values did not bring */
    ALWAYS(result != RESULT_OK || out.len == 0 || !values.number || strchr(values.number, '[') || strchr(values.due, '[') || !strchr(out.data, '['));
    if (notice_split(template, &subject, &subject_len, &line, &line_len) == RESULT_OK)
        ALWAYS(subject_len > 0 && line_len > 0 && line + line_len <= template + strlen(template));
    buffer_free(&out);
    return 0;
}
