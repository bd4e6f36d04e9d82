/* portal.conf: key = value lines. */
#include "base/config.h"

#include "base/log.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Every key there is; one that ends in "*" stands for all with that beginning. Anything else in a file is
   warned of: most likely a slip of the pen. Meaning and defaults: conf/portal.conf.sample. */
static const char *const known_keys[] = {
    "site_url",      "site_name",    "listen_port",   "state_dir",       "templates_dir",    "static_dir",
    "content_dir",   "catalogue_dir", "data_dir",     "schema_dir",      "db_socket",        "db_name",
    "db_host",       "db_port",      "db_user_*",     "db_password_*",   "workers",          "download_workers", "download_seconds",
    "worker_requests", "request_seconds", "demonstration", "province",   "region",           "organiser",
    "keys_dir",      "tmp_dir",       "cache_dir",      "run_dir",       "max_body",        "log_level",        "hold_from",
    "socket_*",      "files_dir",     "clamd_socket",  "filing_workers", "filing_seconds", "console_workers", "clock_offset_seconds",
    "sendmail",      "mail_from",     "sms_url",       "sms_key",         "notice_*",
    /* settings (db/data/settings.csv): the value a site starts with */
    "rule_set",      "caps_applicant", "caps_record",   "accept_days",     "supplement_days", "complaint_days",  "report_days",
    "session_minutes", "session_hours", "letter_word_*",
    /* reports */
    "reports_dir",   "report_workers", "report_seconds", "font_text",      "font_head",       "colour_profile",  "phone",
    /* sealing */
    "seal_*",        "timestamp_*",   "signer_*",
};

struct entry {
    const char *key;
    const char *value;
};

struct config {
    char *text; /* the file, cut into keys and values */
    struct entry entries[CONFIG_KEYS_MAX];
    size_t count;
};

static bool known(const char *key)
{
    for (size_t i = 0; i < sizeof known_keys / sizeof known_keys[0]; i++) {
        const size_t n = strlen(known_keys[i]);
        if (known_keys[i][n - 1] == '*' ? strncmp(key, known_keys[i], n - 1) == 0 && key[n - 1] != '\0'
                                        : strcmp(key, known_keys[i]) == 0)
            return true;
    }
    return false;
}

static const char *find(const struct config *config, const char *key)
{
    for (size_t i = 0; i < config->count; i++)
        if (strcmp(config->entries[i].key, key) == 0)
            return config->entries[i].value;
    return NULL;
}

/* Cuts blanks off both ends of a text in place. */
static char *trim(char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    size_t n = strlen(text);
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t' || text[n - 1] == '\r'))
        text[--n] = '\0';
    return text;
}

static bool key_shape(const char *key)
{
    if (*key == '\0')
        return false;
    for (; *key != '\0'; key++)
        if (!((*key >= 'a' && *key <= 'z') || (*key >= '0' && *key <= '9') || *key == '_'))
            return false;
    return true;
}

static bool add_line(struct config *config, char *line, const char *name, int number)
{
    line = trim(line);
    if (*line == '\0' || *line == '#')
        return true;
    char *equals = strchr(line, '=');
    if (equals == NULL) {
        log_error("%s:%d: no \"=\" in the line", name, number);
        return false;
    }
    *equals = '\0';
    const char *key = trim(line);
    const char *value = trim(equals + 1);
    if (!key_shape(key)) {
        log_error("%s:%d: \"%s\" is not a key", name, number, key);
        return false;
    }
    if (strlen(value) > CONFIG_VALUE_MAX) {
        log_error("%s:%d: the value of %s is too long", name, number, key);
        return false;
    }
    if (find(config, key) != NULL) {
        log_error("%s:%d: %s is given twice", name, number, key);
        return false;
    }
    if (config->count == CONFIG_KEYS_MAX) {
        log_error("%s:%d: more than %d keys", name, number, CONFIG_KEYS_MAX);
        return false;
    }
    if (!known(key))
        log_warn("%s:%d: unknown key %s", name, number, key);
    config->entries[config->count++] = (struct entry){key, value};
    return true;
}

enum result config_parse(const char *bytes, size_t len, const char *name, struct config **out)
{
    *out = NULL;
    if (len > CONFIG_FILE_MAX || memchr(bytes, '\0', len) != NULL || !utf8_valid(bytes, len)) {
        log_error("%s: not a text of at most %d bytes in UTF-8", name, CONFIG_FILE_MAX);
        return RESULT_INVALID;
    }
    struct config *config = calloc(1, sizeof *config);
    if (config == NULL || (config->text = malloc(len + 1)) == NULL) {
        free(config);
        return RESULT_ERROR;
    }
    if (len > 0)
        memcpy(config->text, bytes, len);
    config->text[len] = '\0';
    char *line = config->text;
    if (strncmp(line, "\xef\xbb\xbf", 3) == 0)
        line += 3;
    for (int number = 1; line != NULL; number++) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        if (!add_line(config, line, name, number)) {
            config_free(config);
            return RESULT_INVALID;
        }
        line = end;
    }
    *out = config;
    return RESULT_OK;
}

enum result config_load(const char *path, struct config **out)
{
    *out = NULL;
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        log_error("%s: %s", path, strerror(errno));
        return RESULT_NOT_FOUND;
    }
    enum result result = RESULT_ERROR;
    char *bytes = malloc(CONFIG_FILE_MAX + 1);
    if (bytes == NULL)
        goto done;
    const size_t len = fread(bytes, 1, CONFIG_FILE_MAX + 1, file);
    if (ferror(file)) {
        log_error("%s: %s", path, strerror(errno));
        goto done;
    }
    result = config_parse(bytes, len, path, out);
done:
    free(bytes);
    fclose(file);
    return result;
}

void config_free(struct config *config)
{
    if (config == NULL)
        return;
    free(config->text);
    free(config);
}

const char *config_text(const struct config *config, const char *key, const char *fallback)
{
    const char *value = find(config, key);
    return value != NULL && *value != '\0' ? value : fallback;
}

long config_int(const struct config *config, const char *key, long fallback, long min, long max, bool *ok)
{
    const char *value = find(config, key);
    if (value == NULL || *value == '\0')
        return fallback;
    char *end = NULL;
    errno = 0;
    const long number = strtol(value, &end, 10);
    if (errno != 0 || *end != '\0' || number < min || number > max) {
        log_error("%s = %s: wanted a whole number from %ld to %ld", key, value, min, max);
        *ok = false;
        return fallback;
    }
    return number;
}

bool config_bool(const struct config *config, const char *key, bool fallback, bool *ok)
{
    static const char *const yes[] = {"yes", "true", "on", "1"};
    static const char *const no[] = {"no", "false", "off", "0"};
    const char *value = find(config, key);
    if (value == NULL || *value == '\0')
        return fallback;
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(value, yes[i]) == 0)
            return true;
        if (strcmp(value, no[i]) == 0)
            return false;
    }
    log_error("%s = %s: wanted yes or no", key, value);
    *ok = false;
    return fallback;
}
