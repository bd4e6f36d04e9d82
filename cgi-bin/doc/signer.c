/* The signer's words, and its client. */
#include "doc/signer.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define HEAD 2 /* bytes of a length */

struct signer {
    int fd; /* -1: not connected */
    struct sockaddr_un address;
    uint8_t answer[HEAD + SIGNER_ANSWER_MAX];
};

/* ---- words ------------------------------------------------------------------------------------------------------- */

size_t signer_question_len(uint8_t question)
{
    switch (question) {
    case SIGNER_DOCUMENT:
    case SIGNER_PROOF:
        return 32;
    case SIGNER_STAMP:
        return 40;
    default:
        return 0;
    }
}

enum signer_parsed signer_parse(const uint8_t *bytes, size_t len, struct signer_message *out, size_t *used)
{
    if (len < HEAD)
        return SIGNER_INCOMPLETE;
    const size_t body = (size_t)bytes[0] << 8 | bytes[1];
    if (body < 2 || body > SIGNER_QUESTION_MAX)
        return SIGNER_REFUSED;
    if (len < HEAD + body)
        return SIGNER_INCOMPLETE;
    const uint8_t question = bytes[HEAD + 1];
    if (bytes[HEAD] != SIGNER_VERSION || question < SIGNER_DOCUMENT || question > SIGNER_ABOUT || body != 2 + signer_question_len(question))
        return SIGNER_REFUSED;
    *out = (struct signer_message){question, bytes + HEAD + 2};
    *used = HEAD + body;
    return SIGNER_COMPLETE;
}

/* ---- the client ---------------------------------------------------------------------------------------------------- */

struct signer *signer_client(const char *path)
{
    struct signer *signer = calloc(1, sizeof *signer);
    if (signer == NULL)
        return NULL;
    signer->fd = -1;
    signer->address.sun_family = AF_UNIX;
    if (strlen(path) < sizeof signer->address.sun_path)
        memcpy(signer->address.sun_path, path, strlen(path) + 1);
    else
        log_error("the signer's socket has a path longer than %zu bytes", sizeof signer->address.sun_path - 1);
    return signer;
}

static void hang_up(struct signer *signer)
{
    if (signer->fd >= 0)
        close(signer->fd);
    signer->fd = -1;
}

void signer_close(struct signer *signer)
{
    if (signer == NULL)
        return;
    hang_up(signer);
    free(signer);
}

static bool wait_for(int fd, short what, int64_t until)
{
    for (;;) {
        const int64_t left = until - clock_monotonic_ms();
        struct pollfd poll_for = {.fd = fd, .events = what};
        const int ready = left > 0 ? poll(&poll_for, 1, (int)left) : 0;
        if (ready > 0)
            return true;
        if (ready == 0 || errno != EINTR) {
            errno = ETIMEDOUT;
            return false;
        }
    }
}

static bool reach(struct signer *signer, int64_t until)
{
    if (signer->fd >= 0)
        return true;
    signer->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (signer->fd < 0)
        return false;
    while (connect(signer->fd, (const struct sockaddr *)&signer->address, sizeof signer->address) != 0) {
        /* EAGAIN: its queue is full; it empties in milliseconds */
        if ((errno != EAGAIN && errno != EINTR) || clock_monotonic_ms() >= until) {
            const int cause = errno;
            hang_up(signer);
            errno = cause;
            return false;
        }
        usleep(1000);
    }
    return true;
}

static bool send_all(int fd, const uint8_t *bytes, size_t len, int64_t until)
{
    while (len > 0) {
        const ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
        if (n > 0) {
            bytes += n;
            len -= (size_t)n;
        } else if (!(n < 0 && (errno == EAGAIN || errno == EINTR) && wait_for(fd, POLLOUT, until))) {
            return false;
        }
    }
    return true;
}

static bool receive(int fd, uint8_t *out, size_t len, int64_t until)
{
    while (len > 0) {
        const ssize_t n = wait_for(fd, POLLIN, until) ? recv(fd, out, len, 0) : -1;
        if (n > 0) {
            out += n;
            len -= (size_t)n;
        } else if (n == 0) {
            errno = ECONNRESET;
            return false;
        } else if (errno != EAGAIN && errno != EINTR) {
            return false;
        }
    }
    return true;
}

/* One question and its answer on the open connection. Returns the answer's length, 0 when it broke. */
static size_t exchange_once(struct signer *signer, const uint8_t *question, size_t len, int64_t until)
{
    if (!reach(signer, until) || !send_all(signer->fd, question, len, until) || !receive(signer->fd, signer->answer, HEAD, until))
        return 0;
    const size_t body = (size_t)signer->answer[0] << 8 | signer->answer[1];
    errno = EPROTO;
    if (body < 2 || body > SIGNER_ANSWER_MAX || !receive(signer->fd, signer->answer + HEAD, body, until))
        return 0;
    return signer->answer[HEAD] == SIGNER_VERSION ? body : 0;
}

enum result signer_ask(struct signer *signer, enum signer_question question, const uint8_t *bytes, const uint8_t **answer, size_t *answer_len)
{
    uint8_t words[HEAD + SIGNER_QUESTION_MAX];
    const size_t len = signer_question_len((uint8_t)question);
    const int64_t until = clock_monotonic_ms() + SIGNER_WAIT_MS;
    const uint8_t head[HEAD + 2] = {0, (uint8_t)(2 + len), SIGNER_VERSION, (uint8_t)question};
    memcpy(words, head, sizeof head);
    if (len > 0)
        memcpy(words + sizeof head, bytes, len);
    const bool kept = signer->fd >= 0;
    size_t body = exchange_once(signer, words, sizeof head + len, until);
    if (body == 0) {
        const int cause = errno;
        hang_up(signer);
        errno = cause;
        /* the signer may have been started again since: signing twice does no harm */
        if (kept && errno != ETIMEDOUT)
            body = exchange_once(signer, words, sizeof head + len, until);
    }
    if (body == 0) {
        log_warn("the signer does not answer: %s", strerror(errno));
        hang_up(signer);
        return RESULT_UNAVAILABLE;
    }
    *answer = signer->answer + HEAD + 2;
    *answer_len = body - 2;
    switch (signer->answer[HEAD + 1]) {
    case SIGNER_DONE:
        return RESULT_OK;
    case SIGNER_NO_KEY:
        log_warn("the signer has no key for question %d", (int)question);
        return RESULT_UNAVAILABLE;
    default:
        log_error("the signer answers question %d with status %d", (int)question, signer->answer[HEAD + 1]);
        return RESULT_ERROR;
    }
}
