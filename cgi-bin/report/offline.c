/* The offline page as one file, and the words that the script wants of any page that it stands in. */
#include "report/offline.h"

#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "report/pages.h"
#include "report/reporter.h"
#include "web/response.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_MAX (256u << 10) /* the page has 5 KiB, the script 20 */
#define WORDS_MAX 8192        /* eight keys, eleven labels, 64 domains */
#define PATH_MAX_HERE 4096

bool offline_words_make(const struct reporter *reporter, struct offline_words *out)
{
    const struct compliance *compliance = &reporter->compliance;
    char hex[65];
    buffer_init(&out->keys, WORDS_MAX);
    buffer_init(&out->labels, WORDS_MAX);
    buffer_init(&out->domains, WORDS_MAX);
    for (size_t i = 0; i < reporter->proof_keys.count; i++)
        buffer_printf(&out->keys, "%s ", sodium_bin2hex(hex, sizeof hex, reporter->proof_keys.key[i], 32));
    /* what the script calls the counts, in the order of doc/proof.h */
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        buffer_printf(&out->labels, "%s|", report_class_label(i));
    buffer_puts(&out->labels, "信息异议处理中");
    /* by number, as a proof has them */
    for (unsigned number = 1; number <= COMPLIANCE_DOMAINS_MAX; number++) {
        buffer_putc(&out->domains, '|');
        for (size_t i = 0; i < compliance->count; i++)
            if (compliance->domains[i].number == number)
                buffer_puts(&out->domains, compliance->domains[i].name);
    }
    return !out->keys.failed && !out->labels.failed && !out->domains.failed;
}

void offline_words_free(struct offline_words *words)
{
    buffer_free(&words->keys);
    buffer_free(&words->labels);
    buffer_free(&words->domains);
}

static char *read_file(const char *folder, const char *name, size_t *len)
{
    char path[PATH_MAX_HERE];
    const int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    char *text = n > 0 && (size_t)n < sizeof path ? file_read(path, PAGE_MAX, len) : NULL;
    if (!text)
        log_error("%s: the page of offline verification cannot be made: %s", path, strerror(errno));
    return text;
}

/* A value as it may stand in text and in a quoted attribute. */
static void put_escaped(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("<>&\"'", *text))
            buffer_printf(out, "&#%d;", *text);
        else
            buffer_putc(out, *text);
    }
}

/* A place of the page and what stands in it; `raw`: the script, our own file. */
struct filling {
    const char *place, *text;
    bool raw;
};

static bool fill(const char *page, const struct filling *fillings, size_t count, struct buffer *out)
{
    while (*page) {
        const struct filling *found = NULL;
        for (size_t i = 0; *page == '@' && i < count && !found; i++)
            if (strncmp(page, fillings[i].place, strlen(fillings[i].place)) == 0)
                found = &fillings[i];
        if (!found)
            buffer_putc(out, *page++);
        else {
            if (found->raw)
                buffer_puts(out, found->text);
            else
                put_escaped(out, found->text);
            page += strlen(found->place);
        }
    }
    return !out->failed;
}

enum result offline_make(const struct reporter *reporter, struct buffer *out)
{
    char fingerprint[PROOF_FINGERPRINT];
    struct offline_words words;
    size_t len;
    char *page = read_file(config_text(reporter->config, "templates_dir", PKGDATADIR "/templates"), "report/verify_download.html", &len);
    char *script = read_file(config_text(reporter->config, "static_dir", PKGDATADIR "/static"), "js/proof.js", &len);
    enum result r = page && script ? RESULT_OK : RESULT_INVALID;
    proof_fingerprint(reporter->proof_keys.key[0], fingerprint);
    buffer_init(out, PAGE_MAX);
    if (!offline_words_make(reporter, &words))
        r = RESULT_ERROR;
    if (r == RESULT_OK) {
        const struct filling fillings[] = {
            {"@SITE@", reporter->site_name, false}, {"@URL@", reporter->site_url, false}, {"@FINGERPRINT@", fingerprint, false},
            {"@KEYS@", buffer_text(&words.keys), false}, {"@LABELS@", buffer_text(&words.labels), false},
            {"@DOMAINS@", buffer_text(&words.domains), false}, {"@SCRIPT@", script, true},
        };
        r = fill(page, fillings, sizeof fillings / sizeof *fillings, out) ? RESULT_OK : RESULT_ERROR;
    }
    offline_words_free(&words);
    free(page);
    free(script);
    return r;
}

enum result verify_download(struct request *request, struct view *view, struct response *response, void *program)
{
    const struct reporter *reporter = program;
    (void)request;
    (void)view;
    response_type(response, "text/html; charset=utf-8");
    response_attachment(response, "离线验证二维码.html"); /* saved, never opened within the site: its script stands in the page */
    buffer_add(&response->body, reporter->offline.data, reporter->offline.len);
    response->body_ready = true;
    return response->body.failed ? RESULT_ERROR : RESULT_OK;
}
