/* creditctl log verify: whether the use log is what was signed, day by day. */
#include "ctl/ctl.h"

#include "base/config.h"
#include "base/file.h"
#include "db/use_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_BYTES 4096
#define PIECE 400 /* days of one look: a year */

/* What is wrong with a day; NULL: nothing. */
static const char *fault_of(struct db *db, const unsigned char public[32], const struct use_digest *kept)
{
    struct use_digest now;
    if (!use_digest_good(public, kept))
        return "the signature is not ours";
    if (use_digest_compute(db, kept->day, &now) != RESULT_OK)
        return "the entries cannot be read";
    if (now.count != kept->count || now.first != kept->first || now.last != kept->last)
        return "entries are missing or were added";
    return memcmp(now.digest, kept->digest, sizeof now.digest) == 0 ? NULL : "entries, or an earlier day, were changed";
}

static int verify(struct ctl *ctl)
{
    char path[PATH_BYTES], day[DAY_TEXT];
    size_t len, count = PIECE;
    uint64_t days = 0, entries = 0, bad = 0;
    snprintf(path, sizeof path, "%s/use-log.pub", config_text(ctl->config, "keys_dir", "/var/lib/credit-portal/keys"));
    char *public = file_read(path, 32, &len);
    struct use_digest *digests = calloc(PIECE, sizeof *digests);
    int status = EXIT_REFUSED;
    if (!public || len != 32 || !digests)
        complain("%s: no key", path);
    else if (ctl_open(ctl, "ctl")) {
        day_t from = DAY_MIN, expected = DAY_NONE;
        while (count == PIECE) {
            status = outcome(use_digest_list(ctl->db, from, digests, PIECE, &count), "use log");
            if (status != EXIT_DONE)
                goto done;
            for (size_t i = 0; i < count; i++) {
                const char *fault = expected != DAY_NONE && digests[i].day != expected ? "days before it are missing" : fault_of(ctl->db, (unsigned char *)public, &digests[i]);
                if (fault)
                    printf("%s: %s\n", day_format(digests[i].day, day), fault);
                bad += fault != NULL;
                days++;
                entries += digests[i].count;
                expected = digests[i].day + 1;
            }
            from = expected;
        }
        printf("%" PRIu64 " days, %" PRIu64 " entries, %" PRIu64 " bad\n", days, entries, bad);
        status = bad == 0 ? EXIT_DONE : EXIT_REFUSED;
    }
done:
    free(digests);
    free(public);
    return status;
}

int ctl_log(struct ctl *ctl, int argc, char **argv)
{
    return argc == 2 && strcmp(argv[1], "verify") == 0 ? verify(ctl) : EXIT_USAGE;
}
