/* Fuzz target: what a setting may be. The first line is what it allows, the rest the value: a number that is allowed is read back as
   one within its bounds, a choice stands among the choices, a text is one clean line. */
#include "fuzz.h"

#include "base/utf8.h"
#include "domain/rules.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *text = malloc(len + 1);
    ALWAYS(text != NULL);
    if (len)
        memcpy(text, bytes, len);
    text[len] = '\0';
    char *value = strchr(text, '\n');
    if (value) {
        *value++ = '\0';
        struct rule_set sets[] = {{.code = "liaoning-2016", .province = "", .law = "", .article = "", .effect = "hold"}};
        struct setting setting = {.name = "it", .value = value, .allowed = text, .basis = ""};
        struct rules rules = {.sets = sets, .set_count = 1, .settings = &setting, .setting_count = 1};
        if (setting_allows(&rules, &setting, value)) {
            const size_t n = strlen(value);
            ALWAYS(n <= SETTING_VALUE_MAX);
            if (strcmp(text, "rule-set") == 0)
                ALWAYS(strcmp(value, sets[0].code) == 0);
            else if (strncmp(text, "text:", 5) == 0)
                ALWAYS(n > 0 && utf8_is_clean(value, n) && strpbrk(value, "\t\r\n") == NULL);
            else if (strspn(value, "0123456789") == n && n > 0 && n <= 9 && strchr(text, '|') == NULL && strchr(text, '-'))
                ALWAYS(rules_number(&rules, "it", 0) == (unsigned)strtoul(value, NULL, 10));
        }
        (void)rules_number(&rules, "it", 0);
    }
    free(text);
    return 0;
}
