/* Clean-up: rows that have had their time, and stored files that no case and no waiting form refers to. */
#include "clerk/clerk.h"

#include "base/log.h"
#include "base/store.h"
#include "db/chore.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096
#define FOLDERS 256             /* aa/ of aa/bb/<digest> */
#define AGE_SECONDS (24 * 3600) /* as long as a form may wait; younger files may belong to one that is being filed now */

/* Old files of one folder, looked up together. */
struct batch {
    struct clerk *clerk;
    unsigned char digests[CHORE_FILES_MAX][32];
    size_t count;
    uint32_t removed;
};

enum result clerk_sweep_rows(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    return chore_sweep_rows(clerk->db, clock_now(), limit, done);
}

/* Takes a file away unless it became new meanwhile: it is put aside first, and put back when somebody has just filed it again. */
static bool remove_old(const char *dir, const unsigned char digest[32])
{
    char path[STORE_PATH], from[PATH_BYTES], aside[PATH_BYTES + 8];
    struct stat now;
    snprintf(from, sizeof from, "%s/%s", dir, store_path(digest, path));
    snprintf(aside, sizeof aside, "%s.old", from);
    if (rename(from, aside) != 0)
        return false;
    if (stat(aside, &now) == 0 && time(NULL) - now.st_mtime < AGE_SECONDS) {
        if (link(aside, from) != 0 && errno != EEXIST)
            log_error("%s: %s", from, strerror(errno));
        unlink(aside);
        return false;
    }
    return unlink(aside) == 0;
}

static enum result flush(struct batch *batch)
{
    bool known[CHORE_FILES_MAX];
    const enum result result = chore_files_known(batch->clerk->db, (const unsigned char(*)[32])batch->digests, batch->count, known);
    for (size_t i = 0; i < batch->count && result == RESULT_OK; i++)
        if (!known[i] && remove_old(batch->clerk->files_dir, batch->digests[i]))
            batch->removed++;
    batch->count = 0;
    clerk_alive(batch->clerk);
    return result;
}

/* One aa/bb/. What is not a digest is what an interrupted write left behind. */
static enum result sweep_folder(struct batch *batch, const char *folder)
{
    char path[PATH_BYTES + 600];
    enum result result = RESULT_OK;
    DIR *dir = opendir(folder);
    if (!dir)
        return RESULT_OK;
    for (struct dirent *entry; result == RESULT_OK && !batch->clerk->stop() && (entry = readdir(dir)) != NULL;) {
        struct stat file;
        size_t len;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || lstat(path, &file) != 0 || !S_ISREG(file.st_mode) || time(NULL) - file.st_mtime < AGE_SECONDS)
            continue;
        if (sodium_hex2bin(batch->digests[batch->count], 32, entry->d_name, strlen(entry->d_name), NULL, &len, NULL) != 0 || len != 32)
            batch->removed += unlink(path) == 0;
        else if (++batch->count == CHORE_FILES_MAX)
            result = flush(batch);
    }
    closedir(dir);
    return result;
}

enum result clerk_sweep_files(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    struct batch batch = {.clerk = clerk};
    char folder[PATH_BYTES], path[PATH_BYTES + 300];
    enum result result = RESULT_OK;
    snprintf(folder, sizeof folder, "%s/%02x", clerk->files_dir, clerk->folder);
    DIR *dir = opendir(folder);
    *done = 0;
    for (struct dirent *entry; dir && result == RESULT_OK && !clerk->stop() && (entry = readdir(dir)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            result = sweep_folder(&batch, path);
    }
    if (dir)
        closedir(dir);
    if (result == RESULT_OK)
        result = flush(&batch);
    if (batch.removed > 0)
        log_info("%u abandoned files taken away", batch.removed);
    if (result != RESULT_OK)
        return result;
    clerk->folder = (clerk->folder + 1) % FOLDERS;
    *done = clerk->folder == 0 ? 0 : limit; /* the next folder at once; then a rest */
    return RESULT_OK;
}
