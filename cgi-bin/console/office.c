/* Opening and closing the staff's program, and what it looks at before each request: who asks. */
#include "console/office.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "base/random.h"
#include "base/filekind.h"
#include "base/vault.h"
#include "console/console.h"
#include "console/desk.h"
#include "db/compliance.h"
#include "db/db.h"
#include "db/memory.h"
#include "db/terms.h"
#include "db/use_log.h"
#include "doc/sign.h"
#include "domain/name.h"
#include "web/frame.h"
#include "web/request.h"
#include "web/serve.h"
#include "web/view.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_MAX_HERE 4096
#define SESSION_TEXT (2 * STAFF_COOKIE_BYTES)

/* The numbers' keys may be missing: cases can be worked on, only what is sealed stays so. */
static void open_vault(struct console *console, const char *keys)
{
    char dir[PATH_MAX_HERE];
    const int n = snprintf(dir, sizeof dir, "%s/persons", keys);
    if (n > 0 && (size_t)n < sizeof dir && vault_open(dir, &console->vault) != RESULT_OK)
        log_warn("%s: no keys, applicants' numbers cannot be shown", dir);
}

/* A key file of 32 bytes. False: it is not there for this program; what needs it says so. */
static bool read_key(const char *keys, const char *name, unsigned char key[32])
{
    char path[PATH_MAX_HERE];
    size_t len = 0;
    const int n = snprintf(path, sizeof path, "%s/%s", keys, name);
    char *bytes = n > 0 && (size_t)n < sizeof path ? file_read(path, 32, &len) : NULL;
    const bool good = bytes && len == 32;
    if (good)
        memcpy(key, bytes, 32);
    else
        log_warn("%s cannot be read", path);
    if (bytes)
        sodium_memzero(bytes, len);
    free(bytes);
    return good;
}

static void read_keys(struct console *console, const char *keys)
{
    unsigned char identity[crypto_kdf_KEYBYTES];
    console->code_key_known = read_key(keys, "query-code", console->code_key);
    console->log_key_known = read_key(keys, "use-log.pub", console->log_key);
    console->record_key_known = read_key(keys, "identity.key", identity);
    if (console->record_key_known) /* as the import derives it: a correction's identity is that of a delivered row */
        crypto_kdf_derive_from_key(console->record_key, sizeof console->record_key, 1, "records ", identity);
    sodium_memzero(identity, sizeof identity);
}

