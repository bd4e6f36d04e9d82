/* The local driver of the fuzz targets: replays a corpus, then makes a bounded number of mutations. With libFuzzer
   (--enable-fuzz, clang) its own main takes this one's place.

   PROGRAM [ROUNDS [SEED]]     TAP on standard output; part of `make check`
   PROGRAM FILE                one input, to look at a finding again

   The corpus is $SOURCE_DIR/tests/fuzz/corpus/<name of the target>/. Deterministic by its seed. The input under way is kept
   in fuzz-<target>.input, so that a crash can be repeated; it is removed at the end. */
#include "fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/mman.h>
#include <fcntl.h>
#include <unistd.h>

#define INPUT_MAX 65536   /* bytes of an input: larger than every piece and window in the readers */
#define INPUTS_MAX 512    /* inputs kept: the corpus and what mutations of it are worth going on with */
#define ROUNDS 100000     /* one to five seconds a target; --enable-fuzz is for hours */
#define SECONDS_MAX 20    /* a slow machine does fewer rounds */

struct input {
    unsigned char *bytes;
    size_t len;
};

static struct input inputs[INPUTS_MAX];
static size_t input_count;
static uint64_t chance_state;

/* The input under way: a file mapped into memory, so that it outlives a crash at no cost. */
static struct {
    size_t len;
    unsigned char bytes[INPUT_MAX];
} *under_way;

static uint64_t chance(uint64_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return below > 0 ? chance_state % below : 0;
}

