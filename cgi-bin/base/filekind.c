/* What an uploaded file is: our own look at its first bytes, and libmagic's as a second opinion. The only door to libmagic. */
#include "base/filekind.h"

#include "base/log.h"
#include "base/utf8.h"

#include <magic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define MAGIC_BYTES 65536 /* what libmagic is shown: more tells it nothing about these three */
#define HTML_BYTES 1024   /* browsers that guess look at so many */

struct file_kinds { magic_t magic; };

enum result file_kinds_open(struct file_kinds **out)
{
    struct file_kinds *kinds = calloc(1, sizeof *kinds);
    *out = NULL;
    if (kinds == NULL)
        return RESULT_ERROR;
    kinds->magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_CDF);
    if (kinds->magic == NULL || magic_load(kinds->magic, NULL) != 0) {
        log_error("libmagic: %s", kinds->magic != NULL ? magic_error(kinds->magic) : "no memory");
        file_kinds_close(kinds);
        return RESULT_UNAVAILABLE;
    }
    *out = kinds;
    return RESULT_OK;
}

void file_kinds_close(struct file_kinds *kinds)
{
    if (kinds != NULL && kinds->magic != NULL)
        magic_close(kinds->magic);
    free(kinds);
}

static uint32_t be32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static unsigned be16(const unsigned char *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static enum file_fault measure(struct file_facts *facts, enum file_kind kind, uint32_t width, uint32_t height)
{
    *facts = (struct file_facts){kind, width, height};
    if (width == 0 || height == 0)
        return FILE_BROKEN;
    if (width > FILE_SIDE_MAX || height > FILE_SIDE_MAX || (uint64_t)width * height > FILE_PIXELS_MAX)
        return FILE_TOO_LARGE;
    return FILE_GOOD;
}

/* PNG (ISO/IEC 15948, 11.2.2): the first chunk is IHDR, 13 bytes: width, height, depth, colour, compression, filter, interlace. */
static enum file_fault read_png(const unsigned char *bytes, size_t len, struct file_facts *facts)
{
    if (len < 33 || be32(bytes + 8) != 13 || memcmp(bytes + 12, "IHDR", 4) != 0)
        return FILE_BROKEN;
    const unsigned char depth = bytes[24], colour = bytes[25];
    if ((depth != 1 && depth != 2 && depth != 4 && depth != 8 && depth != 16) || colour > 6 || colour == 1 || colour == 5 ||
        bytes[26] != 0 || bytes[27] != 0 || bytes[28] > 1)
        return FILE_BROKEN;
    return measure(facts, FILE_KIND_PNG, be32(bytes + 16), be32(bytes + 20));
}

/* JPEG (ITU-T T.81, B.1.1): markers with their length, until a frame header says lines and samples a line. */
static enum file_fault read_jpeg(const unsigned char *bytes, size_t len, struct file_facts *facts)
{
    size_t at = 2;
    while (at + 4 <= len) {
        if (bytes[at] != 0xff)
            return FILE_BROKEN;
        const unsigned char marker = bytes[at + 1];
        if (marker == 0xff) { /* fill */
            at++;
            continue;
        }
        const bool frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        const unsigned n = be16(bytes + at + 2);
        if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda) || n < 2 || (frame && n < 8))
            return FILE_BROKEN; /* a scan before its frame, or no marker segment */
        if (frame) {
            if (at + 9 > len)
                return FILE_BROKEN;
            return measure(facts, FILE_KIND_JPEG, be16(bytes + at + 7), be16(bytes + at + 5));
        }
        at += 2u + n;
    }
    return FILE_BROKEN;
}

/* Whether a browser that guesses would take it for a page: a tag of HTML early in the file. */
static bool like_html(const unsigned char *bytes, size_t len)
{
    static const char *const tags[] = {"<html", "<!doctype", "<script", "<svg", "<iframe", "<body", "<?xml"};
    const size_t most = len < HTML_BYTES ? len : HTML_BYTES;
    for (size_t at = 0; at < most; at++) {
        if (bytes[at] != '<')
            continue;
        for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
            if (most - at >= strlen(tags[i]) && strncasecmp((const char *)bytes + at, tags[i], strlen(tags[i])) == 0)
                return true;
    }
    return false;
}

