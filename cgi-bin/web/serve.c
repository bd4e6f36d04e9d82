/* A family of FastCGI workers: the parent that forks and watches them, and the worker's loop. The only door to fcgiapp.h.

   A worker waits in epoll (each of the family with EPOLLEXCLUSIVE, so that a connection wakes one of them), not in
   accept: so its heartbeat tells waiting from working, also while a peer is slow to send its request, and a signal can
   come at no wrong moment: SIGTERM is blocked but there. */
#include "web/serve.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fastcgi.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RECORD_MAX 65528 /* bytes of one record: the most that two bytes count, a multiple of eight */
#define DEFAULT_MODE 0660
#define DEFAULT_WORKERS 4
#define DEFAULT_REQUESTS 10000
#define BACKLOG 1024            /* a burst waits here rather than at nginx */
#define WATCH_MS 200            /* how often the parent looks at the heartbeats */
#define BEAT_MS 1000            /* a worker that waits says this often that it lives … */
#define SILENT_MS 4000          /* … and is replaced when it has not for so long: it would never take a request again */
#define YOUNG_MS 5000           /* a worker that ends by itself before this age has a fault … */
#define PAUSE_FIRST_MS 100      /* … and its place stays empty this long, */
#define PAUSE_MAX_MS 5000       /* doubling up to this: it must be back within 5 s of the cause's end */
#define ORPHAN_SECONDS 10       /* a worker whose parent died finishes its request, at most for this long */
#define LARGE_PIECE (256 * 1024) /* bytes: larger than any page of rows and its tree */
#define INHERITED_FD 3          /* where systemd puts the first socket */

/* One worker's place. */
struct slot {
    pid_t pid;                /* 0: empty */
    _Atomic int64_t busy;     /* clock_monotonic_ms() when its request came; 0: it waits */
    _Atomic int64_t beat;     /* clock_monotonic_ms() when it last waited; 0: it is still starting */
    int64_t born;             /* parent only */
    int64_t pause;            /* parent only: how long its place stayed empty last time */
    int64_t due;              /* parent only: not to be filled before */
};

struct family {
    struct serve_shared shared;
    struct slot slots[SERVE_WORKERS_MAX];
};

struct exchange {
    FCGX_Request *request;
    struct slot *slot;
    struct buffer *held; /* the piece that was not written yet: the last one goes out with the request's end */
};

static struct family *family_page;

