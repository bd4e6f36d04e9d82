/* multipart/form-data, streamed: a window of 32 KiB slides over the body. */
#include "web/multipart.h"

#include "base/log.h"
#include "base/utf8.h"
#include "web/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define PIECE 16384                 /* bytes asked for at a time */
#define WINDOW (2 * PIECE)          /* holds a piece and what a boundary or the headers may straddle */
#define TYPE_MAX 128                /* bytes of a part's media type; a longer one is none */
#define DELIMITER_MAX (4 + MULTIPART_BOUNDARY_MAX)

#define BAD_REQUEST 400
#define TOO_LARGE 413
#define UNSUPPORTED_TYPE 415
#define NO_MEMORY 500
#define NO_ROOM 503

struct reader {
    struct arena *arena;
    const struct multipart_limits *limits;
    ssize_t (*read)(void *context, void *out, size_t n);
    void *context;
    char delimiter[DELIMITER_MAX + 1]; /* CR LF "--" boundary */
    size_t delimiter_len;
    unsigned char shift[256]; /* how far the search may jump (Horspool) by the last byte looked at */
    char *window;
    size_t begin, end;  /* what of the window is unread */
    uint64_t body;      /* bytes read of the body */
    bool at_end;
    uint64_t files_total;
    size_t values_total; /* bytes of all fields: REQUEST_FORM_MAX as in the other kind of form */
    struct request_field *fields;
    size_t field_count;
    struct upload *uploads;
    size_t upload_count;
};

/* Reads another piece behind what is unread. 0 or a status; at_end when there is no more. */
static int fill(struct reader *reader)
{
    if (reader->begin > 0) {
        memmove(reader->window, reader->window + reader->begin, reader->end - reader->begin);
        reader->end -= reader->begin;
        reader->begin = 0;
    }
    size_t room = WINDOW - reader->end;
    if (room > PIECE)
        room = PIECE;
    if (room == 0 || reader->at_end)
        return 0;
    const ssize_t n = reader->read(reader->context, reader->window + reader->end, room);
    if (n < 0)
        return BAD_REQUEST;
    if (n == 0)
        reader->at_end = true;
    reader->body += (uint64_t)n;
    reader->end += (size_t)n;
    return reader->body > reader->limits->body_max ? TOO_LARGE : 0;
}

/* Makes at least n bytes readable. 0; 400 when the body ends before. */
static int need(struct reader *reader, size_t n)
{
    while (reader->end - reader->begin < n) {
        if (reader->at_end)
            return BAD_REQUEST;
        const int status = fill(reader);
        if (status != 0)
            return status;
    }
    return 0;
}

static void prepare_search(struct reader *reader, const char *boundary)
{
    reader->delimiter_len = (size_t)snprintf(reader->delimiter, sizeof reader->delimiter, "\r\n--%s", boundary);
    memset(reader->shift, (int)reader->delimiter_len, sizeof reader->shift);
    for (size_t i = 0; i + 1 < reader->delimiter_len; i++)
        reader->shift[(unsigned char)reader->delimiter[i]] = (unsigned char)(reader->delimiter_len - 1 - i);
}

/* Where the delimiter begins in the unread bytes; SIZE_MAX when it is not there. The jump table makes the usual case
   faster than linear; a delimiter has at most 74 bytes, so the worst is a constant times the length. */
static size_t find_delimiter(const struct reader *reader)
{
    const size_t len = reader->end - reader->begin, n = reader->delimiter_len;
    const char *bytes = reader->window + reader->begin;
    for (size_t at = 0; at + n <= len;) {
        const unsigned char last = (unsigned char)bytes[at + n - 1];
        if (last == (unsigned char)reader->delimiter[n - 1] && memcmp(bytes + at, reader->delimiter, n) == 0)
            return at;
        at += reader->shift[last];
    }
    return SIZE_MAX;
}

/* Hands the bytes of a part up to its delimiter to `take`, and steps behind the delimiter. */
static int each_piece(struct reader *reader, int (*take)(struct reader *, void *, const char *, size_t), void *part)
{
    for (;;) {
        const size_t found = find_delimiter(reader);
        size_t n = reader->end - reader->begin;
        if (found != SIZE_MAX)
            n = found;
        else if (n >= reader->delimiter_len)
            n -= reader->delimiter_len - 1; /* the tail may be the beginning of a delimiter */
        else
            n = 0;
        if (n > 0) {
            const int status = take(reader, part, reader->window + reader->begin, n);
            if (status != 0)
                return status;
            reader->begin += n;
        }
        if (found != SIZE_MAX) {
            reader->begin += reader->delimiter_len;
            return 0;
        }
        if (reader->at_end)
            return BAD_REQUEST;
        const int status = fill(reader);
        if (status != 0)
            return status;
    }
}

