/* Which messages a move brings, and to whom. */
#include "db/notice.h"

#include <stdio.h>
#include <string.h>

static void add(struct notice_plan *plan, const char *channel, const char *name, unsigned key_no, const unsigned char *to, size_t len,
                const unsigned char *hash)
{
    if (to && len > 0 && plan->count < CASE_NOTICES_MAX)
        plan->notices[plan->count++] = (struct case_notice_in){
            .channel = channel, .key_no = key_no, .to = to, .to_len = len, .to_hash = hash, .template_name = name};
}

/* To whom a message to staff or to a unit goes. */
static void desk_of(const char *name, unsigned source_id, const char *staff, const char *proposer, char out[NOTICE_DESK_TEXT])
{
    if (strncmp(name, "unit_", 5) == 0 && source_id > 0)
        snprintf(out, NOTICE_DESK_TEXT, "unit:%u", source_id);
    else if (strcmp(name, "desk_proposed") == 0)
        snprintf(out, NOTICE_DESK_TEXT, "role:reviewer");
    else if (strcmp(name, "desk_rejected") == 0 && *proposer)
        snprintf(out, NOTICE_DESK_TEXT, "staff:%s", proposer);
    else if (*staff)
        snprintf(out, NOTICE_DESK_TEXT, "staff:%s", staff);
    else
        snprintf(out, NOTICE_DESK_TEXT, "role:clerk");
}

void notice_plan(const struct case_move *move, const struct case_person_in *applicant, unsigned source_id, const char *staff,
                 const char *proposer, struct notice_plan *out)
{
    out->count = 0;
    if (move->notice && applicant) {
        add(out, "sms", move->notice, applicant->key_no, applicant->phone, applicant->phone_len, applicant->phone_hash);
        add(out, "mail", move->notice, applicant->key_no, applicant->mail, applicant->mail_len, applicant->mail_hash);
    }
    if (move->notice_unit) {
        desk_of(move->notice_unit, source_id, staff ? staff : "", proposer ? proposer : "", out->desk);
        add(out, "desk", move->notice_unit, 0, (const unsigned char *)out->desk, strlen(out->desk), NULL);
    }
}
