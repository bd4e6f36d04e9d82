/* Tests of the vault: sealing by those who cannot open, numbered keys, hashes, files that are no keys, new keys and old ones. */
#include "base/log.h"
#include "base/random.h"
#include "base/vault.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define ID "11010519491231002X"

static char dir[] = "/tmp/vault-test-XXXXXX";

static const char *file(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void put(const char *name, const void *bytes, size_t n)
{
    int fd = open(file(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && write(fd, bytes, n) == (ssize_t)n && close(fd) == 0);
}

static void get(const char *name, unsigned char *bytes, size_t n)
{
    int fd = open(file(name), O_RDONLY);
    assert_true(fd >= 0 && read(fd, bytes, n) == (ssize_t)n && close(fd) == 0);
}

static int fresh(void **state)
{
    unsigned no = 0;
    (void)state;
    memcpy(dir + strlen(dir) - 6, "XXXXXX", 6);
    return mkdtemp(dir) && vault_new_key(dir, &no) == RESULT_OK && no == VAULT_KEY_FIRST ? 0 : -1;
}

static int away(void **state)
{
    static const char *const names[] = {"persons-hash", "persons-1.pub", "persons-2.pub", "persons-2.key", "persons-3.pub", "persons-3.key",
                                        "persons-4.pub", "persons-4.key", "persons-x.pub", "persons-02.pub"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(file(names[i]));
    return rmdir(dir);
}

static struct vault *opened(void)
{
    struct vault *vault = NULL;
    assert_int_equal(vault_open(dir, &vault), RESULT_OK);
    assert_non_null(vault);
    return vault;
}

static void what_is_sealed_is_opened_again(void **state)
{
    unsigned char cipher[VAULT_CIPHER_MAX], other[VAULT_CIPHER_MAX];
    char out[VAULT_PLAIN_MAX + 1];
    size_t len, other_len;
    struct vault *vault = opened();
    (void)state;
    assert_true(vault_opens(vault));
    assert_int_equal(vault_current(vault), 2);
    assert_int_equal(vault_seal(vault, ID, strlen(ID), cipher, &len), RESULT_OK);
    assert_int_equal(len, strlen(ID) + 48);
    assert_null(memmem(cipher, len, ID, 6));
    assert_int_equal(vault_unseal(vault, 2, cipher, len, out), RESULT_OK);
    assert_string_equal(out, ID);
    /* the same again looks different: nobody can compare sealed numbers */
    assert_int_equal(vault_seal(vault, ID, strlen(ID), other, &other_len), RESULT_OK);
    assert_memory_not_equal(cipher, other, len);
    assert_int_equal(vault_seal(vault, "", 0, cipher, &len), RESULT_OK);
    assert_int_equal(vault_unseal(vault, 2, cipher, len, out), RESULT_OK);
    assert_string_equal(out, "");
    vault_close(vault);
}

static void a_text_has_a_longest_length(void **state)
{
    unsigned char cipher[VAULT_CIPHER_MAX];
    char text[VAULT_PLAIN_MAX + 1], out[VAULT_PLAIN_MAX + 1];
    size_t len;
    struct vault *vault = opened();
    (void)state;
    memset(text, 'x', sizeof text);
    assert_int_equal(vault_seal(vault, text, sizeof text, cipher, &len), RESULT_INVALID);
    assert_int_equal(vault_seal(vault, text, VAULT_PLAIN_MAX, cipher, &len), RESULT_OK);
    assert_int_equal(vault_unseal(vault, 2, cipher, len, out), RESULT_OK);
    assert_int_equal(strlen(out), VAULT_PLAIN_MAX);
    vault_close(vault);
}

static void a_change_of_one_bit_is_seen(void **state)
{
    unsigned char cipher[VAULT_CIPHER_MAX];
    char out[VAULT_PLAIN_MAX + 1];
    size_t len;
    struct vault *vault = opened();
    (void)state;
    assert_int_equal(vault_seal(vault, ID, strlen(ID), cipher, &len), RESULT_OK);
    for (size_t i = 0; i < len; i++) {
        cipher[i] ^= 1;
        assert_int_equal(vault_unseal(vault, 2, cipher, len, out), RESULT_INVALID);
        assert_string_equal(out, "");
        cipher[i] ^= 1;
    }
    assert_int_equal(vault_unseal(vault, 2, cipher, len - 1, out), RESULT_INVALID);
    assert_int_equal(vault_unseal(vault, 2, cipher, 47, out), RESULT_INVALID);
    assert_int_equal(vault_unseal(vault, 2, cipher, 0, out), RESULT_INVALID);
    assert_int_equal(vault_unseal(vault, 3, cipher, len, out), RESULT_NOT_FOUND);
    assert_int_equal(vault_unseal(vault, 2, cipher, len, out), RESULT_OK);
    vault_close(vault);
}

static void who_has_the_public_half_alone_seals_and_cannot_open(void **state)
{
    unsigned char cipher[VAULT_CIPHER_MAX], secret[VAULT_SECRET];
    char out[VAULT_PLAIN_MAX + 1];
    size_t len;
    (void)state;
    get("persons-2.key", secret, sizeof secret);
    unlink(file("persons-2.key"));
    struct vault *vault = opened();
    assert_false(vault_opens(vault));
    assert_int_equal(vault_seal(vault, ID, strlen(ID), cipher, &len), RESULT_OK);
    assert_int_equal(vault_unseal(vault, 2, cipher, len, out), RESULT_DENIED);
    assert_string_equal(out, "");
    vault_close(vault);
    put("persons-2.key", secret, sizeof secret);
    vault = opened();
    assert_int_equal(vault_unseal(vault, 2, cipher, len, out), RESULT_OK);
    assert_string_equal(out, ID);
    vault_close(vault);
}

static void equal_numbers_have_equal_hashes_by_purpose_and_key(void **state)
{
    unsigned char a[VAULT_HASH], b[VAULT_HASH], key[32];
    struct vault *vault = opened();
    (void)state;
    vault_hash(vault, "id", ID, strlen(ID), a);
    vault_hash(vault, "id", ID, strlen(ID), b);
    assert_memory_equal(a, b, VAULT_HASH);
    vault_hash(vault, "phone", ID, strlen(ID), b);
    assert_memory_not_equal(a, b, VAULT_HASH);
    vault_hash(vault, "i", "d" ID, strlen(ID) + 1, b); /* where purpose ends and text begins counts */
    assert_memory_not_equal(a, b, VAULT_HASH);
    vault_hash(vault, "id", ID, strlen(ID) - 1, b);
    assert_memory_not_equal(a, b, VAULT_HASH);
    vault_close(vault);
    random_bytes(key, sizeof key);
    put("persons-hash", key, sizeof key);
    vault = opened();
    vault_hash(vault, "id", ID, strlen(ID), b);
    assert_memory_not_equal(a, b, VAULT_HASH);
    vault_close(vault);
}

static void a_new_key_seals_and_the_old_one_still_opens(void **state)
{
    unsigned char before[VAULT_CIPHER_MAX], after[VAULT_CIPHER_MAX], a[VAULT_HASH], b[VAULT_HASH];
    char out[VAULT_PLAIN_MAX + 1];
    size_t before_len, after_len;
    unsigned no = 0;
    struct stat st;
    struct vault *vault = opened();
    (void)state;
    assert_int_equal(vault_seal(vault, ID, strlen(ID), before, &before_len), RESULT_OK);
    vault_hash(vault, "id", ID, strlen(ID), a);
    assert_int_equal(chmod(file("persons-2.key"), 0400), 0);
    assert_int_equal(vault_new_key(dir, &no), RESULT_OK);
    assert_int_equal(no, 3);
    assert_int_equal(stat(file("persons-3.key"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0400); /* as the one before */
    assert_int_equal(stat(file("persons-3.pub"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(vault_current(vault), 2);
    assert_int_equal(vault_refresh(vault), RESULT_OK);
    assert_int_equal(vault_current(vault), 3);
    assert_int_equal(vault_seal(vault, ID, strlen(ID), after, &after_len), RESULT_OK);
    assert_int_equal(vault_unseal(vault, 2, before, before_len, out), RESULT_OK);
    assert_string_equal(out, ID);
    assert_int_equal(vault_unseal(vault, 3, after, after_len, out), RESULT_OK);
    assert_string_equal(out, ID);
    assert_int_equal(vault_unseal(vault, 2, after, after_len, out), RESULT_INVALID);
    vault_hash(vault, "id", ID, strlen(ID), b);
    assert_memory_equal(a, b, VAULT_HASH); /* the hash finds what was stored before */
    vault_close(vault);
}

static void an_old_key_goes_and_the_current_one_stays(void **state)
{
    unsigned no = 0;
    time_t since = 0;
    (void)state;
    assert_int_equal(vault_retire(dir, 2), RESULT_CONFLICT);
    assert_int_equal(vault_new_key(dir, &no), RESULT_OK);
    assert_int_equal(vault_current_since(dir, &no, &since), RESULT_OK);
    assert_int_equal(no, 3);
    assert_true(since > time(NULL) - 60 && since <= time(NULL) + 1);
    assert_int_equal(vault_retire(dir, 2), RESULT_OK);
    assert_int_equal(vault_retire(dir, 2), RESULT_NOT_FOUND);
    assert_int_not_equal(access(file("persons-2.key"), F_OK), 0);
    struct vault *vault = opened();
    assert_int_equal(vault_current(vault), 3);
    vault_close(vault);
    assert_int_equal(vault_new_key(dir, &no), RESULT_OK);
    assert_int_equal(no, 4); /* a number is never used twice */
}

static void files_that_are_no_keys_are_refused(void **state)
{
    unsigned char key[33] = {1};
    struct vault *vault = NULL;
    (void)state;
    log_open("vault_test", LOG_LEVEL_ERROR);
    put("persons-x.pub", key, 32);  /* names that are none of ours are passed over */
    put("persons-02.pub", key, 32);
    put("persons-1.pub", key, 32);  /* number 1 is the first version's */
    vault_close(opened());
    put("persons-3.pub", key, 31);
    assert_int_equal(vault_open(dir, &vault), RESULT_INVALID);
    put("persons-3.pub", key, 33);
    assert_int_equal(vault_open(dir, &vault), RESULT_INVALID);
    unlink(file("persons-3.pub"));
    put("persons-2.key", key, 32);  /* a secret half of another pair */
    assert_int_equal(vault_open(dir, &vault), RESULT_INVALID);
    unlink(file("persons-2.key"));
    put("persons-hash", key, 5);
    assert_int_equal(vault_open(dir, &vault), RESULT_INVALID);
    unlink(file("persons-hash"));
    assert_int_equal(vault_open(dir, &vault), RESULT_ERROR);
    unlink(file("persons-2.pub"));
    assert_int_equal(vault_open(dir, &vault), RESULT_NOT_FOUND);
    assert_null(vault);
    assert_int_equal(vault_open("/nonexistent", &vault), RESULT_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_sealed_is_opened_again, fresh, away),
        cmocka_unit_test_setup_teardown(a_text_has_a_longest_length, fresh, away),
        cmocka_unit_test_setup_teardown(a_change_of_one_bit_is_seen, fresh, away),
        cmocka_unit_test_setup_teardown(who_has_the_public_half_alone_seals_and_cannot_open, fresh, away),
        cmocka_unit_test_setup_teardown(equal_numbers_have_equal_hashes_by_purpose_and_key, fresh, away),
        cmocka_unit_test_setup_teardown(a_new_key_seals_and_the_old_one_still_opens, fresh, away),
        cmocka_unit_test_setup_teardown(an_old_key_goes_and_the_current_one_stays, fresh, away),
        cmocka_unit_test_setup_teardown(files_that_are_no_keys_are_refused, fresh, away),
    };
    if (!random_open())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