enum result office_open(struct console *console, const struct config *config)
{
    char path[PATH_MAX_HERE];
    unsigned char chance[32];
    char text[2 * sizeof chance + 1];
    memset(console, 0, sizeof *console);
    console->config = config;
    console->site_url = config_text(config, "site_url", "");
    const char *keys = config_text(config, "keys_dir", "/var/lib/credit-portal/keys");
    const int n = snprintf(path, sizeof path, "%s/form-console", keys);
    if (n < 0 || (size_t)n >= sizeof path)
        return RESULT_INVALID;
    if (!random_open() || oath_init() != OATH_OK)
        return RESULT_ERROR;
    if (!token_key_load(path, console->token_key))
        return RESULT_ERROR;
    random_bytes(chance, sizeof chance);
    sodium_bin2hex(text, sizeof text, chance, sizeof chance);
    if (crypto_pwhash_str(console->unknown_password, text, sizeof text - 1, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        log_error("no memory for a password's hash");
        return RESULT_ERROR;
    }
    open_vault(console, keys);
    read_keys(console, keys);
    if (sign_open(config, &console->sign) != RESULT_OK)
        log_warn("when certificates end cannot be shown");
    const enum result r = compliance_load(config_text(config, "data_dir", PKGDATADIR "/db/data"), &console->compliance);
    return r == RESULT_OK ? name_open() : r;
}

void office_close(struct console *console)
{
    vault_close(console->vault);
    sign_close(console->sign);
    compliance_free(&console->compliance);
    sodium_memzero(console->token_key, sizeof console->token_key);
    name_close();
    oath_done();
}

bool office_worker_start(void *program)
{
    struct console *console = program;
    if (db_open(console->config, "console", DB_INTERACTIVE, &console->db) != RESULT_OK)
        return false;
    db_use_breaker(console->db, &serve_shared()->breaker[0]);
    if (file_kinds_open(&console->kinds) == RESULT_OK)
        return true;
    office_worker_stop(console);
    return false;
}

void office_worker_stop(void *program)
{
    struct console *console = program;
    memory_free(console->memory);
    console->memory = NULL;
    terms_free(console->terms);
    console->terms = NULL;
    file_kinds_close(console->kinds);
    console->kinds = NULL;
    db_close(console->db);
    console->db = NULL;
}

bool office_globals(struct views *views, void *program)
{
    const struct console *console = program;
    return frame_globals(views, console->config);
}

/* Whoever the session cookie stands for becomes console->who; nobody when there is none or it ended. */
static void find_who(struct console *console, const struct request *request)
{
    unsigned char token[STAFF_COOKIE_BYTES], hash[crypto_hash_sha256_BYTES];
    const char *cookie = request_cookie(request, request->https ? "__Host-" STAFF_COOKIE : STAFF_COOKIE);
    size_t len;
    memset(&console->who, 0, sizeof console->who);
    console->role = 0;
    if (strlen(cookie) != SESSION_TEXT || sodium_hex2bin(token, sizeof token, cookie, SESSION_TEXT, NULL, &len, NULL) != 0)
        return;
    crypto_hash_sha256(hash, token, sizeof token);
    if (staff_session_find(console->db, hash, request->now, &console->who) != RESULT_OK) {
        memset(&console->who, 0, sizeof console->who);
        return;
    }
    console->role = case_role_bit(console->who.role);
}

void office_prepare(struct request *request, struct view *view, void *program)
{
    struct console *console = program;
    frame_prepare(request, view);
    view_text(view, "page.desk", "1");
    view_text(view, "page.noindex", "1");
    const char *cookie = request_cookie(request, request->https ? "__Host-" TOKEN_COOKIE : TOKEN_COOKIE);
    console->cookie_new = strlen(cookie) != TOKEN_COOKIE_TEXT - 1;
    if (console->cookie_new)
        token_cookie_new(console->cookie);
    else
        memcpy(console->cookie, cookie, TOKEN_COOKIE_TEXT);
    if (memory_refresh(console->db, clock_monotonic_ms(), request->today, &console->memory) != RESULT_OK)
        log_warn("the reference tables cannot be read");
    if (terms_refresh(console->db, clock_monotonic_ms(), request->today, &console->terms) != RESULT_OK)
        log_warn("the terms of cases cannot be read");
    if (console->vault && vault_refresh(console->vault) != RESULT_OK)
        log_warn("the keys of applicants' numbers cannot be read again");
    find_who(console, request);
    desk_who(console, request, view);
}

unsigned office_roles(const struct request *request, void *program)
{
    (void)request;
    const struct console *console = program;
    return console->role;
}

enum result console_ready(const struct console *console)
{
    /* a database that was just waited for in vain is not waited for again in the same request */
    return console->memory && !console->memory->away && console->terms ? RESULT_OK : RESULT_UNAVAILABLE;
}

const struct workdays *console_days(const struct console *console)
{
    return console->terms ? &console->terms->days : NULL;
}

enum result console_looks(struct console *console, const char *action, const char *object, const char *purpose)
{
    const enum result result = use_log_add(console->db, console->who.name, action, object, purpose);
    return result == RESULT_OK || result == RESULT_UNAVAILABLE ? result : RESULT_ERROR;
}

unsigned console_unit(const struct console *console)
{
    return console->role == ACTOR_SOURCE ? console->who.unit_id : 0;
}
