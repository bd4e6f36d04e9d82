/* /console/staff: accounts, roles, new secrets. An administrator does nothing to its own account. */
#include "base/random.h"
#include "base/utf8.h"
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/words.h"
#include "db/memory.h"
#include "db/staff.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PASSWORD_SIGNS 20 /* of 56: 116 bits */
#define SECRET_BYTES 20   /* RFC 4226 asks for 160 bits */
#define SECRET_TEXT (SECRET_BYTES * 8 / 5 + 1)
#define UNIT_MAX 65535

static const char *const roles[] = {"clerk", "reviewer", "publisher", "source", "admin", "auditor", NULL};
static const char *const moves[] = {"disable", "enable", "role", "reset", NULL};

static const char *check_name(const char *name)
{
    return strpbrk(name, " \t\n") ? "名称中不能有空格" : NULL;
}

const struct form_field staff_fields[] = {
    {.name = "name", .type = FORM_LINE, .required = true, .max = STAFF_NAME_MAX, .check = check_name},
    {.name = "role", .type = FORM_CHOICE, .required = true, .choices = roles},
    {.name = "unit", .type = FORM_INTEGER, .min = 1, .max = UNIT_MAX},
    FORM_END};
const struct form_field staff_change_fields[] = {
    {.name = "id", .type = FORM_INTEGER, .required = true, .min = 1, .max = INT32_MAX},
    {.name = "move", .type = FORM_CHOICE, .required = true, .choices = moves},
    {.name = "role", .type = FORM_CHOICE, .choices = roles},
    {.name = "unit", .type = FORM_INTEGER, .min = 1, .max = UNIT_MAX},
    FORM_END};

/* What an account signs in with, made by chance and shown once. */
struct fresh {
    char password[PASSWORD_SIGNS + 1], hash[crypto_pwhash_STRBYTES], secret[SECRET_TEXT];
    unsigned char totp[SECRET_BYTES];
};

/* RFC 4648, no padding: 20 bytes are exactly 32 signs. */
static void base32(const unsigned char *bytes, size_t n, char *out)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < n; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            *out++ = alphabet[held >> (bits - 5) & 31];
    }
    *out = '\0';
}

