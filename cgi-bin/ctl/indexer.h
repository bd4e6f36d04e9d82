/* A second process beside an import, with a connection of its own: while the import writes its next rows, it puts the names of
   the subjects that were made into the search index (db/name_index.h). */
#ifndef CTL_INDEXER_H
#define CTL_INDEXER_H

#include "ctl/ctl.h"

#include <sys/types.h>

struct indexer {
    pid_t process; /* 0: none, the import does it all at its end */
    int wake;      /* our end of the pair */
};

/* Starts the process, which connects when it is first woken; before ctl_open, since a connection must not be in two processes.
   Without a process everything works as well, later. */
void indexer_start(struct indexer *indexer, const struct config *config);
/* Tells it that rows were committed. */
void indexer_wake(const struct indexer *indexer);
/* Tells it that nothing follows and waits for its end; harmless when there is none. */
void indexer_stop(struct indexer *indexer);

#endif
