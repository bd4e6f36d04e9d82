/* Mail: MIME by hand, sendmail as a child with a time limit. */
#include "clerk/mail.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define LINE_BYTES 57     /* of text in a line of base64: 76 signs */
#define WORD_BYTES 42     /* of text in an encoded word: 56 signs and its frame are below 75 */
#define PAUSE_MS 20       /* between looks at a child that has its message */

bool mail_address_good(const char *address)
{
    const size_t len = strlen(address);
    const char *at = strchr(address, '@');
    if (len > MAIL_ADDRESS_MAX || !at || at == address || at - address > 64 || address[0] == '-' || strchr(at + 1, '@') || strchr(at + 1, '.') == NULL)
        return false;
    static const char name[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-";
    static const char host[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-";
    return strspn(address, name) == (size_t)(at - address) && strspn(at + 1, host) == strlen(at + 1) && at[1] != '.' && at[1] != '-' &&
           address[len - 1] != '.' && strstr(address, "..") == NULL;
}

static bool add_base64(struct buffer *out, const char *bytes, size_t len)
{
    char coded[128];
    sodium_bin2base64(coded, sizeof coded, (const unsigned char *)bytes, len, sodium_base64_VARIANT_ORIGINAL);
    return buffer_puts(out, coded);
}

/* A header's text as encoded words (RFC 2047), each of whole signs, folded. */
static void add_words(struct buffer *out, const char *text)
{
    size_t len = strlen(text);
    for (size_t at = 0; at < len;) {
        size_t end = at;
        for (size_t next = at; next < len; end = next) {
            (void)utf8_next(text, len, &next);
            if (next - at > WORD_BYTES)
                break;
        }
        if (at > 0)
            buffer_puts(out, "\r\n ");
        buffer_puts(out, "=?UTF-8?B?");
        add_base64(out, text + at, end - at);
        buffer_puts(out, "?=");
        at = end;
    }
}

/* Sun, 22 Nov 2026 10:00:00 +0800, in whatever locale. */
static void add_date(struct buffer *out, time_t at)
{
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const day_t day = day_today_shanghai(at);
    const civil_date date = day_to_civil(day);
    const long second = (long)(at - day_start_shanghai(day));
    buffer_printf(out, "Date: %s, %02d %s %04d %02ld:%02ld:%02ld +0800\r\n", weekdays[day_weekday(day) - 1], date.d, months[date.m - 1], date.y,
                  second / 3600, second / 60 % 60, second % 60);
}

enum result mail_compose(const struct mail *mail, struct buffer *out)
{
    if (!mail_address_good(mail->to) || !*mail->from)
        return RESULT_INVALID;
    buffer_puts(out, "From: ");
    if (*mail->from_name) {
        add_words(out, mail->from_name);
        buffer_putc(out, ' ');
    }
    buffer_printf(out, "<%s>\r\nTo: <%s>\r\nSubject: ", mail->from, mail->to);
    add_words(out, mail->subject);
    buffer_puts(out, "\r\n");
    add_date(out, mail->at);
    buffer_printf(out, "Message-ID: <%s@%s>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n", mail->id, mail->host);
    const size_t len = strlen(mail->text);
    for (size_t at = 0; at < len; at += LINE_BYTES) {
        add_base64(out, mail->text + at, len - at < LINE_BYTES ? len - at : LINE_BYTES);
        buffer_puts(out, "\r\n");
    }
    return out->failed ? RESULT_ERROR : RESULT_OK;
}

/* In the child: nothing of ours is left open but the message. */
static void become(const char *program, const struct mail *mail, int message)
{
    char *const words[] = {(char *)program, (char *)"-i", (char *)"-f", (char *)mail->from, (char *)"--", (char *)mail->to, NULL};
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    const int null = open("/dev/null", O_WRONLY);
    if (signal(SIGPIPE, SIG_DFL) == SIG_ERR || null < 0 || dup2(message, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
        _exit(EX_OSERR);
    closefrom(3);
    execv(program, words);
    _exit(errno == ENOENT || errno == EACCES ? EX_UNAVAILABLE : EX_OSERR);
}

/* Writes the message as fast as the child takes it. False: it takes no more, or time is over. */
static bool feed(int fd, const struct buffer *message, int64_t end)
{
    for (size_t at = 0; at < message->len;) {
        struct pollfd poller = {.fd = fd, .events = POLLOUT};
        const int64_t left = end - clock_monotonic_ms();
        if (left <= 0 || poll(&poller, 1, (int)left) <= 0)
            return false;
        const ssize_t n = write(fd, message->data + at, message->len - at);
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* The child's exit status; -1: it was killed, or had to be. */
static int wait_for(pid_t child, int64_t end)
{
    int status;
    for (;;) {
        const pid_t done = waitpid(child, &status, WNOHANG);
        if (done == child)
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        if ((done < 0 && errno != EINTR) || clock_monotonic_ms() >= end)
            break;
        (void)poll(NULL, 0, PAUSE_MS);
    }
    (void)kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return -1;
}

enum result mail_send(const char *program, const struct mail *mail, char *why, size_t why_size)
{
    struct buffer message;
    int ends[2];
    buffer_init(&message, MAIL_MAX);
    enum result result = mail_compose(mail, &message);
    if (result != RESULT_OK) {
        snprintf(why, why_size, result == RESULT_INVALID ? "不是邮箱地址" : "邮件过长");
        result = RESULT_INVALID;
        goto done;
    }
    result = RESULT_UNAVAILABLE;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        snprintf(why, why_size, "pipe: %s", strerror(errno));
        goto done;
    }
    const int64_t end = clock_monotonic_ms() + MAIL_SECONDS * 1000;
    const pid_t child = fork();
    if (child == 0)
        become(program, mail, ends[0]);
    close(ends[0]);
    if (child < 0) {
        snprintf(why, why_size, "fork: %s", strerror(errno));
        close(ends[1]);
        goto done;
    }
    const bool whole = fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0 && feed(ends[1], &message, end);
    /* a program that does not see the end does not send half a message: it is killed before the pipe closes */
    if (!whole)
        (void)kill(child, SIGKILL);
    close(ends[1]);
    const int status = wait_for(child, end);
    if (whole && status == 0)
        result = RESULT_OK;
    else if (whole && (status == EX_USAGE || status == EX_DATAERR || status == EX_NOUSER || status == EX_NOHOST))
        result = RESULT_INVALID;
    if (result != RESULT_OK)
        snprintf(why, why_size, !whole ? "sendmail 不接收邮件" : status < 0 ? "sendmail 没有正常结束" : "sendmail 返回 %d", status);
done:
    buffer_free(&message);
    return result;
}
