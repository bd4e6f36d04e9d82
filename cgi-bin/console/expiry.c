/* When certificates and revocation lists of the seal end. */
#include "console/expiry.h"

#include "base/clock.h"
#include "console/console.h"
#include "console/desk.h"
#include "console/words.h"
#include "doc/sign.h"
#include "web/request.h"
#include "web/view.h"

#include <string.h>

#define WARN_DAYS 60      /* of a certificate: a new one is bought, proved and installed in that time */
#define WARN_LIST_DAYS 7  /* of a revocation list, which is fetched anew all the time */

static const char *code_of(const struct sign_expiry *one)
{
    const int warn = strcmp(one->role, "revocation-list") == 0 ? WARN_LIST_DAYS : WARN_DAYS;
    return one->days_left < 0 ? "over" : one->days_left <= warn ? "soon" : "far";
}

static void show(struct view_node *node, const struct sign_expiry *one)
{
    view_node_set(node, "role", word_expiry(one->role));
    view_node_set(node, "subject", one->subject);
    view_node_set(node, "code", code_of(one));
    view_node_set_int(node, "left", one->days_left < 0 ? -one->days_left : one->days_left);
    desk_day(node, "until", day_today_shanghai(one->not_after));
}

void expiry_show(const struct console *console, const struct request *request, struct view *view)
{
    struct sign_expiry ends[SIGN_EXPIRIES_MAX];
    const size_t count = console->sign ? sign_expiry(console->sign, request->now, ends) : 0;
    view_set_bool(view, "ends_unknown", !console->sign);
    for (size_t i = 0; i < count; i++)
        show(view_row(view, "ends", i), &ends[i]);
}

void expiry_warn(const struct console *console, const struct request *request, struct view *view)
{
    struct sign_expiry ends[SIGN_EXPIRIES_MAX];
    const size_t count = console->sign ? sign_expiry(console->sign, request->now, ends) : 0;
    for (size_t i = 0; i < count; i++)
        if (strcmp(code_of(&ends[i]), "far") != 0) {
            show(view_child(view, "ending"), &ends[i]);
            return;
        }
}