/* The headers of one part that matter. */
struct part {
    const char *name;     /* NULL: no Content-Disposition with a name */
    const char *filename; /* NULL: a field, not a file */
    const char *type;
    size_t filename_len;
    char *value;          /* a field's bytes, gathered */
    size_t len;
    struct upload *upload;
    crypto_hash_sha256_state sha256;
};

/* The value of a parameter of Content-Disposition as browsers write it: quotation marks inside are %22 (HTML
   standard), a backslash is itself. In the arena; NULL when absent. */
static char *disposition_param(struct arena *arena, const char *header, size_t len, const char *name)
{
    const size_t wanted = strlen(name);
    size_t at = 0;
    while (at < len) {
        const char *mark = memchr(header + at, ';', len - at);
        if (mark == NULL)
            return NULL;
        at = (size_t)(mark - header) + 1;
        while (at < len && (header[at] == ' ' || header[at] == '\t'))
            at++;
        const char *equals = memchr(header + at, '=', len - at);
        if (equals == NULL)
            return NULL;
        const size_t name_len = (size_t)(equals - header) - at;
        const bool found = name_len == wanted && strncasecmp(header + at, name, wanted) == 0;
        at += name_len + 1;
        size_t end = at;
        if (at < len && header[at] == '"') {
            at++;
            const char *close_mark = memchr(header + at, '"', len - at);
            if (close_mark == NULL)
                return NULL;
            end = (size_t)(close_mark - header);
        } else
            while (end < len && header[end] != ';' && header[end] != ' ' && header[end] != '\t')
                end++;
        if (found)
            return arena_copy(arena, header + at, end - at);
        at = end;
    }
    return NULL;
}

/* Puts %22, %0D and %0A back, the three that browsers escape in names. */
static void unescape_name(char *name)
{
    char *to = name;
    for (char *at = name; *at != '\0'; at++) {
        if (strncmp(at, "%22", 3) == 0) {
            *to++ = '"';
            at += 2;
        } else if (strncasecmp(at, "%0d", 3) == 0 || strncasecmp(at, "%0a", 3) == 0) {
            *to++ = ' ';
            at += 2;
        } else
            *to++ = *at;
    }
    *to = '\0';
}

static int read_disposition(struct reader *reader, const char *value, size_t len, struct part *part)
{
    if (len < 9 || strncasecmp(value, "form-data", 9) != 0 || part->name != NULL)
        return BAD_REQUEST;
    char *name = disposition_param(reader->arena, value, len, "name");
    char *filename = disposition_param(reader->arena, value, len, "filename");
    if (name == NULL)
        return BAD_REQUEST;
    unescape_name(name);
    const size_t n = strlen(name);
    if (n == 0 || !utf8_valid(name, n))
        return BAD_REQUEST;
    if (n > REQUEST_FIELD_NAME_MAX)
        return TOO_LARGE;
    part->name = name;
    if (filename != NULL) {
        unescape_name(filename);
        part->filename_len = strlen(filename);
        part->filename = parse_filename(reader->arena, filename, part->filename_len);
        if (part->filename == NULL)
            return NO_MEMORY;
    }
    return 0;
}

/* One header line of a part, without its CR LF. */
static int read_header(struct reader *reader, const char *line, size_t len, struct part *part)
{
    const char *colon = memchr(line, ':', len);
    if (colon == NULL || memchr(line, '\0', len) != NULL)
        return BAD_REQUEST;
    const size_t name_len = (size_t)(colon - line);
    const char *value = colon + 1;
    size_t value_len = len - name_len - 1;
    while (value_len > 0 && (*value == ' ' || *value == '\t')) {
        value++;
        value_len--;
    }
    if (name_len == 19 && strncasecmp(line, "Content-Disposition", 19) == 0)
        return read_disposition(reader, value, value_len, part);
    if (name_len == 12 && strncasecmp(line, "Content-Type", 12) == 0 && value_len <= TYPE_MAX) {
        char *type = arena_alloc(reader->arena, 3 * value_len + 1);
        if (type == NULL)
            return NO_MEMORY;
        utf8_clean(value, value_len, true, type);
        part->type = type;
    }
    return 0;
}