enum file_fault file_kind_read(const unsigned char *bytes, size_t len, struct file_facts *facts)
{
    static const unsigned char png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    *facts = (struct file_facts){0};
    if (len >= sizeof png && memcmp(bytes, png, sizeof png) == 0)
        return read_png(bytes, len, facts);
    if (len >= 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff)
        return read_jpeg(bytes, len, facts);
    if (len >= 8 && memcmp(bytes, "%PDF-", 5) == 0) {
        facts->kind = FILE_KIND_PDF;
        /* ISO 32000: %PDF-1.n or %PDF-2.n. Its metadata (XML) stands later, in an object */
        const bool version = (bytes[5] == '1' || bytes[5] == '2') && bytes[6] == '.' && bytes[7] >= '0' && bytes[7] <= '9';
        return version && !like_html(bytes, len) ? FILE_GOOD : FILE_BROKEN;
    }
    return FILE_OTHER_KIND;
}

const char *file_kind_type(enum file_kind kind)
{
    static const char *const types[] = {"application/pdf", "image/jpeg", "image/png"};
    return types[kind];
}

static bool name_agrees(const char *name, enum file_kind kind)
{
    static const struct {
        const char *ending;
        enum file_kind kind;
    } endings[] = {{".pdf", FILE_KIND_PDF}, {".jpg", FILE_KIND_JPEG}, {".jpeg", FILE_KIND_JPEG}, {".jpe", FILE_KIND_JPEG}, {".png", FILE_KIND_PNG}};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(dot, endings[i].ending) == 0)
            return endings[i].kind == kind;
    return false;
}

enum file_fault file_kind_check(struct file_kinds *kinds, int fd, uint64_t size, const char *name, struct file_facts *facts)
{
    *facts = (struct file_facts){0};
    if (size == 0)
        return FILE_EMPTY;
    const size_t most = size < FILE_HEAD_MAX ? (size_t)size : FILE_HEAD_MAX;
    unsigned char *bytes = malloc(most);
    if (bytes == NULL)
        return FILE_UNREADABLE;
    size_t have = 0;
    for (ssize_t n; have < most && (n = pread(fd, bytes + have, most - have, (off_t)have)) > 0;)
        have += (size_t)n;
    enum file_fault fault = have < most ? FILE_UNREADABLE : file_kind_read(bytes, have, facts);
    if (fault == FILE_GOOD) {
        const char *type = magic_buffer(kinds->magic, bytes, have < MAGIC_BYTES ? have : MAGIC_BYTES);
        if (type == NULL || strcmp(type, file_kind_type(facts->kind)) != 0)
            fault = FILE_BROKEN;
        else if (!name_agrees(name, facts->kind))
            fault = FILE_OTHER_NAME;
    }
    if (fault == FILE_UNREADABLE)
        log_error("an upload cannot be read back");
    free(bytes);
    return fault;
}

const char *file_fault_text(enum file_fault fault)
{
    switch (fault) {
    case FILE_GOOD: break;
    case FILE_EMPTY: return "文件是空的，请重新选择";
    case FILE_OTHER_KIND: return "只能上传 PDF、JPG 或 PNG 文件";
    case FILE_OTHER_NAME: return "文件的内容与扩展名不一致，请用原来的程序另存为 PDF、JPG 或 PNG 后再上传";
    case FILE_BROKEN: return "文件已损坏，或者不是有效的 PDF、JPG 或 PNG 文件";
    case FILE_TOO_LARGE: return "图片尺寸过大：每边不超过 20000 像素，总计不超过 4000 万像素。请缩小后再上传";
    case FILE_UNREADABLE: return "文件没有完整收到，请重新选择";
    }
    return NULL;
}

const char *file_name_safe(const char *name, char out[FILE_NAME_BYTES])
{
    static const char bad[] = "\"'`<>|:;*?\\/%$&#{}~";
    const size_t len = strlen(name);
    const char *dot = strrchr(name, '.');
    const size_t ending = dot != NULL && dot != name && len - (size_t)(dot - name) <= 8 ? len - (size_t)(dot - name) : 0;
    size_t kept = utf8_prefix(name, len - ending, FILE_NAME_SIGNS - ending);
    memcpy(out, name, kept);
    memcpy(out + kept, name + len - ending, ending);
    kept += ending;
    out[kept] = '\0';
    for (char *at = out; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f || strchr(bad, *at) != NULL)
            *at = '_';
    if (out[0] == '.')
        out[0] = '_';
    return out;
}
