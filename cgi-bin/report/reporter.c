/* Opening and closing the reports' program, its codes, and what it looks at before each request. */
#include "report/reporter.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "base/random.h"
#include "db/compliance.h"
#include "db/db.h"
#include "db/memory.h"
#include "doc/press.h"
#include "doc/sign.h"
#include "doc/verify.h"
#include "domain/name.h"
#include "report/offline.h"
#include "web/frame.h"
#include "web/request.h"
#include "web/serve.h"
#include "web/view.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_MAX_HERE 4096

_Static_assert(REPORT_CODE_KEY == TOKEN_KEY, "both are keys of the same kind, read by the same function");

/* keys_dir/<name>, made when it is not there. */
static bool read_key(const struct config *config, const char *name, unsigned char key[TOKEN_KEY])
{
    char path[PATH_MAX_HERE];
    const int n = snprintf(path, sizeof path, "%s/%s", config_text(config, "keys_dir", "/var/lib/credit-portal/keys"), name);
    return n > 0 && (size_t)n < sizeof path && token_key_load(path, key);
}

static enum result open_documents(struct reporter *reporter)
{
    const struct config *config = reporter->config;
    const struct press_files files = {.text_font = config_text(config, "font_text", NULL), .head_font = config_text(config, "font_head", NULL),
                                      .icc = config_text(config, "colour_profile", NULL)};
    struct paper_fault fault = {""};
    enum result r = press_open(&files, &reporter->press, &fault);
    if (r != RESULT_OK) {
        log_error("documents cannot be made: %s", fault.text);
        return r;
    }
    r = sign_open(config, &reporter->sign);
    if (r == RESULT_OK)
        r = verify_open(config, &reporter->verify);
    if (r != RESULT_OK)
        return r;
    const char *path = config_text(config, "seal_proof_keys", SYSCONFDIR "/credit-portal/seal/proof.pem");
    reporter->proof_pem = file_read(path, PROOF_KEY_FILE_MAX, &reporter->proof_pem_len);
    r = reporter->proof_pem ? proof_keys_parse(reporter->proof_pem, reporter->proof_pem_len, &reporter->proof_keys) : RESULT_NOT_FOUND;
    if (r != RESULT_OK)
        log_error("%s: the public keys of the QR codes cannot be read: %s", path, result_name(r));
    return r;
}

enum result reporter_open(struct reporter *reporter, const struct config *config)
{
    static const char purpose[] = "reports of this browser";
    bool ok = true;
    memset(reporter, 0, sizeof *reporter);
    reporter->config = config;
    reporter->reports_dir = config_text(config, "reports_dir", "/var/lib/credit-portal/reports");
    reporter->site_url = config_text(config, "site_url", "");
    reporter->site_name = config_text(config, "site_name", "公共信用信息门户");
    reporter->issuer = config_text(config, "organiser", "公共信用信息中心");
    reporter->phone = config_text(config, "phone", NULL);
    reporter->demonstration = config_bool(config, "demonstration", false, &ok);
    clock_shift(config_int(config, "clock_offset_seconds", 0, -1000000000, 1000000000, &ok));
    if (!ok || !random_open() || !read_key(config, "form-report", reporter->form_key) || !read_key(config, "report-code", reporter->code_key))
        return RESULT_INVALID;
    crypto_auth_hmacsha256(reporter->grant_key, (const unsigned char *)purpose, sizeof purpose - 1, reporter->form_key);
    enum result r = compliance_load(config_text(config, "data_dir", PKGDATADIR "/db/data"), &reporter->compliance);
    if (r == RESULT_OK)
        r = open_documents(reporter);
    if (r == RESULT_OK)
        r = offline_make(reporter, &reporter->offline);
    return r == RESULT_OK ? name_open() : r;
}

void reporter_close(struct reporter *reporter)
{
    free(reporter->proof_pem);
    compliance_free(&reporter->compliance);
    buffer_free(&reporter->offline);
    verify_close(reporter->verify);
    sign_close(reporter->sign);
    press_close(reporter->press);
    name_close();
}

enum result reporter_ready(const struct reporter *reporter)
{
    return reporter->memory && !reporter->memory->away ? RESULT_OK : RESULT_UNAVAILABLE;
}

bool reporter_worker_start(void *program)
{
    struct reporter *reporter = program;
    if (db_open(reporter->config, "report", DB_INTERACTIVE, &reporter->db) != RESULT_OK)
        return false;
    db_use_breaker(reporter->db, &serve_shared()->breaker[0]);
    return true;
}

void reporter_worker_stop(void *program)
{
    struct reporter *reporter = program;
    memory_free(reporter->memory);
    reporter->memory = NULL;
    db_close(reporter->db);
    reporter->db = NULL;
}

bool reporter_globals(struct views *views, void *program)
{
    const struct reporter *reporter = program;
    return frame_globals(views, reporter->config);
}

void reporter_prepare(struct request *request, struct view *view, void *program)
{
    struct reporter *reporter = program;
    frame_prepare(request, view);
    if (memory_refresh(reporter->db, clock_monotonic_ms(), request->today, &reporter->memory) != RESULT_OK)
        log_warn("the reference tables cannot be read");
}

void reporter_head(struct view *view, const char *title)
{
    view_text(view, "page.title", title);
    view_text(view, "page.nav", "help");
    view_text(view, "page.noindex", "1");
}