/* The headers of a part, up to and with the empty line. */
static int read_headers(struct reader *reader, struct part *part)
{
    size_t total = 0;
    for (;;) {
        const char *line = reader->window + reader->begin;
        const char *end = memmem(line, reader->end - reader->begin, "\r\n", 2);
        if (end == NULL) {
            if (reader->end - reader->begin > MULTIPART_HEADERS_MAX)
                return TOO_LARGE;
            const int status = need(reader, reader->end - reader->begin + 1);
            if (status != 0)
                return status;
            continue;
        }
        const size_t len = (size_t)(end - line);
        total += len + 2;
        if (total > MULTIPART_HEADERS_MAX)
            return TOO_LARGE;
        reader->begin += len + 2;
        if (len == 0)
            return part->name != NULL ? 0 : BAD_REQUEST;
        const int status = read_header(reader, line, len, part);
        if (status != 0)
            return status;
    }
}

static int take_value(struct reader *reader, void *context, const char *bytes, size_t n)
{
    struct part *part = context;
    if (n > REQUEST_FIELD_VALUE_MAX - part->len || n > REQUEST_FORM_MAX - reader->values_total)
        return TOO_LARGE;
    reader->values_total += n;
    char *value = realloc(part->value, part->len + n + 1);
    if (value == NULL)
        return NO_MEMORY;
    memcpy(value + part->len, bytes, n);
    part->value = value;
    part->len += n;
    return 0;
}

static int read_field(struct reader *reader, struct part *part)
{
    if (reader->field_count >= reader->limits->fields_max || reader->field_count >= REQUEST_FIELDS_MAX)
        return TOO_LARGE;
    int status = each_piece(reader, take_value, part);
    if (status == 0 && part->len > 0 &&
        (memchr(part->value, '\0', part->len) != NULL || !utf8_valid(part->value, part->len)))
        status = BAD_REQUEST;
    const char *value = status == 0 ? arena_copy(reader->arena, part->value != NULL ? part->value : "", part->len) : NULL;
    free(part->value);
    if (status == 0 && value == NULL)
        status = NO_MEMORY;
    if (status == 0)
        reader->fields[reader->field_count++] = (struct request_field){part->name, value, part->len};
    return status;
}

/* A file without a name: gone when it is closed, whatever happens to us. */
static int open_unlinked(const char *folder)
{
    const int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL))
        return fd;
    char path[4096];
    const int n = snprintf(path, sizeof path, "%s/upload-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof path)
        return -1;
    const int made = mkostemp(path, O_CLOEXEC);
    if (made >= 0)
        unlink(path);
    return made;
}

/* The file is too long: what came of it goes, the rest is read past. */
static void give_up(struct reader *reader, struct upload *upload)
{
    if (upload->fd >= 0)
        close(upload->fd);
    reader->files_total -= upload->size;
    upload->fd = -1;
    upload->size = 0;
    upload->over = true;
}

static int take_file(struct reader *reader, void *context, const char *bytes, size_t n)
{
    struct part *part = context;
    struct upload *upload = part->upload;
    if (upload->over)
        return 0;
    if (n > reader->limits->file_max - upload->size || n > reader->limits->total_max - reader->files_total) {
        if (!reader->limits->keep_over)
            return TOO_LARGE;
        give_up(reader, upload);
        return 0;
    }
    if (upload->fd < 0) {
        const char *folder = reader->limits->tmp_dir != NULL ? reader->limits->tmp_dir : "/tmp";
        upload->fd = open_unlinked(folder);
        if (upload->fd < 0) {
            log_error("upload: no file in %s: %s", folder, strerror(errno));
            return NO_ROOM;
        }
    }
    for (size_t done = 0; done < n;) {
        const ssize_t wrote = write(upload->fd, bytes + done, n - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0) {
            log_error("upload: %s", strerror(errno));
            return NO_ROOM;
        }
        done += (size_t)wrote;
    }
    crypto_hash_sha256_update(&part->sha256, (const unsigned char *)bytes, n);
    upload->size += n;
    reader->files_total += n;
    return 0;
}

