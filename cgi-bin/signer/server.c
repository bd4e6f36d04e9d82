/* The signer's socket and its loop. */
#include "signer/server.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 256
#define INHERITED_FD 3      /* where systemd puts a socket */
#define LAST_MS 1000        /* after SIGTERM: what was asked is answered, but not longer than this */
#define QUESTION_BYTES (2 + SIGNER_QUESTION_MAX)

/* A connection. */
struct client {
    int fd;            /* -1: free */
    int64_t used;      /* clock_monotonic_ms() of its last question */
    size_t in_len, out_at, out_len;
    bool last;         /* ends when its answer is written */
    uint8_t in[QUESTION_BYTES];
    uint8_t out[ANSWER_MAX];
};

struct loop {
    struct server *server;
    struct answer_keys *keys;
    int poll;
    struct client *clients;
};

static volatile sig_atomic_t stopping;

static void on_stop(int number)
{
    (void)number;
    stopping = 1;
}

/* ---- opening ------------------------------------------------------------------------------------------------------- */

static bool is_listening(int fd)
{
    int yes = 0;
    socklen_t size = sizeof yes;
    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) == 0 && yes;
}

static int inherited(void)
{
    const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
    return pid != NULL && fds != NULL && strtol(pid, NULL, 10) == getpid() && strtol(fds, NULL, 10) >= 1 && is_listening(INHERITED_FD)
               ? INHERITED_FD : -1;
}

/* A lock beside the socket, so that two never serve one address. */
static int take_lock(const char *path)
{
    char name[sizeof((struct sockaddr_un *)0)->sun_path + 8];
    snprintf(name, sizeof name, "%s.lock", path);
    const int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    log_error("%s: %s", name, errno == EWOULDBLOCK ? "another signer serves here" : strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool open_own(const char *path, struct server *out)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        log_error("the socket's path is longer than %zu bytes", sizeof address.sun_path - 1);
        return false;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    out->lock = take_lock(path);
    if (out->lock < 0)
        return false;
    unlink(path); /* of one that was killed; nobody else holds the lock */
    out->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const mode_t before = umask(0117);
    const bool bound = out->fd >= 0 && bind(out->fd, (struct sockaddr *)&address, sizeof address) == 0;
    umask(before);
    if (bound && chmod(path, 0660) == 0 && listen(out->fd, BACKLOG) == 0)
        return true;
    log_error("%s: %s", path, strerror(errno));
    return false;
}

static void add_users(struct server *server, const char *users)
{
    char name[64];
    server->users[server->n_users++] = geteuid();
    if (geteuid() != 0)
        server->users[server->n_users++] = 0;
    while (*(users += strspn(users, " \t,")) != '\0' && server->n_users < SERVER_USERS_MAX) {
        const size_t n = strcspn(users, " \t,");
        snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), users);
        const struct passwd *user = getpwnam(name);
        if (user != NULL)
            server->users[server->n_users++] = user->pw_uid;
        else
            log_info("there is no user %s: it will not be answered", name);
        users += n;
    }
}

bool server_open(const char *path, const char *users, struct server *out)
{
    *out = (struct server){.fd = inherited(), .lock = -1};
    add_users(out, users);
    if ((out->fd < 0 && !open_own(path, out)) || fcntl(out->fd, F_SETFL, fcntl(out->fd, F_GETFL) | O_NONBLOCK) != 0) {
        server_close(out);
        return false;
    }
    return true;
}

void server_close(struct server *server)
{
    if (server->fd >= 0)
        close(server->fd);
    if (server->lock >= 0)
        close(server->lock);
    server->fd = server->lock = -1;
}

/* ---- clients ------------------------------------------------------------------------------------------------------- */

static void end_client(struct client *client)
{
    close(client->fd); /* leaves the poll with it */
    client->fd = -1;
}

static bool may_ask(const struct server *server, int fd)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return false;
    for (size_t i = 0; i < server->n_users; i++)
        if (server->users[i] == peer.uid)
            return true;
    log_warn("user %u (process %d) asked and may not", (unsigned)peer.uid, (int)peer.pid);
    return false;
}

/* A free place; when there is none, that of the connection that was silent longest: its owner connects again. */
static struct client *find_place(struct loop *loop)
{
    struct client *oldest = &loop->clients[0];
    for (struct client *client = loop->clients; client < loop->clients + SERVER_CLIENTS; client++) {
        if (client->fd < 0)
            return client;
        if (client->used < oldest->used)
            oldest = client;
    }
    end_client(oldest);
    return oldest;
}

