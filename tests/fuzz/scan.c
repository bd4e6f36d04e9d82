/* Fuzz target: the virus scanner's answer, and query codes as people type them. */
#include "fuzz.h"

#include "base/query_code.h"
#include "base/scan.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char found[SCAN_NAME_MAX], code[QUERY_CODE_TEXT];
    const enum scan_verdict verdict = scan_parse((const char *)bytes, len, found);
    ALWAYS((verdict == SCAN_FOUND) == (found[0] != '\0'));
    for (const char *at = found; *at != '\0'; at++)
        ALWAYS(*at > ' ' && *at < 0x7f);
    char *text = malloc(len + 1);
    ALWAYS(text != NULL);
    memcpy(text, bytes, len);
    text[len] = '\0';
    const bool good = query_code_normalise(text, code, sizeof code);
    ALWAYS(good == (code[0] != '\0') && strlen(code) < sizeof code);
    ALWAYS(code[strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] == '\0');
    free(text);
    return 0;
}