static int read_file(struct reader *reader, struct part *part)
{
    if (!reader->limits->files && part->filename_len > 0)
        return UNSUPPORTED_TYPE;
    if (reader->upload_count >= REQUEST_FILES_MAX)
        return TOO_LARGE;
    struct upload *upload = &reader->uploads[reader->upload_count];
    *upload = (struct upload){.field = part->name, .name = part->filename, .type = part->type != NULL ? part->type : "", .fd = -1};
    part->upload = upload;
    crypto_hash_sha256_init(&part->sha256);
    reader->upload_count++; /* from here on closed with the others */
    const int status = each_piece(reader, take_file, part);
    if (status != 0)
        return status;
    if (upload->size == 0 && part->filename_len == 0) {
        reader->upload_count--; /* a file field that the visitor left empty */
        return 0;
    }
    if (upload->over)
        return 0;
    if (upload->fd < 0) { /* an empty file with a name: still a file */
        const int opened = take_file(reader, part, "", 0);
        if (opened != 0)
            return opened;
    }
    crypto_hash_sha256_final(&part->sha256, upload->sha256);
    return lseek(upload->fd, 0, SEEK_SET) < 0 ? NO_MEMORY : 0;
}

/* What stands behind a delimiter: "--" is the end, blanks and CR LF lead to the next part. */
static int behind_delimiter(struct reader *reader, bool *last)
{
    int status = need(reader, 2);
    if (status != 0)
        return status;
    *last = memcmp(reader->window + reader->begin, "--", 2) == 0;
    if (*last)
        return 0;
    for (;;) {
        status = need(reader, 2);
        if (status != 0)
            return status;
        const char *at = reader->window + reader->begin;
        if (at[0] == '\r' && at[1] == '\n') {
            reader->begin += 2;
            return 0;
        }
        if (at[0] != ' ' && at[0] != '\t')
            return BAD_REQUEST;
        reader->begin++;
    }
}

/* The first line: the delimiter without its CR LF. No browser writes anything before it. */
static int first_delimiter(struct reader *reader)
{
    const int status = need(reader, reader->delimiter_len - 2);
    if (status != 0)
        return status;
    if (memcmp(reader->window + reader->begin, reader->delimiter + 2, reader->delimiter_len - 2) != 0)
        return BAD_REQUEST;
    reader->begin += reader->delimiter_len - 2;
    return 0;
}

/* A part without bytes has its delimiter right behind the headers, and the delimiter's CR LF is the empty line's: step back
   then, so that one search serves both. read_headers has just passed those two bytes, so they are still in the window. */
static int step_back_if_empty(struct reader *reader)
{
    reader->begin -= 2;
    const int status = need(reader, reader->delimiter_len);
    if (status != 0)
        return status;
    if (memcmp(reader->window + reader->begin, reader->delimiter, reader->delimiter_len) != 0)
        reader->begin += 2;
    return 0;
}

static int read_parts(struct reader *reader)
{
    int status = first_delimiter(reader);
    for (size_t parts = 0; status == 0; parts++) {
        bool last = false;
        status = behind_delimiter(reader, &last);
        if (status != 0 || last)
            break;
        if (parts == MULTIPART_PARTS_MAX)
            return TOO_LARGE;
        struct part part = {0};
        status = read_headers(reader, &part);
        if (status != 0)
            break;
        status = step_back_if_empty(reader);
        if (status != 0)
            break;
        status = part.filename != NULL ? read_file(reader, &part) : read_field(reader, &part);
    }
    return status;
}

static bool boundary_good(const char *boundary)
{
    const size_t n = strlen(boundary);
    if (n == 0 || n > MULTIPART_BOUNDARY_MAX || boundary[n - 1] == ' ')
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)boundary[i] < ' ' || (unsigned char)boundary[i] >= 0x7f)
            return false;
    return true;
}

int multipart_read(struct arena *arena, const char *boundary, ssize_t (*read_body)(void *context, void *out, size_t n),
                   void *context, const struct multipart_limits *limits, struct multipart_result *result)
{
    *result = (struct multipart_result){0};
    if (!boundary_good(boundary))
        return BAD_REQUEST;
    struct reader reader = {.arena = arena, .limits = limits, .read = read_body, .context = context};
    prepare_search(&reader, boundary);
    reader.window = malloc(WINDOW);
    reader.fields = arena_alloc(arena, REQUEST_FIELDS_MAX * sizeof *reader.fields);
    reader.uploads = arena_alloc(arena, REQUEST_FILES_MAX * sizeof *reader.uploads);
    int status = NO_MEMORY;
    if (reader.window != NULL && reader.fields != NULL && reader.uploads != NULL)
        status = read_parts(&reader);
    free(reader.window);
    *result = (struct multipart_result){reader.fields, reader.field_count, reader.uploads, reader.upload_count};
    if (status != 0)
        multipart_close(result);
    return status;
}

void multipart_close(struct multipart_result *result)
{
    for (size_t i = 0; i < result->upload_count; i++)
        if (result->uploads[i].fd >= 0)
            close(result->uploads[i].fd);
    *result = (struct multipart_result){0};
}
