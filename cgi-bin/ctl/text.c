/* Delivered text files: encoding, conversion, spreadsheet marks, rows. */
#include "ctl/text.h"

#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PIECE 65536
#define CARRY 8              /* bytes of a sign that ended with the piece */
#define CONVERTED (PIECE * 3) /* a GB18030 sign of two bytes takes three at most, four bytes stay four */

/* The bytes at the end of the piece that may begin a sign which goes on in the next one. */
static size_t unfinished(const char *bytes, size_t len)
{
    for (size_t back = 1; back <= 3 && back <= len; back++) {
        unsigned char byte = (unsigned char)bytes[len - back];
        if (byte < 0x80)
            return 0;
        if (byte >= 0xC0)
            return (byte >= 0xF0 ? 4u : byte >= 0xE0 ? 3u : 2u) > back ? back : 0;
    }
    return 0;
}

/* Whether the whole file is UTF-8; on the way its digest, and *nul when it holds a NUL. */
static bool all_utf8(struct text_file *text, bool *nul)
{
    crypto_hash_sha256_state state;
    char piece[CARRY + PIECE];
    size_t carried = 0, n;
    bool valid = true;
    crypto_hash_sha256_init(&state);
    while ((n = fread(piece + carried, 1, PIECE, text->file)) > 0) {
        crypto_hash_sha256_update(&state, (const unsigned char *)piece + carried, n);
        *nul = *nul || memchr(piece + carried, 0, n) != NULL;
        size_t len = carried + n, rest = unfinished(piece, len);
        valid = valid && utf8_valid(piece, len - rest);
        memmove(piece, piece + len - rest, rest);
        carried = rest;
    }
    crypto_hash_sha256_final(&state, text->sha256);
    return valid && carried == 0;
}

/* Calls `take` with the file's text in UTF-8, piece by piece. RESULT_INVALID: it is not in that encoding. */
static enum result convert(struct text_file *text, enum result (*take)(void *, const char *, size_t), void *context)
{
    char piece[CARRY + PIECE];
    char *converted = NULL;
    size_t carried = 0, n;
    iconv_t converter = (iconv_t)-1;
    enum result result = RESULT_OK;
    rewind(text->file);
    if (text->encoding == TEXT_GB18030) {
        converter = iconv_open("UTF-8", "GB18030");
        converted = malloc(CONVERTED + CARRY * 3);
        if (converter == (iconv_t)-1 || !converted)
            result = RESULT_ERROR;
    }
    while (result == RESULT_OK && (n = fread(piece + carried, 1, PIECE, text->file)) > 0) {
        if (text->encoding == TEXT_UTF8) {
            result = take(context, piece, n);
            continue;
        }
        char *in = piece, *out = converted;
        size_t in_left = carried + n, room = CONVERTED + CARRY * 3;
        if (iconv(converter, &in, &in_left, &out, &room) == (size_t)-1 && (errno != EINVAL || in_left >= CARRY)) {
            result = RESULT_INVALID;
            break;
        }
        memmove(piece, in, in_left);
        carried = in_left;
        result = take(context, converted, (size_t)(out - converted));
    }
    if (result == RESULT_OK && carried)
        result = RESULT_INVALID;
    if (result == RESULT_OK && ferror(text->file))
        result = RESULT_ERROR;
    if (converter != (iconv_t)-1)
        iconv_close(converter);
    free(converted);
    return result;
}

static enum result take_nothing(void *context, const char *bytes, size_t len)
{
    (void)context;
    (void)bytes;
    (void)len;
    return RESULT_OK;
}

static enum result refuse(struct text_file *text, const char **why, const char *reason)
{
    *why = reason;
    text_close(text);
    return RESULT_INVALID;
}