static struct family *family(void)
{
    if (family_page == NULL) {
        void *page = mmap(NULL, sizeof *family_page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        family_page = page != MAP_FAILED ? page : NULL;
    }
    return family_page;
}

struct serve_shared *serve_shared(void)
{
    static struct serve_shared own; /* only when there is no memory for a page at all */
    struct family *all = family();
    return all != NULL ? &all->shared : &own;
}

const char *exchange_param(const struct exchange *exchange, const char *name)
{
    return FCGX_GetParam(name, exchange->request->envp);
}

ssize_t exchange_read(struct exchange *exchange, void *out, size_t n)
{
    const int most = n > 1 << 20 ? 1 << 20 : (int)n;
    const int have = FCGX_GetStr(out, most, exchange->request->in);
    if (have < 0 || (have < most && FCGX_GetError(exchange->request->in) != 0))
        return -1;
    return have;
}

/* Writes all of it, however small the pieces that the socket takes. */
static bool write_all(int fd, struct iovec *part, int n)
{
    while (n > 0) {
        if (part->iov_len == 0) {
            part++;
            n--;
            continue;
        }
        ssize_t done = writev(fd, part, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        for (int i = 0; i < n && done > 0; i++) {
            const size_t of_part = (size_t)done < part[i].iov_len ? (size_t)done : part[i].iov_len;
            part[i].iov_base = (char *)part[i].iov_base + of_part;
            part[i].iov_len -= of_part;
            done -= (ssize_t)of_part;
        }
    }
    return true;
}

/* What libfcgi's own output stream does, in fewer pieces: that hands over 8 KiB at a time and the end by itself, and waits
   for nginx to hang up, which wakes both sides six times a page. Here a page is one record of FCGI_STDOUT and goes out
   with the request's end at once (FastCGI 1.0, 3.3 and 5.5). */
static bool write_held(struct exchange *exchange, bool last)
{
    struct buffer *held = exchange->held;
    const int id = exchange->request->requestId;
    unsigned char head[FCGI_HEADER_LEN] = {FCGI_VERSION_1, FCGI_STDOUT, (unsigned char)(id >> 8), (unsigned char)id,
                                           (unsigned char)(held->len >> 8), (unsigned char)held->len, 0, 0};
    unsigned char end[2 * FCGI_HEADER_LEN + sizeof(FCGI_EndRequestBody)] = {
        FCGI_VERSION_1, FCGI_STDOUT, (unsigned char)(id >> 8), (unsigned char)id, 0, 0, 0, 0,
        FCGI_VERSION_1, FCGI_END_REQUEST, (unsigned char)(id >> 8), (unsigned char)id, 0, sizeof(FCGI_EndRequestBody), 0, 0};
    struct iovec part[3] = {{head, held->len > 0 ? sizeof head : 0}, {held->data, held->len}, {end, last ? sizeof end : 0}};
    const bool ok = write_all(exchange->request->ipcFd, part, 3);
    buffer_reset(held);
    return ok;
}

bool exchange_write(struct exchange *exchange, const void *bytes, size_t n)
{
    const char *at = bytes;
    while (n > 0) {
        const size_t piece = n > RECORD_MAX ? RECORD_MAX : n;
        if (exchange->held->len > 0 && !write_held(exchange, false))
            return false;
        if (!buffer_add(exchange->held, at, piece))
            return false;
        at += piece;
        n -= piece;
        /* the time limit is for standing still: a long download goes on as long as it is taken */
        atomic_store(&exchange->slot->busy, clock_monotonic_ms());
    }
    return true;
}

/* Ends the request. Where everything of it was read (it had no body) the connection is simply closed. */
static void finish(struct exchange *exchange)
{
    const char *length = FCGX_GetParam("CONTENT_LENGTH", exchange->request->envp);
    const bool bodiless = length == NULL || *length == '\0' || strcmp(length, "0") == 0;
    (void)!write_held(exchange, true); /* a peer that is gone needs no end */
    if (bodiless)
        FCGX_Detach(exchange->request);
    FCGX_Free(exchange->request, 1);
}

/* ---- the listening socket ---------------------------------------------------------------------------------------- */

struct listener {
    int fd;
    int lock;         /* held as long as the parent lives; -1: the socket was inherited */
    const char *path; /* NULL: inherited */
};

static bool is_listening(int fd)
{
    int yes = 0;
    socklen_t size = sizeof yes;
    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) == 0 && yes;
}

/* A socket that someone opened for us: systemd (LISTEN_FDS) or spawn-fcgi (standard input). -1: none. */
static int inherited(void)
{
    const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
    if (pid != NULL && fds != NULL && strtol(pid, NULL, 10) == getpid() && strtol(fds, NULL, 10) >= 1 &&
        is_listening(INHERITED_FD))
        return INHERITED_FD;
    return is_listening(STDIN_FILENO) ? STDIN_FILENO : -1;
}

/* Takes the lock beside the socket, so that two families never serve one address. -1: logged. */
static int take_lock(const char *path)
{
    char name[sizeof((struct sockaddr_un *)0)->sun_path + 8];
    snprintf(name, sizeof name, "%s.lock", path);
    const int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0) {
        log_error("%s: %s", name, errno == EWOULDBLOCK ? "another family of workers serves here" : strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

static bool open_own(struct listener *listener, const char *path, mode_t mode)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path == NULL || *path == '\0' || strlen(path) >= sizeof address.sun_path) {
        log_error("the socket's path is missing or longer than %zu bytes", sizeof address.sun_path - 1);
        return false;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    if ((listener->lock = take_lock(path)) < 0)
        return false;
    unlink(path); /* what a killed family left; nobody else can hold it, we have the lock */
    listener->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const mode_t before = umask(0777 & ~mode);
    const bool bound = listener->fd >= 0 && bind(listener->fd, (struct sockaddr *)&address, sizeof address) == 0;
    umask(before);
    if (!bound || chmod(path, mode) != 0 || listen(listener->fd, BACKLOG) != 0) {
        log_error("%s: %s", path, strerror(errno));
        return false;
    }
    listener->path = path;
    return true;
}

static bool open_listener(struct listener *listener, const struct serve_options *options)
{
    *listener = (struct listener){.fd = inherited(), .lock = -1};
    if (listener->fd < 0 && !open_own(listener, options->socket_path, options->mode != 0 ? options->mode : DEFAULT_MODE))
        return false;
    return fcntl(listener->fd, F_SETFL, fcntl(listener->fd, F_GETFL) | O_NONBLOCK) == 0;
}

static void close_listener(struct listener *listener)
{
    if (listener->fd >= 0)
        close(listener->fd);
    if (listener->lock >= 0)
        close(listener->lock);
}

/* ---- a worker ------------------------------------------------------------------------------------------------------ */

static volatile sig_atomic_t stopping;

static void on_stop(int signal_number)
{
    (void)signal_number;
    stopping = 1;
}

static void on_orphaned(int signal_number)
{
    (void)signal_number;
    stopping = 1;
    alarm(ORPHAN_SECONDS); /* its default action ends a worker that hangs */
}

static bool set_handler(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, NULL) == 0;
}

/* SIGTERM and SIGINT are blocked except while the worker waits; *waiting gets the mask for that. */
static bool prepare_signals(pid_t parent, sigset_t *waiting)
{
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    sigemptyset(waiting);
    if (!set_handler(SIGTERM, on_stop, 0) || !set_handler(SIGINT, SIG_IGN, 0) || !set_handler(SIGPIPE, SIG_IGN, 0) ||
        !set_handler(SIGCHLD, SIG_DFL, 0) || !set_handler(SIGHUP, SIG_IGN, 0) ||
        !set_handler(SIGUSR2, on_orphaned, SA_RESTART) || sigprocmask(SIG_SETMASK, &blocked, NULL) != 0)
        return false;
    /* The parent may be gone already. */
    return prctl(PR_SET_PDEATHSIG, SIGUSR2) == 0 && getppid() == parent;
}

/* Answers what waits at the socket until told to stop or due to retire. With `drain`, what has already connected is
   answered before a stop takes effect. */
static int work(const struct listener *listener, struct slot *slot, unsigned most, const sigset_t *waiting,
                serve_handler *handler, void *context)
{
    FCGX_Request request;
    struct buffer held;
    buffer_init(&held, RECORD_MAX);
    const int poll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE};
    if (poll < 0 || FCGX_Init() != 0 || FCGX_InitRequest(&request, listener->fd, FCGI_FAIL_ACCEPT_ON_INTR) != 0 ||
        epoll_ctl(poll, EPOLL_CTL_ADD, listener->fd, &event) != 0) {
        log_error("worker: %s", strerror(errno));
        return 1;
    }
    /* libfcgi has set handlers of its own. */
    set_handler(SIGPIPE, SIG_IGN, 0);
    set_handler(SIGUSR1, SIG_IGN, 0);
    const bool drain = listener->path != NULL;
    for (unsigned served = 0; served < most;) {
        atomic_store(&slot->beat, clock_monotonic_ms());
        const int ready = epoll_pwait(poll, &event, 1, stopping ? 0 : BEAT_MS, waiting);
        if (ready < 0 && errno != EINTR)
            break;
        if (stopping && (ready <= 0 || !drain))
            break;
        if (ready <= 0)
            continue;
        atomic_store(&slot->busy, clock_monotonic_ms());
        if (FCGX_Accept_r(&request) == 0) {
            struct exchange exchange = {.request = &request, .slot = slot, .held = &held};
            handler(&exchange, context);
            finish(&exchange);
            log_request_id(NULL);
            atomic_fetch_add(&family()->shared.requests, 1);
            served++;
        }
        atomic_store(&slot->beat, clock_monotonic_ms());
        atomic_store(&slot->busy, 0);
    }
    FCGX_Free(&request, 1);
    buffer_free(&held);
    close(poll);
    return 0;
}