static void take_client(struct loop *loop)
{
    const int fd = accept4(loop->server->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return;
    if (!may_ask(loop->server, fd)) {
        close(fd);
        return;
    }
    struct client *client = find_place(loop);
    client->fd = fd;
    client->used = clock_monotonic_ms();
    client->in_len = client->out_at = client->out_len = 0;
    client->last = false;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    if (epoll_ctl(loop->poll, EPOLL_CTL_ADD, fd, &event) != 0)
        end_client(client);
}

/* Writes what is left of the answer. False: the connection is over. */
static bool write_out(struct loop *loop, struct client *client)
{
    while (client->out_at < client->out_len) {
        const ssize_t n = send(client->fd, client->out + client->out_at, client->out_len - client->out_at, MSG_NOSIGNAL);
        if (n <= 0 && errno == EINTR)
            continue;
        if (n <= 0 && errno == EAGAIN) {
            struct epoll_event event = {.events = EPOLLOUT, .data.ptr = client};
            return epoll_ctl(loop->poll, EPOLL_CTL_MOD, client->fd, &event) == 0;
        }
        if (n <= 0)
            return false;
        client->out_at += (size_t)n;
    }
    if (client->last)
        return false;
    client->out_at = client->out_len = 0;
    return true;
}

/* Answers every whole question that has come, as long as the answers are taken. False: the connection is over. */
static bool answer_all(struct loop *loop, struct client *client)
{
    while (client->out_len == 0) {
        struct signer_message question;
        size_t used = 0;
        switch (signer_parse(client->in, client->in_len, &question, &used)) {
        case SIGNER_INCOMPLETE:
            return true;
        case SIGNER_REFUSED:
            client->out_len = answer_refuse(client->out);
            client->last = true;
            break;
        case SIGNER_COMPLETE:
            client->out_len = answer_write(loop->keys, &question, client->out);
            client->used = clock_monotonic_ms();
            memmove(client->in, client->in + used, client->in_len - used);
            client->in_len -= used;
            break;
        }
        if (!write_out(loop, client))
            return false;
    }
    return true;
}

static bool read_in(struct loop *loop, struct client *client)
{
    const ssize_t n = recv(client->fd, client->in + client->in_len, sizeof client->in - client->in_len, 0);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    if (n == 0)
        return false;
    client->in_len += (size_t)n;
    return answer_all(loop, client);
}

static void serve(struct loop *loop, struct client *client, uint32_t events)
{
    bool goes_on;
    if (client->fd < 0) /* ended to make a place, earlier in the same round */
        return;
    if (client->out_len > 0) {
        goes_on = (events & (EPOLLERR | EPOLLHUP)) == 0 && write_out(loop, client);
        if (goes_on && client->out_len == 0) {
            struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
            goes_on = epoll_ctl(loop->poll, EPOLL_CTL_MOD, client->fd, &event) == 0 && answer_all(loop, client);
        }
    } else {
        goes_on = read_in(loop, client);
    }
    if (!goes_on)
        end_client(client);
}

/* ---- the loop ------------------------------------------------------------------------------------------------------ */

static bool set_signals(sigset_t *waiting)
{
    struct sigaction action = {.sa_handler = on_stop};
    sigset_t blocked;
    sigemptyset(&action.sa_mask);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    return sigaction(SIGTERM, &action, NULL) == 0 && sigaction(SIGINT, &action, NULL) == 0 && signal(SIGPIPE, SIG_IGN) != SIG_ERR &&
           sigprocmask(SIG_BLOCK, &blocked, waiting) == 0;
}

/* Rounds until told to stop; then rounds without waiting until nothing comes any more. */
static void rounds(struct loop *loop, const sigset_t *waiting)
{
    struct epoll_event events[32];
    int64_t end = 0;
    for (;;) {
        const int n = epoll_pwait(loop->poll, events, 32, stopping ? 0 : -1, waiting);
        if (stopping && end == 0)
            end = clock_monotonic_ms() + LAST_MS;
        if (stopping && (n <= 0 || clock_monotonic_ms() > end))
            return;
        for (int i = 0; i < n; i++) {
            if (events[i].data.ptr == NULL)
                take_client(loop);
            else
                serve(loop, events[i].data.ptr, events[i].events);
        }
    }
}

int server_run(struct server *server, struct answer_keys *keys, bool (*ready)(void *context), void *context)
{
    struct loop loop = {.server = server, .keys = keys, .poll = epoll_create1(EPOLL_CLOEXEC),
                        .clients = malloc(SERVER_CLIENTS * sizeof *loop.clients)};
    struct epoll_event event = {.events = EPOLLIN};
    sigset_t waiting;
    int status = 1;
    if (loop.poll < 0 || loop.clients == NULL || epoll_ctl(loop.poll, EPOLL_CTL_ADD, server->fd, &event) != 0 || !set_signals(&waiting)) {
        log_error("the loop does not start: %s", strerror(errno));
        goto done;
    }
    memset(loop.clients, 0, SERVER_CLIENTS * sizeof *loop.clients); /* touched now: it is locked into memory next */
    for (size_t i = 0; i < SERVER_CLIENTS; i++)
        loop.clients[i].fd = -1;
    if (ready(context)) {
        log_info("answers");
        rounds(&loop, &waiting);
        log_info("stopped");
        status = 0;
    }
    for (size_t i = 0; i < SERVER_CLIENTS; i++)
        if (loop.clients[i].fd >= 0)
            end_client(&loop.clients[i]);
done:
    if (loop.poll >= 0)
        close(loop.poll);
    free(loop.clients);
    return status;
}
