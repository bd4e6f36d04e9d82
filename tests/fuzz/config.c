/* Fuzz target: portal.conf, and the dates that people write. */
#include "fuzz.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct config *config = NULL;
    bool ok = true;
    log_open("fuzz", (enum log_level)0);
    const enum result result = config_parse((const char *)bytes, len, "fuzz", &config);
    ALWAYS((result == RESULT_OK) == (config != NULL));
    if (config != NULL) {
        const long n = config_int(config, "workers", 4, 1, 64, &ok);
        ALWAYS(n >= 1 && n <= 64);
        (void)!config_bool(config, "demonstration", true, &ok);
        ALWAYS(*config_text(config, "site_url", "x") != '\0');
    }
    config_free(config);
    char *text = malloc(len + 1), again[DAY_TEXT];
    ALWAYS(text != NULL);
    if (len > 0)
        memcpy(text, bytes, len);
    text[len] = '\0';
    day_t day = 0, same = 0;
    time_t moment = 0;
    if (day_parse_any(text, &day))
        ALWAYS(day >= DAY_MIN && day <= DAY_MAX && day_parse(day_format(day, again), &same) && same == day);
    (void)!time_parse_utc(text, &moment);
    free(text);
    return 0;
}
