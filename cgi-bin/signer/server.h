/* The signer's socket: who may ask, and the loop that answers. One process, one thread: a signature takes 0.1 to 2 ms. */
#ifndef SIGNER_SERVER_H
#define SIGNER_SERVER_H

#include "signer/answer.h"

#include <stddef.h>
#include <sys/types.h>

#define SERVER_USERS_MAX 16 /* users that may ask; the portal has three such programs */
#define SERVER_CLIENTS 256  /* connections at once: each worker of those programs keeps one */

struct server {
    int fd;      /* listening */
    int lock;    /* -1: the socket was inherited */
    uid_t users[SERVER_USERS_MAX];
    size_t n_users;
};

/* Takes the socket that systemd opened, or opens its own at `path` (mode 0660). `users`: names between blanks that may ask,
   besides root and the signer's own user; an unknown name is logged and left out. False: logged. */
bool server_open(const char *path, const char *users, struct server *out) MUST_CHECK;
void server_close(struct server *server);

/* Answers until SIGTERM or SIGINT, then what has been asked already, and returns the exit status. `ready` is called once
   everything is set up, before the first question is taken; false ends it. */
int server_run(struct server *server, struct answer_keys *keys, bool (*ready)(void *context), void *context) MUST_CHECK;

#endif
