/* Fuzz target: a file of the catalogue. */
#include "fuzz.h"

#include "domain/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct catalogue_faults faults = {0};
    struct info_set *set = NULL;
    const enum result result = info_set_parse("fuzz.json", (const char *)bytes, len, &faults, &set);
    ALWAYS((result == RESULT_OK) == (set != NULL) && (result == RESULT_OK) == (faults.count == 0));
    if (set != NULL) {
        ALWAYS(set->field_count > 0 && set->field_count <= CATALOGUE_FIELDS_MAX && set->identity_count > 0);
        ALWAYS(set->roles[ROLE_NAME] && set->roles[ROLE_DECIDED_ON]);
        ALWAYS(info_set_column(set, set->fields[0].label, 1) == NULL || set->field_count > 0);
    }
    info_set_free(set);
    catalogue_faults_free(&faults);
    return 0;
}
