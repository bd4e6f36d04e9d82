/* The installation's keys in keys_dir: read, and made when they are not there. */
#ifndef CTL_KEYS_H
#define CTL_KEYS_H

#include "base/result.h"
#include "base/vault.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct ctl;

/* Reads the key file `name` of n bytes; makes it (mode 0600) when there is none. RESULT_INVALID and a complaint otherwise. */
enum result key_read(const char *dir, const char *name, unsigned char *key, size_t n) MUST_CHECK;

/* The folder of the keys that numbers of persons are sealed with. */
void persons_folder(const char *keys_dir, char path[PATH_MAX]);
/* Opens the vault; makes folder and first key pair when there are none. Complains. */
enum result persons_open(const char *keys_dir, struct vault **vault) MUST_CHECK;
/* Gives folder and files to the groups that need them, where these exist: all to whoever takes numbers in (credit-cases), the
   secret halves to whoever may open them (credit-persons). Complains. */
bool persons_give(const char *keys_dir) MUST_CHECK;

/* Gives a file or folder to its user and group (NULL: as it is); as root only, and only where these exist. Complains. */
bool give(const char *path, const char *user, const char *group, unsigned mode) MUST_CHECK;

/* creditctl keys list, rotate, retire NUMBER; argv[0] is that word. They return an exit status. */
int keys_list(struct ctl *ctl, const char *keys_dir);
int keys_rotate(struct ctl *ctl, const char *keys_dir);
int keys_retire(struct ctl *ctl, const char *keys_dir, unsigned key_no);

#endif