static void run(const unsigned char *bytes, size_t len)
{
    /* A block of exactly that size, so that AddressSanitizer sees a step beyond it. */
    unsigned char *copy = malloc(len > 0 ? len : 1);
    if (copy == NULL)
        return;
    if (len > 0)
        memcpy(copy, bytes, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static bool add_file(const char *path)
{
    if (input_count == INPUTS_MAX)
        return false;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    unsigned char *bytes = malloc(INPUT_MAX);
    if (bytes != NULL)
        inputs[input_count++] = (struct input){bytes, fread(bytes, 1, INPUT_MAX, file)};
    fclose(file);
    return bytes != NULL;
}

static void add_folder(const char *folder)
{
    DIR *all = opendir(folder);
    for (const struct dirent *one; all != NULL && (one = readdir(all)) != NULL;) {
        char path[4096];
        if (one->d_name[0] != '.' && snprintf(path, sizeof path, "%s/%s", folder, one->d_name) < (int)sizeof path)
            add_file(path);
    }
    if (all != NULL)
        closedir(all);
}

static void insert(struct input *input, size_t at, const void *bytes, size_t n)
{
    if (n > INPUT_MAX - input->len)
        return;
    memmove(input->bytes + at + n, input->bytes + at, input->len - at);
    memcpy(input->bytes + at, bytes, n);
    input->len += n;
}

static void change(struct input *input)
{
    static const char *const words[] = {"&", "=", "%", "%00", "%ff", "+", ";", "\"", "\\", "/", "//", "/../", "..", "\r\n", "\r\n\r\n", "--", "\r\n--b", "\r\n--b--",
                                        "name=\"", "filename=\"", "Content-Disposition: form-data; name=\"a\"", "\xef\xbb\xbf", "\xe4\xbf\xa1", "\xff",
                                        "\xe2\x80\xae", "\xf0\xa0\xae\xb7", "#", ",", "\n", "\t", "年", "2026-04-01", "{", "}", "[", "]", ":", "*", "0", "99999999999999999999"};
    const size_t at = (size_t)chance(input->len + 1);
    switch (chance(8)) {
    case 0: /* another bit */
        if (input->len > 0)
            input->bytes[chance(input->len)] ^= (unsigned char)(1u << chance(8));
        break;
    case 1: { /* another byte */
        const unsigned char byte = (unsigned char)chance(256);
        insert(input, at, &byte, 1);
        break;
    }
    case 2: /* a word */
    case 3: {
        const char *word = words[chance(sizeof words / sizeof words[0])];
        insert(input, at, word, strlen(word));
        break;
    }
    case 4: { /* a piece less */
        const size_t n = (size_t)chance(input->len - at + 1);
        memmove(input->bytes + at, input->bytes + at + n, input->len - at - n);
        input->len -= n;
        break;
    }
    case 5: { /* a piece again */
        unsigned char piece[4096];
        size_t n = (size_t)chance(input->len - at + 1);
        if (n > sizeof piece)
            n = sizeof piece;
        memcpy(piece, input->bytes + at, n);
        for (uint64_t times = chance(8); times > 0; times--)
            insert(input, at, piece, n);
        break;
    }
    case 6: { /* a piece of another input */
        const struct input *other = &inputs[chance(input_count)];
        const size_t from = (size_t)chance(other->len + 1);
        insert(input, at, other->bytes + from, (size_t)chance(other->len - from + 1) % 4096);
        break;
    }
    default: /* cut off */
        input->len = at;
    }
}

static void mutate(long rounds)
{
    const time_t end = time(NULL) + SECONDS_MAX;
    for (long round = 0; round < rounds && (round % 256 != 0 || time(NULL) < end); round++) {
        const struct input *base = &inputs[chance(input_count)];
        struct input input = {under_way->bytes, base->len};
        memcpy(input.bytes, base->bytes, base->len);
        for (uint64_t n = 1 + chance(6); n > 0; n--)
            change(&input);
        under_way->len = input.len;
        run(input.bytes, input.len);
        /* Without coverage to go by, now and then a mutation becomes a place to start from. */
        if (chance(64) == 0 && input_count < INPUTS_MAX && input.len < 4096) {
            unsigned char *bytes = malloc(INPUT_MAX);
            if (bytes == NULL)
                return;
            memcpy(bytes, input.bytes, input.len);
            inputs[input_count++] = (struct input){bytes, input.len};
        }
    }
}

static bool open_under_way(const char *name)
{
    const int fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    void *page = fd >= 0 && ftruncate(fd, sizeof *under_way) == 0
                     ? mmap(NULL, sizeof *under_way, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
                     : MAP_FAILED;
    if (fd >= 0)
        close(fd);
    under_way = page != MAP_FAILED ? page : NULL;
    return under_way != NULL;
}

int main(int argc, char **argv)
{
    const char *name = strrchr(argv[0], '/') != NULL ? strrchr(argv[0], '/') + 1 : argv[0];
    const char *source = getenv("SOURCE_DIR");
    char folder[4096], kept[256];
    if (strncmp(name, "fuzz_", 5) == 0)
        name += 5;
    char *end = NULL;
    const long rounds = argc > 1 ? strtol(argv[1], &end, 10) : ROUNDS;
    if (argc > 1 && *end != '\0') {
        if (!add_file(argv[1]))
            return 1;
        run(inputs[0].bytes, inputs[0].len);
        free(inputs[0].bytes);
        return 0;
    }
    chance_state = argc > 2 ? strtoull(argv[2], NULL, 10) | 1 : 0x9e3779b97f4a7c15u;
    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", source != NULL ? source : ".", name);
    snprintf(kept, sizeof kept, "fuzz-%s.input", name);
    if (freopen("/dev/null", "w", stderr) == NULL && source == NULL)
        return 1;
    add_folder(folder);
    printf("1..2\n%sok 1 - %s: a corpus of %zu inputs\n", input_count > 0 ? "" : "not ", name, input_count);
    fflush(stdout);
    if (input_count == 0 || !open_under_way(kept))
        return 1;
    for (size_t i = 0; i < input_count; i++) {
        memcpy(under_way->bytes, inputs[i].bytes, inputs[i].len);
        under_way->len = inputs[i].len;
        run(inputs[i].bytes, inputs[i].len);
    }
    mutate(rounds);
    printf("ok 2 - %s: mutations\n", name);
    unlink(kept);
    munmap(under_way, sizeof *under_way);
    for (size_t i = 0; i < input_count; i++)
        free(inputs[i].bytes);
    return 0;
}