/* A worker lives long on small requests. The C library would raise the size from which it asks the kernel for memory of its own with
   each large piece that is freed, and one large page would leave holes in the heap for good. */
static void keep_small(void)
{
    mallopt(M_MMAP_THRESHOLD, LARGE_PIECE);
    mallopt(M_TRIM_THRESHOLD, LARGE_PIECE);
}

static int run_worker(const struct serve_options *options, struct listener *listener, struct slot *slot, pid_t parent,
                      serve_handler *handler, void *context)
{
    sigset_t waiting;
    if (listener->lock >= 0)
        close(listener->lock); /* the parent's alone: it must go with the parent */
    listener->lock = -1;
    stopping = 0;
    keep_small();
    if (!prepare_signals(parent, &waiting))
        return 1;
    if (options->worker_start != NULL && !options->worker_start(context))
        return 1;
    /* Not all of a family retire at the same moment. */
    const unsigned most = options->max_requests != 0 ? options->max_requests : DEFAULT_REQUESTS;
    const int status = work(listener, slot, most + random_below(most / 10 + 1), &waiting, handler, context);
    if (options->worker_stop != NULL)
        options->worker_stop(context);
    return status;
}

/* ---- the parent ---------------------------------------------------------------------------------------------------- */

struct parent {
    const struct serve_options *options;
    struct listener listener;
    struct slot *slots;
    unsigned workers;
    int64_t request_ms;
    bool is_worker; /* after a fork, in the child */
    int status;     /* of the child */
};

