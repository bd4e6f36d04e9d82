/* Tests of attachments: what kind a file is, its name, the store, the virus scanner; and of query codes. */
#include "base/filekind.h"
#include "base/log.h"
#include "base/query_code.h"
#include "base/random.h"
#include "base/scan.h"
#include "base/store.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const unsigned char pdf[] = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
static char folder[] = "/tmp/base-file-XXXXXX";
static struct file_kinds *kinds;

static int set_up(void **state)
{
    (void)state;
    log_open("test", (enum log_level)0);
    return random_open() && mkdtemp(folder) != NULL && file_kinds_open(&kinds) == RESULT_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    char command[64];
    file_kinds_close(kinds);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

/* An unlinked file with these bytes. */
static int file_of(const void *bytes, size_t len)
{
    char name[] = "/tmp/base-file-bytes-XXXXXX";
    const int fd = mkstemp(name);
    assert_true(fd >= 0);
    unlink(name);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    return fd;
}

static enum file_fault check(const void *bytes, size_t len, const char *name)
{
    struct file_facts facts;
    const int fd = file_of(bytes, len);
    const enum file_fault fault = file_kind_check(kinds, fd, len, name, &facts);
    close(fd);
    return fault;
}

static size_t png(unsigned char out[64], uint32_t width, uint32_t height)
{
    static const unsigned char head[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    memset(out, 0, 64);
    memcpy(out, head, sizeof head);
    for (int i = 0; i < 4; i++) {
        out[16 + i] = (unsigned char)(width >> (24 - 8 * i));
        out[20 + i] = (unsigned char)(height >> (24 - 8 * i));
    }
    out[24] = 8;
    return 64;
}

static size_t jpeg(unsigned char out[64], unsigned width, unsigned height)
{
    static const unsigned char head[] = {0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xc0, 0, 11, 8};
    memset(out, 0, 64);
    memcpy(out, head, sizeof head);
    out[25] = (unsigned char)(height >> 8), out[26] = (unsigned char)height;
    out[27] = (unsigned char)(width >> 8), out[28] = (unsigned char)width;
    out[29] = 1, out[30] = 1, out[31] = 0x11;
    return 64;
}

static void a_file_is_what_its_content_and_its_name_say(void **state)
{
    (void)state;
    unsigned char bytes[64];
    assert_int_equal(check(pdf, sizeof pdf - 1, "证明.PDF"), FILE_GOOD);
    assert_int_equal(check(pdf, sizeof pdf - 1, "证明.jpg"), FILE_OTHER_NAME);
    assert_int_equal(check(pdf, sizeof pdf - 1, "证明"), FILE_OTHER_NAME);
    assert_int_equal(check(bytes, png(bytes, 10, 20), "a.png"), FILE_GOOD);
    assert_int_equal(check(bytes, png(bytes, 10, 20), "a.pdf"), FILE_OTHER_NAME);
    assert_int_equal(check(bytes, jpeg(bytes, 10, 20), "a.jpeg"), FILE_GOOD);
    assert_int_equal(check(bytes, jpeg(bytes, 10, 20), "a.png"), FILE_OTHER_NAME);
    assert_int_equal(check("<!DOCTYPE html><p>x", 19, "a.pdf"), FILE_OTHER_KIND);
    assert_int_equal(check("%PDF-1.4\n<html><script>alert(1)</script>", 40, "a.pdf"), FILE_BROKEN);
    assert_int_equal(check("GIF89a........", 14, "a.png"), FILE_OTHER_KIND);
    assert_int_equal(check("PK\3\4.........", 13, "a.pdf"), FILE_OTHER_KIND);
    assert_int_equal(check("", 0, "a.pdf"), FILE_EMPTY);
    assert_int_equal(check("%PDF", 4, "a.pdf"), FILE_OTHER_KIND);
}

static void a_picture_that_would_burst_a_reader_is_refused(void **state)
{
    (void)state;
    unsigned char bytes[64];
    assert_int_equal(check(bytes, png(bytes, 30000, 30000), "a.png"), FILE_TOO_LARGE);
    assert_int_equal(check(bytes, png(bytes, 20001, 1), "a.png"), FILE_TOO_LARGE);
    assert_int_equal(check(bytes, png(bytes, 8000, 5000), "a.png"), FILE_GOOD);
    assert_int_equal(check(bytes, png(bytes, 8000, 5001), "a.png"), FILE_TOO_LARGE);
    assert_int_equal(check(bytes, png(bytes, 0xffffffff, 0xffffffff), "a.png"), FILE_TOO_LARGE);
    assert_int_equal(check(bytes, png(bytes, 0, 5), "a.png"), FILE_BROKEN);
    assert_int_equal(check(bytes, jpeg(bytes, 30000, 30000), "a.jpg"), FILE_TOO_LARGE);
    assert_int_equal(check(bytes, jpeg(bytes, 10, 0), "a.jpg"), FILE_BROKEN);
    jpeg(bytes, 10, 10);
    for (size_t n = 3; n < 29; n++)
        assert_int_not_equal(check(bytes, n, "a.jpg"), FILE_GOOD); /* cut off before its size */
}

static void names_are_made_safe(void **state)
{
    (void)state;
    char out[FILE_NAME_BYTES], longer[1000] = "";
    assert_string_equal(file_name_safe("营业执照（副本）1.pdf", out), "营业执照（副本）1.pdf");
    assert_string_equal(file_name_safe("a\"b'c<d>.pdf", out), "a_b_c_d_.pdf");
    assert_string_equal(file_name_safe(".htaccess", out), "_htaccess");
    assert_string_equal(file_name_safe("..", out), "_.");
    for (int i = 0; i < 200; i++)
        strcat(longer, "信");
    strcat(longer, ".jpeg");
    file_name_safe(longer, out);
    assert_int_equal(strlen(out), 95 * 3 + 5);
    assert_string_equal(out + strlen(out) - 5, ".jpeg");
}

static void stored_files_stand_under_their_digest_once(void **state)
{
    (void)state;
    unsigned char digest[STORE_DIGEST], other[STORE_DIGEST];
    char path[STORE_PATH], whole[200];
    struct stat first, second;
    int fd = file_of(pdf, sizeof pdf), back = -1;
    crypto_hash_sha256(digest, pdf, sizeof pdf);
    memcpy(other, digest, sizeof other);
    other[0] ^= 1;
    assert_int_equal(store_put(folder, fd, sizeof pdf, digest), RESULT_OK);
    snprintf(whole, sizeof whole, "%s/%s", folder, store_path(digest, path));
    assert_int_equal(stat(whole, &first), 0);
    assert_int_equal(first.st_mode & 07777, 0640);
    assert_int_equal(store_put(folder, fd, sizeof pdf, digest), RESULT_OK);
    assert_int_equal(stat(whole, &second), 0);
    assert_int_equal(first.st_ino, second.st_ino);
    assert_int_equal(store_put(folder, fd, sizeof pdf, other), RESULT_INVALID);
    assert_int_equal(store_open(folder, other, &back), RESULT_NOT_FOUND);
    assert_int_equal(store_open(folder, digest, &back), RESULT_OK);
    close(back);
    assert_int_equal(store_remove(folder, digest), RESULT_OK);
    assert_int_equal(store_remove(folder, digest), RESULT_OK);
    assert_int_equal(store_open(folder, digest, &back), RESULT_NOT_FOUND);
    assert_int_equal(store_put("/nowhere/store", fd, sizeof pdf, digest), RESULT_UNAVAILABLE);
    close(fd);
}

/* What a power cut may leave: name and size without the bytes. */
static void a_torn_file_is_written_again(void **state)
{
    (void)state;
    unsigned char digest[STORE_DIGEST], back[sizeof pdf];
    char path[STORE_PATH], whole[200];
    int fd;
    crypto_hash_sha256(digest, pdf, sizeof pdf);
    snprintf(whole, sizeof whole, "%s/%s", folder, store_path(digest, path));
    assert_int_equal(store_put_bytes(folder, pdf, sizeof pdf, digest), RESULT_OK);
    assert_int_equal(truncate(whole, 0), 0);
    assert_int_equal(truncate(whole, sizeof pdf), 0);
    assert_int_equal(store_put_bytes(folder, pdf, sizeof pdf, digest), RESULT_OK);
    assert_int_equal(store_open(folder, digest, &fd), RESULT_OK);
    assert_int_equal(read(fd, back, sizeof back), sizeof pdf);
    assert_memory_equal(back, pdf, sizeof pdf);
    close(fd);
    assert_int_equal(store_remove(folder, digest), RESULT_OK);
}

/* A full disk, as a limit on the size of files; in a child, so that the limit ends with it. */
static void no_room_leaves_nothing_behind(void **state)
{
    (void)state;
    unsigned char digest[STORE_DIGEST];
    int fd = file_of(pdf, sizeof pdf), back, status;
    crypto_hash_sha256(digest, pdf, sizeof pdf);
    const pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {10, 10};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        _exit(store_put(folder, fd, sizeof pdf, digest) == RESULT_UNAVAILABLE ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(store_open(folder, digest, &back), RESULT_NOT_FOUND);
    assert_int_equal(store_put(folder, fd, sizeof pdf, digest), RESULT_OK); /* when there is room again */
    close(fd);
}

static enum scan_verdict parsed(const char *text, size_t len, char found[SCAN_NAME_MAX])
{
    return scan_parse(text, len, found);
}

static void the_scanners_answers_are_read(void **state)
{
    (void)state;
    char found[SCAN_NAME_MAX];
    assert_int_equal(parsed("stream: OK", 11, found), SCAN_CLEAN);
    assert_int_equal(parsed("stream: Eicar-Test-Signature FOUND", 35, found), SCAN_FOUND);
    assert_string_equal(found, "Eicar-Test-Signature");
    assert_int_equal(parsed("stream: OK", 10, found), SCAN_AWAY); /* cut off */
    assert_int_equal(parsed("INSTREAM size limit exceeded. ERROR", 36, found), SCAN_AWAY);
    assert_int_equal(parsed("", 0, found), SCAN_AWAY);
    assert_int_equal(parsed("stream:  FOUND", 15, found), SCAN_AWAY);
}

/* A scanner for one file: reads the pieces, answers "FOUND" when they hold the word EVIL; with `silent`, never. */
static pid_t scanner(const char *path, bool silent)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    unlink(path);
    const int listening = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(listening, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listening, 5), 0);
    const pid_t child = fork();
    if (child == 0) {
        static char all[1 << 20];
        const int fd = accept(listening, NULL, NULL);
        size_t len = 0;
        while (len < sizeof all && (len < 4 || memcmp(all + len - 4, "\0\0\0\0", 4) != 0)) {
            const ssize_t n = read(fd, all + len, sizeof all - len);
            if (n <= 0)
                break;
            len += (size_t)n;
        }
        const char *answer = memmem(all, len, "EVIL", 4) != NULL ? "stream: Test FOUND" : "stream: OK";
        if (!silent && memcmp(all, "zINSTREAM", 10) == 0)
            (void)!write(fd, answer, strlen(answer) + 1);
        _exit(0);
    }
    close(listening);
    return child;
}

static void files_go_through_the_scanner(void **state)
{
    (void)state;
    char path[100], found[SCAN_NAME_MAX];
    snprintf(path, sizeof path, "%s/clamd.sock", folder);
    int fd = file_of(pdf, sizeof pdf);
    pid_t child = scanner(path, false);
    assert_int_equal(scan_file(path, fd, sizeof pdf, found), SCAN_CLEAN);
    waitpid(child, NULL, 0);
    close(fd);
    fd = file_of("%PDF EVIL", 9);
    child = scanner(path, false);
    assert_int_equal(scan_file(path, fd, 9, found), SCAN_FOUND);
    assert_string_equal(found, "Test");
    waitpid(child, NULL, 0);
    child = scanner(path, true);
    assert_int_equal(scan_file(path, fd, 9, found), SCAN_AWAY);
    waitpid(child, NULL, 0);
    assert_int_equal(scan_file(path, fd, 9, found), SCAN_AWAY); /* nobody listens any more */
    assert_int_equal(scan_file("/nowhere/clamd", fd, 9, found), SCAN_AWAY);
    close(fd);
}

static void a_code_comes_from_number_and_version(void **state)
{
    (void)state;
    const unsigned char key[QUERY_CODE_KEY] = {1, 2, 3}, other[QUERY_CODE_KEY] = {1, 2, 4};
    char code[QUERY_CODE_TEXT], again[QUERY_CODE_TEXT];
    query_code_make(key, "Y20261122123456", 1, code);
    query_code_make(key, "Y20261122123456", 1, again);
    assert_string_equal(code, again);
    assert_int_equal(strlen(code), QUERY_CODE_SIGNS);
    assert_int_equal(strspn(code, "ABCDEFGHJKMNPQRSTUVWXYZ23456789"), QUERY_CODE_SIGNS);
    query_code_make(key, "Y20261122123456", 2, again);
    assert_string_not_equal(code, again);
    query_code_make(key, "Y20261122123457", 1, again);
    assert_string_not_equal(code, again);
    query_code_make(other, "Y20261122123456", 1, again);
    assert_string_not_equal(code, again);
}

static void codes_are_read_as_people_type_them(void **state)
{
    (void)state;
    char code[QUERY_CODE_TEXT];
    assert_true(query_code_normalise("　ａｂｃ２３-4 5 mn—P ", code, sizeof code));
    assert_string_equal(code, "ABC2345MNP");
    assert_false(query_code_normalise("ABCDEFGHJKM", code, sizeof code)); /* one too many */
    assert_string_equal(code, "");
    assert_false(query_code_normalise("ABC*", code, sizeof code));
    assert_false(query_code_normalise("", code, sizeof code));
    assert_false(query_code_normalise(" - ", code, sizeof code));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_what_its_content_and_its_name_say),
        cmocka_unit_test(a_picture_that_would_burst_a_reader_is_refused),
        cmocka_unit_test(names_are_made_safe),
        cmocka_unit_test(stored_files_stand_under_their_digest_once),
        cmocka_unit_test(a_torn_file_is_written_again),
        cmocka_unit_test(no_room_leaves_nothing_behind),
        cmocka_unit_test(the_scanners_answers_are_read),
        cmocka_unit_test(files_go_through_the_scanner),
        cmocka_unit_test(a_code_comes_from_number_and_version),
        cmocka_unit_test(codes_are_read_as_people_type_them),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
