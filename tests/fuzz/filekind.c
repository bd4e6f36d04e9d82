/* Fuzz target: the headers of uploaded files, and the names that they are kept under. */
#include "fuzz.h"

#include "base/filekind.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct file_facts facts;
    const enum file_fault fault = file_kind_read(bytes, len, &facts);
    ALWAYS(fault != FILE_EMPTY && fault != FILE_OTHER_NAME && fault != FILE_UNREADABLE);
    ALWAYS((fault == FILE_GOOD) == (file_fault_text(fault) == NULL));
    if (fault == FILE_GOOD && facts.kind != FILE_KIND_PDF)
        ALWAYS(facts.width > 0 && facts.height > 0 && (uint64_t)facts.width * facts.height <= FILE_PIXELS_MAX);
    if (fault == FILE_TOO_LARGE)
        ALWAYS(facts.kind != FILE_KIND_PDF);
    /* names come cleaned (web/parse.h) */
    char *clean = malloc(3 * len + 1), safe[FILE_NAME_BYTES];
    ALWAYS(clean != NULL);
    utf8_clean((const char *)bytes, len, true, clean);
    file_name_safe(clean, safe);
    ALWAYS(utf8_is_clean(safe, strlen(safe)) && utf8_length(safe, strlen(safe)) <= FILE_NAME_SIGNS);
    ALWAYS(strpbrk(safe, "\"'<>|\\/\n") == NULL && safe[0] != '.');
    free(clean);
    return 0;
}
