/* Opening the background worker: settings, notices, keys. */
#include "clerk/clerk.h"

#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "base/random.h"
#include "base/vault.h"
#include "clerk/sms.h"
#include "db/chore.h"
#include "domain/notice.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 4096
#define BEAT_MS 2000

/* Every templates/notice/<name>.txt. */
static enum result read_templates(struct clerk *clerk, const char *dir)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/notice", dir);
    DIR *folder = opendir(path);
    if (!folder) {
        log_error("%s cannot be read", path);
        return RESULT_INVALID;
    }
    enum result result = RESULT_OK;
    for (struct dirent *entry; result == RESULT_OK && (entry = readdir(folder)) != NULL;) {
        const char *end = strrchr(entry->d_name, '.');
        struct clerk_template *one = &clerk->templates[clerk->template_count];
        size_t len;
        if (!end || strcmp(end, ".txt") != 0)
            continue;
        if (clerk->template_count == CLERK_TEMPLATES_MAX || (size_t)(end - entry->d_name) >= sizeof one->name ||
            snprintf(path, sizeof path, "%s/notice/%s", dir, entry->d_name) >= (int)sizeof path ||
            (one->text = file_read(path, NOTICE_TEMPLATE_MAX, &len)) == NULL) {
            log_error("the notice %s cannot be read", entry->d_name);
            result = RESULT_INVALID;
            break;
        }
        snprintf(one->name, sizeof one->name, "%.*s", (int)(end - entry->d_name), entry->d_name);
        clerk->template_count++;
    }
    closedir(folder);
    return result;
}

/* A secret of 32 bytes; what needs it waits when it is not there. */
static bool read_key(const char *dir, const char *name, unsigned char key[32])
{
    char path[PATH_BYTES];
    size_t len;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    char *bytes = file_read(path, 32, &len);
    const bool good = bytes && len == 32;
    if (good)
        memcpy(key, bytes, 32);
    else
        log_warn("%s is no key that can be read here (creditctl keys init)", path);
    free(bytes);
    return good;
}

/* "https://credit.example.gov.cn/" → the link to the case page, and the host for message numbers. */
static void read_address(struct clerk *clerk, const char *url)
{
    const char *host = strstr(url, "://");
    host = host ? host + 3 : url;
    const size_t len = strlen(url);
    snprintf(clerk->host, sizeof clerk->host, "%.*s", (int)strcspn(host, ":/"), host);
    snprintf(clerk->link, sizeof clerk->link, "%.*s/cases", (int)(len > 0 && url[len - 1] == '/' ? len - 1 : len), url);
}

enum result clerk_open(struct clerk *clerk, const struct config *config)
{
    bool ok = true;
    char host[CLERK_HOST] = "", chance[9];
    const char *keys = config_text(config, "keys_dir", "/var/lib/credit-portal/keys");
    clerk->config = config;
    workdays_init(&clerk->days);
    clerk->site = config_text(config, "site_name", "公共信用信息门户");
    clerk->organiser = config_text(config, "organiser", "");
    clerk->sendmail = config_text(config, "sendmail", "/usr/sbin/sendmail");
    clerk->mail_from = config_text(config, "mail_from", "noreply@localhost");
    clerk->sms_url = config_text(config, "sms_url", "");
    clerk->sms_key = config_text(config, "sms_key", "");
    clerk->record = config_text(config, "notice_record", "");
    clerk->files_dir = config_text(config, "files_dir", "/var/lib/credit-portal/files");
    read_address(clerk, config_text(config, "site_url", "http://127.0.0.1:8080"));
    clock_shift(config_int(config, "clock_offset_seconds", 0, -4000000000L, 4000000000L, &ok));
    if (!ok || !random_open() || sms_open() != RESULT_OK)
        return RESULT_INVALID;
    (void)gethostname(host, sizeof host - 1);
    random_hex(chance, 4);
    snprintf(clerk->owner, sizeof clerk->owner, "%.32s:%ld:%s", host, (long)getpid(), chance);
    clerk->has_code_key = read_key(keys, "query-code", clerk->code_key);
    clerk->has_log_seed = read_key(keys, "use-log.key", clerk->log_seed);
    return read_templates(clerk, config_text(config, "templates_dir", PKGDATADIR "/templates"));
}

void clerk_close(struct clerk *clerk)
{
    for (size_t i = 0; i < clerk->template_count; i++)
        free(clerk->templates[i].text);
    vault_close(clerk->vault);
    workdays_free(&clerk->days);
    sms_close();
}

void clerk_alive(struct clerk *clerk)
{
    const int64_t now = clock_monotonic_ms();
    if (now - clerk->beaten_ms < BEAT_MS)
        return;
    clerk->beaten_ms = now;
    if (heartbeat_beat(clerk->db, "clerk") != RESULT_OK)
        log_warn("no sign of life could be given");
}
