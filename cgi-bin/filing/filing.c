/* Opening and closing the applicants' program, and what it looks at before each request. */
#include "filing/filing.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/filekind.h"
#include "base/log.h"
#include "base/random.h"
#include "base/vault.h"
#include "db/compliance.h"
#include "db/db.h"
#include "db/memory.h"
#include "db/terms.h"
#include "domain/name.h"
#include "web/frame.h"
#include "web/request.h"
#include "web/serve.h"
#include "web/view.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PATH_MAX_HERE 4096

/* keys_dir/<name>; false when it is too long. */
static bool key_path(const struct config *config, const char *name, char out[PATH_MAX_HERE])
{
    const int n = snprintf(out, PATH_MAX_HERE, "%s/%s", config_text(config, "keys_dir", "/var/lib/credit-portal/keys"), name);
    return n > 0 && n < PATH_MAX_HERE;
}

static enum result read_keys(struct filing *filing)
{
    static const char purpose[] = "opened cases";
    char path[PATH_MAX_HERE];
    if (!random_open() || !key_path(filing->config, "form-filing", path) || !token_key_load(path, filing->form_key))
        return RESULT_ERROR;
    crypto_auth_hmacsha256(filing->grant_key, (const unsigned char *)purpose, sizeof purpose - 1, filing->form_key);
    if (!key_path(filing->config, "query-code", path) || !query_code_key_load(path, filing->code_key))
        return RESULT_ERROR;
    if (!key_path(filing->config, "persons", path))
        return RESULT_ERROR;
    const enum result r = vault_open(path, &filing->vault);
    if (r != RESULT_OK)
        log_error("%s: no keys to seal persons' numbers with: %s", path, result_name(r));
    return r;
}

enum result filing_open(struct filing *filing, const struct config *config)
{
    bool ok = true;
    memset(filing, 0, sizeof *filing);
    filing->config = config;
    filing->files_dir = config_text(config, "files_dir", "/var/lib/credit-portal/files");
    filing->clamd = config_text(config, "clamd_socket", "");
    filing->site_url = config_text(config, "site_url", "");
    filing->site_name = config_text(config, "site_name", "公共信用信息门户");
    clock_shift(config_int(config, "clock_offset_seconds", 0, -1000000000, 1000000000, &ok));
    enum result r = ok ? read_keys(filing) : RESULT_INVALID;
    if (r == RESULT_OK)
        r = compliance_load(config_text(config, "data_dir", PKGDATADIR "/db/data"), &filing->compliance);
    if (r == RESULT_OK)
        r = file_kinds_open(&filing->kinds);
    return r == RESULT_OK ? name_open() : r;
}

void filing_close(struct filing *filing)
{
    vault_close(filing->vault);
    compliance_free(&filing->compliance);
    file_kinds_close(filing->kinds);
    name_close();
    sodium_memzero(filing, sizeof *filing);
}

enum result filing_ready(const struct filing *filing)
{
    return filing->memory && filing->terms && !filing->memory->away ? RESULT_OK : RESULT_UNAVAILABLE;
}

bool filing_worker_start(void *program)
{
    struct filing *filing = program;
    if (db_open(filing->config, "filing", DB_INTERACTIVE, &filing->db) != RESULT_OK)
        return false;
    db_use_breaker(filing->db, &serve_shared()->breaker[0]);
    return true;
}

void filing_worker_stop(void *program)
{
    struct filing *filing = program;
    memory_free(filing->memory);
    terms_free(filing->terms);
    filing->memory = NULL;
    filing->terms = NULL;
    db_close(filing->db);
    filing->db = NULL;
}

bool filing_globals(struct views *views, void *program)
{
    const struct filing *filing = program;
    return frame_globals(views, filing->config);
}

void filing_prepare(struct request *request, struct view *view, void *program)
{
    struct filing *filing = program;
    frame_prepare(request, view);
    view_text(view, "page.noindex", "1"); /* forms and cases are nobody's search result */
    if (memory_refresh(filing->db, clock_monotonic_ms(), request->today, &filing->memory) != RESULT_OK ||
        terms_refresh(filing->db, clock_monotonic_ms(), request->today, &filing->terms) != RESULT_OK)
        log_warn("rules and catalogue cannot be read");
    if (vault_refresh(filing->vault) != RESULT_OK)
        log_warn("the keys for persons' numbers cannot be read again");
}
