/* /console/account: one's own account, and a new password for it. */
#include "base/utf8.h"
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "db/memory.h"
#include "db/staff.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <sodium.h>
#include <string.h>

#define PASSWORD_MIN 12  /* signs: with the authenticator's code beside it, length is what counts */
#define PASSWORD_MAX 200 /* bytes */

static enum result fill(struct console *console, struct request *request, struct view *view, struct response *response)
{
    const struct source_unit *unit = console->memory ? memory_unit(console->memory, console->who.unit_id) : NULL;
    desk_begin(console, request, view, response, "账号", "account");
    desk_token(console, request, view, "form.token", "/console/account");
    view_text(view, "account.unit", unit ? unit->name : "");
    view_set_int(view, "account.least", PASSWORD_MIN);
    return RESULT_OK;
}

enum result account_show(struct request *request, struct view *view, struct response *response, void *program)
{
    if (strcmp(desk_done(request), "password") == 0)
        desk_say(view, "ok", "口令已修改", "其他设备上的会话已结束。");
    return fill(program, request, view, response);
}

/* What is wrong with what was typed; NULL: nothing. *guessed: the password of now. */
static const char *judge(struct request *request, const struct staff_secret *now, bool *guessed)
{
    const char *old = request_form(request, "password"), *fresh = request_form(request, "fresh"), *repeat = request_form(request, "repeat");
    *guessed = strlen(old) > PASSWORD_MAX || crypto_pwhash_str_verify(now->password, old, strlen(old)) != 0;
    if (*guessed)
        return "现在的口令不正确";
    if (utf8_length(fresh, strlen(fresh)) < PASSWORD_MIN || strlen(fresh) > PASSWORD_MAX)
        return "新口令至少 12 个字符";
    if (strcmp(fresh, repeat) != 0)
        return "两次填写的新口令不同";
    return strcmp(fresh, old) == 0 ? "新口令与现在的相同" : NULL;
}

enum result account_post(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct staff_secret secret;
    char hash[crypto_pwhash_STRBYTES];
    unsigned char token[STAFF_COOKIE_BYTES], session[crypto_hash_sha256_BYTES];
    const char *cookie = request_cookie(request, request->https ? "__Host-" STAFF_COOKIE : STAFF_COOKIE), *fresh = request_form(request, "fresh");
    size_t len;
    bool guessed;
    if (sodium_hex2bin(token, sizeof token, cookie, strlen(cookie), NULL, &len, NULL) != 0)
        return RESULT_DENIED;
    crypto_hash_sha256(session, token, sizeof token);
    enum result result = staff_secret_of(console->db, console->who.name, request->now, &secret);
    if (result != RESULT_OK)
        return result;
    const char *wrong = judge(request, &secret, &guessed);
    sodium_memzero(&secret, sizeof secret);
    if (wrong) {
        /* a session left open is no place to guess passwords: each wrong one counts */
        if (guessed)
            result = staff_sign_in_failed(console->db, console->who.id, request->now);
        view_text(view, "account.wrong", wrong);
        response_show(response, 422, "console/account_show");
        return result == RESULT_OK ? fill(console, request, view, response) : result;
    }
    if (crypto_pwhash_str(hash, fresh, strlen(fresh), crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return RESULT_UNAVAILABLE;
    result = console_looks(console, "staff.password", console->who.name, NULL);
    if (result == RESULT_OK)
        result = staff_password_set(console->db, console->who.id, hash, session);
    if (result == RESULT_OK)
        response_redirect(response, "/console/account?done=password");
    return result;
}
