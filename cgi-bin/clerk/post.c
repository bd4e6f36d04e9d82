/* The outbox: messages are made out of their templates and go out by mail or SMS, each at least once and always with the same id. */
#include "clerk/clerk.h"

#include "base/config.h"
#include "base/log.h"
#include "base/vault.h"
#include "clerk/mail.h"
#include "clerk/sms.h"
#include "db/casefile.h"
#include "db/job.h"
#include "domain/notice.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEASE_SECONDS 120          /* the messages of a bite, each at its slowest, and room to spare */
#define TAKE 20                    /* messages of a bite */
#define BITE_MS 8000               /* no message is begun after that: with the slowest one the sign of life still comes in time */
#define VALUES_MAX (256 * 1024)    /* memory for the values of a bite */
#define AWAY 3                     /* failures of a gateway one after the other: it is not asked again in this bite */
#define WHY 160
#define PATH_BYTES 4096

enum channel { CHANNEL_MAIL, CHANNEL_SMS, CHANNELS };

/* What happens to a message. */
/* `why` is for staff: the console shows it. */
struct fate {
    enum result result; /* OK sent; INVALID never; else another time */
    bool gateway;       /* mail or SMS as such does not work now */
    char why[WHY];
};

static struct fate fate(enum result result, const char *why)
{
    struct fate out = {.result = result};
    snprintf(out.why, sizeof out.why, "%s", why);
    return out;
}

static const struct clerk_template *template_of(const struct clerk *clerk, const char *name)
{
    for (size_t i = 0; i < clerk->template_count; i++)
        if (strcmp(clerk->templates[i].name, name) == 0)
            return &clerk->templates[i];
    return NULL;
}

/* The number or address. Keys may have been changed since the last message: then they are read again, once. */
static struct fate open_recipient(struct clerk *clerk, const struct message *message, char to[VAULT_PLAIN_MAX + 1])
{
    char path[PATH_BYTES];
    enum result result = RESULT_NOT_FOUND;
    if (message->key_no == 0)
        return fate(RESULT_INVALID, "收件人没有加密存放");
    for (int round = 0; round < 2 && result == RESULT_NOT_FOUND; round++) {
        if (round > 0 || !clerk->vault) {
            vault_close(clerk->vault);
            clerk->vault = NULL;
            snprintf(path, sizeof path, "%s/persons", config_text(clerk->config, "keys_dir", "/var/lib/credit-portal/keys"));
            if (vault_open(path, &clerk->vault) != RESULT_OK)
                return fate(RESULT_UNAVAILABLE, "没有解密收件人的密钥");
        }
        result = vault_unseal(clerk->vault, message->key_no, message->to, message->to_len, to);
    }
    if (result == RESULT_INVALID)
        return fate(RESULT_INVALID, "收件人无法解密");
    return result == RESULT_OK ? fate(RESULT_OK, "") : fate(RESULT_UNAVAILABLE, "没有解密收件人的密钥");
}

/* A new query code: its digest becomes the case's before anybody can know it; the same again changes nothing. */
static struct fate renew_code(struct clerk *clerk, const struct notice_keep *keep, char code[QUERY_CODE_TEXT])
{
    unsigned char hash[QUERY_CODE_HASH];
    if (!clerk->has_code_key)
        return fate(RESULT_UNAVAILABLE, "没有查询码的密钥");
    query_code_make(clerk->code_key, keep->number, keep->code_version, code);
    query_code_hash(code, hash);
    const enum result result = case_code_set(clerk->db, keep->number, keep->code_version, hash);
    if (result == RESULT_CONFLICT || result == RESULT_NOT_FOUND)
        return fate(RESULT_INVALID, "已申请更新的查询码");
    return fate(result, "查询码未能保存");
}

/* One line into the file that takes the place of mail and SMS: a write, so that lines of several clerks do not mix. */
static struct fate record(const struct clerk *clerk, const struct message *message, const char *to, const char *subject, const char *text)
{
    char at[TIME_TEXT];
    json_t *line = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "id", message->message_id, "at", time_format_rfc3339(clock_now(), at), "channel",
                             message->channel, "to", to, "subject", subject, "text", text);
    char *json = line ? json_dumps(line, JSON_COMPACT) : NULL;
    struct fate out = fate(RESULT_UNAVAILABLE, "未能写入记录文件");
    struct buffer bytes;
    buffer_init(&bytes, MAIL_MAX);
    const int fd = open(clerk->record, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (fd >= 0 && json && buffer_printf(&bytes, "%s\n", json) && write(fd, bytes.data, bytes.len) == (ssize_t)bytes.len && fsync(fd) == 0)
        out = fate(RESULT_OK, "");
    else
        log_warn("%s: %s", clerk->record, strerror(errno));
    if (fd >= 0)
        close(fd);
    buffer_free(&bytes);
    free(json);
    json_decref(line);
    return out;
}

