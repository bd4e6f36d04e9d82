/* /console/login and /console/logout: name, password and the authenticator's code. */
#include "base/log.h"
#include "base/random.h"
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "db/staff.h"
#include "db/use_log.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <string.h>
#include <time.h>

#define PASSWORD_MAX 200 /* bytes: longer ones only cost time */
#define TOTP_STEP 30     /* seconds, RFC 6238 */
#define TOTP_WINDOW 1    /* steps that a clock may be wrong by, either way */
#define CODE_SIGNS 6
#define TOTP_MIN 10      /* bytes of a secret: shorter ones can be guessed (RFC 4226 asks for 16) */

static const char *check_code(const char *code)
{
    return strlen(code) == CODE_SIGNS && strspn(code, "0123456789") == CODE_SIGNS ? NULL : "动态码是 6 位数字";
}

const struct form_field login_fields[] = {
    {.name = "name", .type = FORM_LINE, .required = true, .max = STAFF_NAME_MAX},
    {.name = "code", .type = FORM_LINE, .required = true, .max = 10, .check = check_code},
    {.name = "next", .type = FORM_LINE, .max = 500},
    FORM_END};

const struct form_field login_query[] = {{.name = "next", .type = FORM_LINE, .max = 500}, FORM_END};

/* Only a page of the staff's program: nobody is sent elsewhere after signing in. */
static const char *next_of(const struct request *request)
{
    const char *next = form_text(request->values, "next");
    const bool ours = strncmp(next, "/console", 8) == 0 && (next[8] == '\0' || next[8] == '/' || next[8] == '?') &&
                      strncmp(next, "/console/login", 14) != 0 && strncmp(next, "/console/logout", 15) != 0;
    return ours ? next : "";
}

static void show_form(struct console *console, struct request *request, struct view *view, struct response *response)
{
    desk_begin(console, request, view, response, "工作人员登录", "");
    desk_token(console, request, view, "form.token", "/console/login");
    if (request->method == METHOD_POST)
        view_text(view, "login.name", form_text(request->values, "name"));
    view_text(view, "login.next", next_of(request));
}

enum result login_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    if (console->role) {
        response_redirect(response, desk_home(console->role));
        return RESULT_OK;
    }
    show_form(console, request, view, response);
    if (strcmp(desk_done(request), "left") == 0)
        desk_say(view, "ok", "已退出", "");
    return RESULT_OK;
}

/* The time step of a right code; 0: it is wrong. Authenticators go by the real time, whatever day this program lives on. */
static uint64_t step_of(const struct staff_secret *secret, const char *code)
{
    const time_t now = time(NULL);
    int at = 0;
    if (secret->totp_len < TOTP_MIN)
        return 0;
    const int found = oath_totp_validate2((const char *)secret->totp, secret->totp_len, now, TOTP_STEP, 0, TOTP_WINDOW, &at, code);
    return found < 0 ? 0 : (uint64_t)(now / TOTP_STEP + at);
}

/* Judges what was sent with the same work whether the name exists or not. RESULT_OK: *secret and *step are those of the account;
   RESULT_DENIED: something is wrong, secret->id says with which account (0: none of that name). */
static enum result judge(struct console *console, const struct request *request, struct staff_secret *secret, uint64_t *step)
{
    const char *password = request_form(request, "password");
    const size_t len = strlen(password);
    const enum result found = staff_secret_of(console->db, form_text(request->values, "name"), request->now, secret);
    if (found != RESULT_OK && found != RESULT_NOT_FOUND)
        return found;
    if (found == RESULT_NOT_FOUND) {
        memset(secret, 0, sizeof *secret);
        memcpy(secret->password, console->unknown_password, sizeof secret->password);
        secret->totp_len = 20;
    }
    const bool good = crypto_pwhash_str_verify(secret->password, password, len < PASSWORD_MAX ? len : PASSWORD_MAX) == 0;
    *step = step_of(secret, form_text(request->values, "code"));
    return good && *step && secret->id && secret->may && len <= PASSWORD_MAX ? RESULT_OK : RESULT_DENIED;
}

/* A wrong sign-in: the same answer whatever was wrong. */
static enum result refuse(struct console *console, struct request *request, struct view *view, struct response *response, unsigned id, bool counts)
{
    enum result result = id && counts ? staff_sign_in_failed(console->db, id, request->now) : RESULT_OK;
    /* a name that nobody has may be a password in the wrong field: it is not written down */
    if (result == RESULT_OK)
        result = use_log_add(console->db, id ? form_text(request->values, "name") : "-", "sign_in.refused", request->remote_address, NULL);
    if (result != RESULT_OK)
        return result;
    show_form(console, request, view, response);
    view_text(view, "login.refused", "1");
    response_show(response, 422, "console/login_show");
    return RESULT_OK;
}

enum result login_post(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct staff_secret secret;
    unsigned char token[STAFF_COOKIE_BYTES], hash[crypto_hash_sha256_BYTES];
    char cookie[2 * sizeof token + 1];
    uint64_t step;
    if (request->values->errors || !*request_form(request, "password"))
        return refuse(console, request, view, response, 0, false);
    enum result result = judge(console, request, &secret, &step);
    const unsigned id = secret.id;
    const bool counts = secret.may; /* while it is locked nobody makes the pause longer, not even its owner */
    sodium_memzero(secret.password, sizeof secret.password);
    sodium_memzero(secret.totp, sizeof secret.totp);
    if (result == RESULT_DENIED)
        return refuse(console, request, view, response, id, counts);
    if (result != RESULT_OK)
        return result;
    random_bytes(token, sizeof token);
    sodium_bin2hex(cookie, sizeof cookie, token, sizeof token);
    crypto_hash_sha256(hash, token, sizeof token);
    result = staff_session_open(console->db, id, step, hash, request->now);
    if (result == RESULT_CONFLICT)
        return refuse(console, request, view, response, id, true); /* the code was used before */
    if (result == RESULT_OK)
        result = staff_session_find(console->db, hash, request->now, &console->who);
    if (result == RESULT_OK)
        result = console_looks(console, "sign_in", request->remote_address, NULL);
    if (result != RESULT_OK)
        return result;
    response_cookie(response, request, STAFF_COOKIE, cookie, 0);
    sodium_memzero(token, sizeof token);
    sodium_memzero(cookie, sizeof cookie);
    response_redirect(response, *next_of(request) ? next_of(request) : desk_home(case_role_bit(console->who.role)));
    return RESULT_OK;
}

enum result logout_post(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    struct console *console = program;
    unsigned char token[STAFF_COOKIE_BYTES], hash[crypto_hash_sha256_BYTES];
    size_t len;
    const char *cookie = request_cookie(request, request->https ? "__Host-" STAFF_COOKIE : STAFF_COOKIE);
    if (sodium_hex2bin(token, sizeof token, cookie, strlen(cookie), NULL, &len, NULL) == 0 && len == sizeof token) {
        crypto_hash_sha256(hash, token, sizeof token);
        const enum result result = staff_session_close(console->db, hash);
        if (result != RESULT_OK && result != RESULT_NOT_FOUND)
            return result;
    }
    response_cookie(response, request, STAFF_COOKIE, "", -1);
    response_redirect(response, "/console/login?done=left");
    return console_looks(console, "sign_out", request->remote_address, NULL);
}