static bool make_fresh(struct fresh *fresh)
{
    random_signs(fresh->password, PASSWORD_SIGNS, "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789");
    random_bytes(fresh->totp, sizeof fresh->totp);
    base32(fresh->totp, sizeof fresh->totp, fresh->secret);
    return crypto_pwhash_str(fresh->hash, fresh->password, PASSWORD_SIGNS, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

static void show_fresh(struct view *view, const char *name, const struct fresh *fresh)
{
    char spaced[SECRET_TEXT + SECRET_TEXT / 4 + 1];
    size_t n = 0;
    for (size_t i = 0; fresh->secret[i]; i++) {
        if (i && i % 4 == 0)
            spaced[n++] = ' ';
        spaced[n++] = fresh->secret[i];
    }
    spaced[n] = '\0';
    view_text(view, "fresh.name", name);
    view_text(view, "fresh.password", fresh->password);
    view_text(view, "fresh.secret", spaced);
    sodium_memzero(spaced, sizeof spaced);
}

static void show_options(const struct console *console, struct view *view)
{
    for (size_t i = 0; roles[i]; i++) {
        struct view_node *option = view_row(view, "roles", i);
        view_node_set(option, "code", roles[i]);
        view_node_set(option, "name", word_role(roles[i]));
    }
    for (size_t i = 0; i < console->memory->source_units.count; i++) {
        struct view_node *option = view_row(view, "units", i);
        view_node_set_int(option, "id", console->memory->source_units.items[i].id);
        view_node_set(option, "name", console->memory->source_units.items[i].name);
    }
}

static enum result fill(struct console *console, struct request *request, struct view *view, struct response *response)
{
    struct staff_line *lines = arena_alloc(&request->arena, STAFF_MAX * sizeof *lines);
    size_t count = 0;
    if (!lines)
        return RESULT_ERROR;
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = console_looks(console, "staff.read", "-", NULL);
    if (result == RESULT_OK)
        result = staff_list(console->db, &request->arena, lines, STAFF_MAX, &count);
    if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, "人员", "staff");
    desk_token(console, request, view, "form.add", "/console/staff");
    desk_token(console, request, view, "form.change", "/console/staff/change");
    show_options(console, view);
    for (size_t i = 0; i < count; i++) {
        const struct source_unit *unit = memory_unit(console->memory, lines[i].unit_id);
        struct view_node *row = view_row(view, "rows", i);
        view_node_set_int(row, "id", lines[i].id);
        view_node_set(row, "name", lines[i].name);
        view_node_set(row, "role", lines[i].role);
        view_node_set(row, "role_name", word_role(lines[i].role));
        view_node_set(row, "unit", unit ? unit->name : "");
        view_node_set_int(row, "unit_id", lines[i].unit_id);
        view_node_set(row, "self", lines[i].id == console->who.id ? "1" : "");
        view_node_set(row, "disabled", lines[i].disabled ? "1" : "");
        view_node_set(row, "locked", lines[i].locked_until > request->now ? "1" : "");
        desk_time(row, "locked_until", lines[i].locked_until);
        desk_time(row, "last_at", lines[i].last_sign_in);
        desk_time(row, "created_at", lines[i].created_at);
    }
    return RESULT_OK;
}

static enum result show_again(struct request *request, struct view *view, struct response *response, struct console *console, int status)
{
    form_show(request->values, view);
    response_show(response, status, "console/staff_index");
    return fill(console, request, view, response);
}

enum result staff_index(struct request *request, struct view *view, struct response *response, void *program)
{
    const char *done = desk_done(request);
    if (strcmp(done, "disable") == 0)
        desk_say(view, "ok", "账号已停用", "其会话已全部结束。");
    else if (strcmp(done, "enable") == 0)
        desk_say(view, "ok", "账号已启用", "");
    else if (strcmp(done, "role") == 0)
        desk_say(view, "ok", "角色已调整", "其会话已结束，重新登录后生效。");
    return fill(program, request, view, response);
}

/* A unit belongs to the role source and to no other. */
static unsigned read_unit(struct console *console, struct form_values *values)
{
    const bool source = strcmp(form_text(values, "role"), "source") == 0;
    const unsigned unit = (unsigned)form_number(values, "unit");
    if (source && !memory_unit(console->memory, unit))
        form_fail(values, "unit", "请选择来源单位");
    return source ? unit : 0;
}

enum result staff_create(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct form_values *values = request->values;
    struct fresh fresh;
    enum result result = console_ready(console);
    if (result != RESULT_OK)
        return result;
    const unsigned unit = read_unit(console, values);
    if (values->errors)
        return show_again(request, view, response, console, 422);
    if (!make_fresh(&fresh))
        return RESULT_UNAVAILABLE;
    result = console_looks(console, "staff.add", form_text(values, "name"), form_text(values, "role"));
    if (result == RESULT_OK)
        result = staff_add(console->db, form_text(values, "name"), form_text(values, "role"), unit, fresh.hash, fresh.totp, sizeof fresh.totp);
    if (result == RESULT_OK) {
        show_fresh(view, form_text(values, "name"), &fresh);
        result = fill(console, request, view, response);
    } else if (result == RESULT_CONFLICT) {
        form_fail(values, "name", "这个名称已有账号");
        result = show_again(request, view, response, console, 422);
    }
    sodium_memzero(&fresh, sizeof fresh);
    return result;
}

static enum result reset(struct console *console, struct request *request, struct view *view, struct response *response, const struct staff_line *line)
{
    struct fresh fresh;
    if (!make_fresh(&fresh))
        return RESULT_UNAVAILABLE;
    enum result result = staff_reset(console->db, line->id, fresh.hash, fresh.totp, sizeof fresh.totp, console->who.name);
    if (result == RESULT_OK) {
        show_fresh(view, line->name, &fresh);
        result = fill(console, request, view, response);
    }
    sodium_memzero(&fresh, sizeof fresh);
    return result;
}

enum result staff_change(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct form_values *values = request->values;
    const char *move = form_text(values, "move");
    const bool role = strcmp(move, "role") == 0, again = strcmp(move, "reset") == 0;
    struct staff_line line;
    unsigned unit = 0;
    enum result result = console_ready(console);
    if (result != RESULT_OK)
        return result;
    if (role && !form_given(values, "role"))
        form_fail(values, "role", "请选择角色");
    if (role)
        unit = read_unit(console, values);
    if (values->errors)
        return show_again(request, view, response, console, 422);
    result = staff_find(console->db, (unsigned)form_number(values, "id"), &request->arena, &line);
    if (result == RESULT_OK)
        result = console_looks(console, request_printf(request, "staff.%s", move), line.name, role ? form_text(values, "role") : NULL);
    if (result != RESULT_OK)
        return result;
    if (again)
        result = reset(console, request, view, response, &line);
    else if (role)
        result = staff_role_set(console->db, line.id, form_text(values, "role"), unit, console->who.name);
    else
        result = staff_disable(console->db, line.id, strcmp(move, "disable") == 0, console->who.name);
    if (result == RESULT_OK && !again)
        response_redirect(response, request_printf(request, "/console/staff?done=%s", move));
    if (result != RESULT_DENIED)
        return result;
    desk_say(view, "stop", "没有办理", "不能更改自己的账号，也不能停用最后一个可以登录的系统管理员。");
    return show_again(request, view, response, console, 403);
}