/* Hands the finished message over. */
static struct fate hand_over(const struct clerk *clerk, const struct message *message, const char *to, const char *subject, const char *text)
{
    struct fate out = {0};
    if (*clerk->record)
        return record(clerk, message, to, subject, text);
    if (strcmp(message->channel, "sms") == 0) {
        if (*clerk->sms_url)
            out.result = sms_send(clerk->sms_url, clerk->sms_key, message->message_id, to, text, out.why, sizeof out.why);
        else
            out = fate(RESULT_UNAVAILABLE, "没有配置短信网关");
        out.gateway = out.result == RESULT_UNAVAILABLE;
        return out;
    }
    const struct mail mail = {.id = message->message_id, .host = clerk->host, .from = clerk->mail_from, .from_name = clerk->site, .to = to,
                              .subject = subject, .text = text, .at = clock_now()};
    out.result = mail_send(clerk->sendmail, &mail, out.why, sizeof out.why);
    out.gateway = out.result == RESULT_UNAVAILABLE;
    return out;
}

/* Subject and text in their final form: a short message has the site's name in front, a mail its frame around. */
static struct fate write_texts(const struct clerk *clerk, const struct message *message, struct notice_values *values, struct buffer *subject,
                               struct buffer *text)
{
    const struct clerk_template *template = template_of(clerk, message->template_name), *frame = template_of(clerk, "mail-frame");
    const char *head, *line;
    size_t head_len, line_len;
    struct buffer notice;
    buffer_init(&notice, NOTICE_TEXT_MAX);
    if (!template || !frame || notice_split(template->text, &head, &head_len, &line, &line_len) != RESULT_OK)
        return fate(RESULT_INVALID, "没有这种通知的文本");
    enum result result = notice_fill(head, head_len, values, subject);
    if (result == RESULT_OK)
        result = notice_fill(line, line_len, values, &notice);
    if (result == RESULT_OK && strcmp(message->channel, "sms") == 0) {
        result = buffer_printf(text, "【%s】%s", clerk->site, buffer_text(&notice)) ? RESULT_OK : RESULT_ERROR;
    } else if (result == RESULT_OK) {
        values->text = buffer_text(&notice);
        result = notice_fill(frame->text, strlen(frame->text), values, text);
    }
    buffer_free(&notice);
    return result == RESULT_OK ? fate(RESULT_OK, "") : fate(RESULT_INVALID, "通知文本无法生成");
}

/* From the row to the gateway. */
static struct fate send_one(struct clerk *clerk, const struct message *message)
{
    struct notice_keep keep;
    struct notice_values values = {.site = clerk->site, .link = clerk->link};
    char to[VAULT_PLAIN_MAX + 1] = "", code[QUERY_CODE_TEXT] = "";
    struct buffer subject, text;
    buffer_init(&subject, NOTICE_TEXT_MAX);
    buffer_init(&text, NOTICE_TEXT_MAX);
    struct fate out = notice_values_read(message->values, &keep, &values) == RESULT_OK ? open_recipient(clerk, message, to)
                                                                                       : fate(RESULT_INVALID, "通知的内容无法读取");
    if (out.result == RESULT_OK && strcmp(message->template_name, "code") == 0) {
        out = renew_code(clerk, &keep, code);
        values.code = code;
    }
    if (out.result == RESULT_OK)
        out = write_texts(clerk, message, &values, &subject, &text);
    if (out.result == RESULT_OK)
        out = hand_over(clerk, message, to, buffer_text(&subject), buffer_text(&text));
    sodium_memzero(to, sizeof to);
    sodium_memzero(code, sizeof code);
    buffer_free(&subject);
    buffer_free(&text);
    return out;
}

/* Writes down what became of it. A lease that was lost meanwhile is no fault: the other one sends it again under the same id. */
static enum result settle(struct clerk *clerk, const struct message *message, const struct fate *fate)
{
    const time_t now = clock_now();
    enum result result;
    if (fate->result == RESULT_OK)
        result = outbox_sent(clerk->db, message, clerk->owner, now);
    else
        result = outbox_failed(clerk->db, message, clerk->owner, fate->why, fate->result == RESULT_INVALID, now);
    if (fate->result != RESULT_OK)
        log_warn("message %s by %s: %s", message->message_id, message->channel, fate->why);
    return result == RESULT_CONFLICT ? RESULT_OK : result;
}

enum result clerk_post(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    struct message messages[TAKE];
    unsigned failures[CHANNELS] = {0, 0};
    struct arena arena;
    size_t count = 0;
    const int64_t begun = clock_monotonic_ms();
    arena_init(&arena, VALUES_MAX);
    *done = 0;
    enum result result = outbox_take(clerk->db, clerk->owner, LEASE_SECONDS, clock_now(), &arena, messages, limit < TAKE ? limit : TAKE, &count);
    for (size_t i = 0; i < count && result == RESULT_OK && !clerk->stop() && clock_monotonic_ms() - begun < BITE_MS; i++) {
        unsigned *failed = &failures[strcmp(messages[i].channel, "sms") == 0 ? CHANNEL_SMS : CHANNEL_MAIL];
        const struct fate out = *failed < AWAY ? send_one(clerk, &messages[i]) : fate(RESULT_UNAVAILABLE, "网关暂时不可用");
        *failed = out.result == RESULT_UNAVAILABLE && (out.gateway || *failed >= AWAY) ? *failed + 1 : 0;
        result = settle(clerk, &messages[i], &out);
        clerk_alive(clerk);
        ++*done;
    }
    arena_free(&arena);
    return result;
}
