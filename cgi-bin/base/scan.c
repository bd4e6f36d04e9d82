/* clamd's INSTREAM: pieces with their length in front, an empty one at the end, one line as the answer. */
#include "base/scan.h"

#include "base/clock.h"
#include "base/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PIECE 65536
#define COMMAND "zINSTREAM" /* and its NUL: the answer ends with NUL too */

/* Whether the socket may be read or written before the deadline. */
static bool ready(int fd, short what, int64_t deadline)
{
    for (;;) {
        struct pollfd one = {.fd = fd, .events = what};
        const int64_t left = deadline - clock_monotonic_ms();
        if (left <= 0)
            return false;
        const int n = poll(&one, 1, (int)left);
        if (n > 0)
            return true;
        if (n == 0 || errno != EINTR)
            return false;
    }
}

static bool send_all(int fd, const void *bytes, size_t n, int64_t deadline)
{
    const char *at = bytes;
    while (n > 0) {
        const ssize_t done = send(fd, at, n, MSG_NOSIGNAL);
        if (done < 0 && (errno == EINTR || ((errno == EAGAIN || errno == EWOULDBLOCK) && ready(fd, POLLOUT, deadline))))
            continue;
        if (done <= 0)
            return false;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

static int connect_to(const char *path, int64_t deadline)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const size_t len = strlen(path);
    if (len == 0 || len >= sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path, path, len + 1);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    while (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        if (errno == EINTR)
            continue;
        /* a full backlog of a Unix socket is EAGAIN: look again until the time is over */
        if (errno == EAGAIN && clock_monotonic_ms() < deadline) {
            poll(NULL, 0, 20);
            continue;
        }
        close(fd);
        return -1;
    }
    return fd;
}

static bool send_file(int to, int from, uint64_t size, int64_t deadline)
{
    static char piece[PIECE]; /* a worker does one thing at a time */
    if (!send_all(to, COMMAND, sizeof COMMAND, deadline))
        return false;
    for (uint64_t at = 0; at < size;) {
        const ssize_t n = pread(from, piece, size - at < PIECE ? (size_t)(size - at) : PIECE, (off_t)at);
        if (n <= 0)
            return false;
        const uint32_t length = htonl((uint32_t)n);
        if (!send_all(to, &length, sizeof length, deadline) || !send_all(to, piece, (size_t)n, deadline))
            return false;
        at += (uint64_t)n;
    }
    const uint32_t end = 0;
    return send_all(to, &end, sizeof end, deadline);
}

static size_t read_reply(int fd, char reply[SCAN_REPLY_MAX], int64_t deadline)
{
    size_t len = 0;
    while (len < SCAN_REPLY_MAX && memchr(reply, '\0', len) == NULL && ready(fd, POLLIN, deadline)) {
        const ssize_t n = recv(fd, reply + len, SCAN_REPLY_MAX - len, 0);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n <= 0)
            break;
        len += (size_t)n;
    }
    return len;
}

enum scan_verdict scan_parse(const char *reply, size_t len, char found[SCAN_NAME_MAX])
{
    static const char head[] = "stream: ", good[] = "OK", bad[] = " FOUND";
    const char *end = memchr(reply, '\0', len);
    found[0] = '\0';
    if (end == NULL || (size_t)(end - reply) < sizeof head - 1 || memcmp(reply, head, sizeof head - 1) != 0)
        return SCAN_AWAY;
    const char *text = reply + sizeof head - 1;
    size_t n = (size_t)(end - text);
    if (n == sizeof good - 1 && memcmp(text, good, n) == 0)
        return SCAN_CLEAN;
    if (n < sizeof bad || memcmp(text + n - (sizeof bad - 1), bad, sizeof bad - 1) != 0)
        return SCAN_AWAY;
    n -= sizeof bad - 1;
    if (n >= SCAN_NAME_MAX)
        n = SCAN_NAME_MAX - 1;
    for (size_t i = 0; i < n; i++)
        found[i] = (unsigned char)text[i] > ' ' && (unsigned char)text[i] < 0x7f ? text[i] : '?';
    found[n] = '\0';
    return SCAN_FOUND;
}

enum scan_verdict scan_file(const char *path, int fd, uint64_t size, char found[SCAN_NAME_MAX])
{
    char reply[SCAN_REPLY_MAX];
    const int64_t deadline = clock_monotonic_ms() + SCAN_SECONDS * 1000;
    enum scan_verdict verdict = SCAN_AWAY;
    found[0] = '\0';
    const int to = connect_to(path, deadline);
    if (to >= 0) {
        /* a scanner that has seen enough answers and hangs up before the end: its answer counts */
        (void)send_file(to, fd, size, deadline);
        verdict = scan_parse(reply, read_reply(to, reply, deadline), found);
        close(to);
    }
    if (verdict == SCAN_AWAY)
        log_error("scan: no answer from the scanner at %s", path);
    return verdict;
}