static void start_worker(struct parent *parent, struct slot *slot, serve_handler *handler, void *context)
{
    const pid_t me = getpid();
    atomic_store(&slot->busy, 0);
    atomic_store(&slot->beat, 0);
    slot->born = clock_monotonic_ms();
    const pid_t pid = fork();
    if (pid < 0) {
        log_error("fork: %s", strerror(errno));
        slot->due = slot->born + PAUSE_MAX_MS;
        return;
    }
    if (pid == 0) {
        parent->is_worker = true;
        parent->status = run_worker(parent->options, &parent->listener, slot, me, handler, context);
        return;
    }
    slot->pid = pid;
}

/* Notes that a worker ended and when its place is to be filled again. */
static void note_end(struct parent *parent, pid_t pid, int how)
{
    struct slot *slot = NULL;
    for (unsigned i = 0; i < parent->workers; i++)
        if (parent->slots[i].pid == pid)
            slot = &parent->slots[i];
    if (slot == NULL)
        return;
    const int64_t now = clock_monotonic_ms();
    slot->pid = 0;
    slot->due = now;
    atomic_store(&slot->busy, 0);
    if (WIFEXITED(how) && WEXITSTATUS(how) == 0) {
        slot->pause = 0;
        return;
    }
    atomic_fetch_add(&family()->shared.died, 1);
    if (now - slot->born >= YOUNG_MS)
        slot->pause = 0;
    else
        slot->pause = slot->pause == 0 ? PAUSE_FIRST_MS : slot->pause * 2 < PAUSE_MAX_MS ? slot->pause * 2 : PAUSE_MAX_MS;
    slot->due = now + slot->pause;
    if (WIFSIGNALED(how))
        log_warn("worker %d ended by signal %d, replaced in %d ms", (int)pid, WTERMSIG(how), (int)slot->pause);
    else
        log_warn("worker %d ended with status %d, replaced in %d ms", (int)pid, WEXITSTATUS(how), (int)slot->pause);
}

static void reap(struct parent *parent)
{
    int how;
    pid_t pid;
    while ((pid = waitpid(-1, &how, WNOHANG)) > 0)
        note_end(parent, pid, how);
}

/* Why a worker is to be killed: NULL when it is well. */
static const char *hanging(const struct parent *parent, struct slot *slot, int64_t now)
{
    const int64_t busy = atomic_load(&slot->busy), beat = atomic_load(&slot->beat);
    if (busy > 0)
        return now - busy > parent->request_ms ? "is over its time limit" : NULL;
    if (beat == 0)
        return now - slot->born > SERVE_START_SECONDS * 1000 ? "does not come up" : NULL;
    return now - beat > SILENT_MS ? "gives no sign of life" : NULL;
}