enum result text_open(const char *path, struct text_file *out, const char **why)
{
    struct stat status;
    unsigned char head[2] = {0};
    bool nul = false;
    memset(out, 0, sizeof *out);
    *why = "";
    out->file = fopen(path, "rbe");
    if (!out->file || fstat(fileno(out->file), &status) != 0) {
        *why = strerror(errno);
        text_close(out);
        return RESULT_NOT_FOUND;
    }
    if (!S_ISREG(status.st_mode))
        return refuse(out, why, "不是普通文件");
    if (status.st_size == 0)
        return refuse(out, why, "文件是空的");
    if (status.st_size > TEXT_FILE_MAX)
        return refuse(out, why, "文件超过2GiB，请分成几个文件");
    out->size = status.st_size;
    if (fread(head, 1, 2, out->file) == 2 && ((head[0] == 0xFF && head[1] == 0xFE) || (head[0] == 0xFE && head[1] == 0xFF)))
        return refuse(out, why, "文件是UTF-16编码，请另存为UTF-8或GB18030");
    if (head[0] == 'P' && head[1] == 'K')
        return refuse(out, why, "文件是压缩包或Excel工作簿，请另存为CSV");
    rewind(out->file);
    out->encoding = all_utf8(out, &nul) ? TEXT_UTF8 : TEXT_GB18030;
    if (nul)
        return refuse(out, why, "文件含有空字节，不是文本");
    if (out->encoding == TEXT_UTF8)
        return RESULT_OK;
    enum result result = convert(out, take_nothing, NULL);
    if (result == RESULT_INVALID)
        return refuse(out, why, "文件既不是UTF-8也不是GB18030编码");
    if (result != RESULT_OK)
        text_close(out);
    return result;
}

void text_close(struct text_file *text)
{
    if (text->file)
        fclose(text->file);
    text->file = NULL;
}

size_t text_filter(struct text_filter *filter, const char *in, size_t len, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        char sign = in[i];
        if (filter->held) {
            filter->held = false;
            if (sign != '"')
                out[n++] = '=';
        }
        if (filter->inside) {
            if (sign == '"')
                filter->inside = false; /* a doubled mark opens it again at once */
        } else if (sign == '"') {
            filter->inside = true;
            filter->begun = true;
        } else if (sign == ',' || sign == '\n' || sign == '\r') {
            filter->begun = false;
        } else if (sign == '=' && !filter->begun) {
            filter->held = true;
            filter->begun = true;
            continue;
        } else if (sign != ' ') {
            filter->begun = true;
        }
        out[n++] = sign;
    }
    return n;
}

struct feeding {
    struct csv_reader *reader;
    struct text_filter filter;
    char *filtered;
    bool begun;                /* the first bytes were looked at for a byte order mark */
    char head[3];
    size_t head_len;
};

static enum result feed(struct feeding *feeding, const char *bytes, size_t len)
{
    size_t n = text_filter(&feeding->filter, bytes, len, feeding->filtered);
    return csv_reader_feed(feeding->reader, feeding->filtered, n);
}

/* The first three bytes are held back until it is known whether they are the mark. */
static enum result take(void *context, const char *bytes, size_t len)
{
    struct feeding *feeding = context;
    while (!feeding->begun && len > 0 && feeding->head_len < 3) {
        feeding->head[feeding->head_len++] = *bytes++;
        len--;
    }
    if (!feeding->begun && feeding->head_len == 3) {
        feeding->begun = true;
        if (memcmp(feeding->head, CSV_BOM, 3) != 0) {
            enum result result = feed(feeding, feeding->head, 3);
            if (result != RESULT_OK)
                return result;
        }
    }
    return len ? feed(feeding, bytes, len) : RESULT_OK;
}

enum result text_rows(struct text_file *text, csv_row *row, void *context, char *why, size_t why_room)
{
    struct feeding feeding = {0};
    enum result result = csv_reader_open(row, context, &feeding.reader);
    why[0] = '\0';
    if (result != RESULT_OK)
        return result;
    feeding.filtered = malloc(CONVERTED + CARRY * 3 + 2);
    result = feeding.filtered ? convert(text, take, &feeding) : RESULT_ERROR;
    if (result == RESULT_OK && !feeding.begun)
        result = feed(&feeding, feeding.head, feeding.head_len);
    if (result == RESULT_OK)
        result = csv_reader_end(feeding.reader);
    if (result == RESULT_INVALID)
        snprintf(why, why_room, "%s", csv_reader_fault(feeding.reader)[0] ? csv_reader_fault(feeding.reader) : "文件的编码不对");
    free(feeding.filtered);
    csv_reader_close(feeding.reader);
    return result;
}
