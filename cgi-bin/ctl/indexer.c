/* The process that indexes names beside an import. It ends with the import, also when that is killed: what was committed is indexed
 * before; what it leaves behind itself, the background worker takes. */
#include "ctl/indexer.h"

#include "db/db.h"
#include "db/name_index.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void work(struct ctl *ctl, int woken)
{
    char bytes[256];
    uint64_t names;
    ssize_t n;
    do {
        do
            n = read(woken, bytes, sizeof bytes);
        while (n < 0 && errno == EINTR);
        if (n > 0 && !ctl->db && !ctl_open(ctl, "ctl"))
            break;
        while (ctl->db && name_index_take(ctl->db, false, &names) == RESULT_OK)
            ;
    } while (n > 0);
    db_close(ctl->db);
}

void indexer_start(struct indexer *indexer, const struct config *config)
{
    int pair[2];
    *indexer = (struct indexer){0, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return;
    const pid_t process = fork();
    if (process == 0) {
        struct ctl ctl = {.config = config};
        close(pair[0]);
        work(&ctl, pair[1]);
        _exit(0);
    }
    close(pair[1]);
    if (process < 0)
        close(pair[0]);
    else
        *indexer = (struct indexer){process, pair[0]};
}

void indexer_wake(const struct indexer *indexer)
{
    /* one byte is as good as many: a full socket has woken it already, and one that is gone is made up for at the end */
    if (indexer->process)
        (void)send(indexer->wake, "", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void indexer_stop(struct indexer *indexer)
{
    if (!indexer->process)
        return;
    close(indexer->wake);
    while (waitpid(indexer->process, NULL, 0) < 0 && errno == EINTR)
        ;
    indexer->process = 0;
}