static void kill_hanging(struct parent *parent)
{
    const int64_t now = clock_monotonic_ms();
    for (unsigned i = 0; i < parent->workers; i++) {
        struct slot *slot = &parent->slots[i];
        const char *why = slot->pid > 0 ? hanging(parent, slot, now) : NULL;
        if (why == NULL)
            continue;
        log_error("worker %d %s: killed", (int)slot->pid, why);
        atomic_fetch_add(&family()->shared.killed, 1);
        kill(slot->pid, SIGKILL);
    }
}

static unsigned living(const struct parent *parent)
{
    unsigned n = 0;
    for (unsigned i = 0; i < parent->workers; i++)
        n += parent->slots[i].pid > 0;
    return n;
}

static void signal_all(const struct parent *parent, int number)
{
    for (unsigned i = 0; i < parent->workers; i++)
        if (parent->slots[i].pid > 0)
            kill(parent->slots[i].pid, number);
}

/* Waits for a signal or for the next look at the heartbeats; true for SIGTERM and SIGINT. */
static bool wait_signal(const sigset_t *signals)
{
    const struct timespec pause = {.tv_nsec = WATCH_MS * 1000000L};
    const int number = sigtimedwait(signals, NULL, &pause);
    return number == SIGTERM || number == SIGINT;
}

/* Nobody new comes in; what is under way is finished; who does not end in time is killed. */
static void stop_family(struct parent *parent, const sigset_t *signals)
{
    const unsigned seconds = parent->options->stop_seconds != 0 ? parent->options->stop_seconds : SERVE_STOP_SECONDS;
    const int64_t deadline = clock_monotonic_ms() + (int64_t)seconds * 1000;
    if (parent->listener.path != NULL)
        unlink(parent->listener.path);
    signal_all(parent, SIGTERM);
    while (living(parent) > 0) {
        (void)!wait_signal(signals);
        reap(parent);
        if (living(parent) > 0 && clock_monotonic_ms() > deadline) {
            log_warn("%u workers did not end in time: killed", living(parent));
            signal_all(parent, SIGKILL);
        }
    }
}

/* Keeps the family complete until a signal says stop. In a child it returns with is_worker. */
static void watch(struct parent *parent, const sigset_t *signals, serve_handler *handler, void *context)
{
    bool stop = false;
    while (!stop) {
        const int64_t now = clock_monotonic_ms();
        for (unsigned i = 0; i < parent->workers; i++) {
            struct slot *slot = &parent->slots[i];
            if (slot->pid == 0 && now >= slot->due)
                start_worker(parent, slot, handler, context);
            if (parent->is_worker)
                return;
        }
        stop = wait_signal(signals);
        reap(parent);
        kill_hanging(parent);
    }
    stop_family(parent, signals);
}

static bool block_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGCHLD);
    return set_handler(SIGPIPE, SIG_IGN, 0) && set_handler(SIGHUP, SIG_IGN, 0) && sigprocmask(SIG_BLOCK, signals, NULL) == 0;
}

int serve_run(const struct serve_options *options, serve_handler *handler, void *context)
{
    struct parent parent = {.options = options, .workers = options->workers != 0 ? options->workers : DEFAULT_WORKERS};
    sigset_t signals;
    if (parent.workers > SERVE_WORKERS_MAX || family() == NULL || !random_open()) {
        log_error("%u workers: at most %d, and memory for them", parent.workers, SERVE_WORKERS_MAX);
        return 1;
    }
    parent.slots = family()->slots;
    memset(parent.slots, 0, sizeof family()->slots);
    parent.request_ms = (int64_t)(options->request_seconds != 0 ? options->request_seconds : SERVE_REQUEST_SECONDS) * 1000;
    if (!block_signals(&signals) || !open_listener(&parent.listener, options)) {
        close_listener(&parent.listener);
        return 1;
    }
    prctl(PR_SET_NAME, options->program);
    log_info("serving with %u workers", parent.workers);
    watch(&parent, &signals, handler, context);
    if (!parent.is_worker)
        log_info("stopped after %llu requests", (unsigned long long)atomic_load(&family()->shared.requests));
    close_listener(&parent.listener);
    return parent.is_worker ? parent.status : 0;
}
