/* /view: the normal, the elder and the high-contrast view, by a link that works without script. */
#include "disclosure/disclosure.h"
#include "disclosure/pages.h"
#include "disclosure/show.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <string.h>

#define VIEW_SECONDS (365L * 24 * 3600)

enum result view_switch(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)program;
    const char *to = request_query(request, "to"), *back = request_query(request, "back");
    bool normal = strcmp(to, "normal") == 0;
    if (!normal && strcmp(to, "elder") != 0 && strcmp(to, "contrast") != 0) {
        show_missing(view, "filter", "没有这种显示方式。");
        response_status(response, 400);
        return RESULT_INVALID;
    }
    response_cookie(response, request, "view", to, normal ? -1 : VIEW_SECONDS);
    response_no_store(response);
    response_redirect(response, *back ? back : "/"); /* takes only an address on this site */
    return RESULT_OK;
}
