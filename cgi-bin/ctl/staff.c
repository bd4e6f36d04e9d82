/* creditctl staff add: an account with a password and an authenticator secret, printed once. */
#include "ctl/ctl.h"

#include "base/random.h"
#include "base/utf8.h"
#include "db/db.h"
#include "db/reference.h"
#include "db/staff.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PASSWORD_SIGNS 20 /* of 56: 116 bits */
#define SECRET_BYTES 20   /* RFC 4226 asks for 160 bits */

/* RFC 4648, no padding: 20 bytes are exactly 32 signs. */
static void base32(const unsigned char *bytes, size_t n, char *out)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < n; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            *out++ = alphabet[held >> (bits - 5) & 31];
    }
    *out = '\0';
}

static bool known_role(const char *role)
{
    static const char *const roles[] = {"clerk", "reviewer", "publisher", "source", "admin", "auditor"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strcmp(roles[i], role) == 0)
            return true;
    complain("no role %s", role);
    return false;
}

static bool find_unit(struct ctl *ctl, const char *code, unsigned *id)
{
    struct source_units units = {0};
    enum result result = source_units_load(ctl->db, &units);
    if (result != RESULT_OK)
        return outcome(result, "source units") == EXIT_DONE;
    const struct source_unit *unit = source_unit_by_code(&units, code);
    if (unit)
        *id = unit->id;
    else
        complain("no source unit %s", code);
    source_units_free(&units);
    return unit != NULL;
}

static int add(struct ctl *ctl, const char *name, const char *role, const char *unit)
{
    char password[PASSWORD_SIGNS + 1], hash[crypto_pwhash_STRBYTES], secret[SECRET_BYTES * 8 / 5 + 1];
    unsigned char totp[SECRET_BYTES];
    unsigned unit_id = 0;
    if (!ctl_open(ctl, "ctl") || (unit && !find_unit(ctl, unit, &unit_id)))
        return EXIT_REFUSED;
    random_signs(password, PASSWORD_SIGNS, "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789");
    random_bytes(totp, sizeof totp);
    base32(totp, sizeof totp, secret);
    /* Argon2id; interactive limits: 64 MiB, so that a few sign-ins at once fit a small machine */
    if (crypto_pwhash_str(hash, password, PASSWORD_SIGNS, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        complain("no memory for the password's hash");
        return EXIT_REFUSED;
    }
    enum result result = staff_add(ctl->db, name, role, unit_id, hash, totp, sizeof totp);
    if (result == RESULT_CONFLICT)
        complain("the name %s is taken", name);
    else if (result == RESULT_OK)
        printf("%s\t%s\t%s\t%s\n", name, role, password, secret);
    sodium_memzero(password, sizeof password);
    sodium_memzero(totp, sizeof totp);
    sodium_memzero(secret, sizeof secret);
    return result == RESULT_CONFLICT ? EXIT_REFUSED : outcome(result, "staff add");
}

int ctl_staff(struct ctl *ctl, int argc, char **argv)
{
    const char *name = NULL, *role = NULL, *unit = NULL;
    bool bad = false;
    if (argc < 2 || strcmp(argv[1], "add") != 0)
        return EXIT_USAGE;
    for (int i = 2; i < argc && !bad; i++) {
        if (option("--role", argc, argv, &i, &role, &bad) || option("--unit", argc, argv, &i, &unit, &bad))
            continue;
        bad = name != NULL || argv[i][0] == '-';
        name = argv[i];
    }
    if (bad || !name || !role || !known_role(role))
        return EXIT_USAGE;
    size_t len = strlen(name);
    if (len == 0 || utf8_length(name, len) > STAFF_NAME_MAX || !utf8_is_clean(name, len) || strpbrk(name, "\t\n ")) {
        complain("a name is 1 to %d signs without blanks", STAFF_NAME_MAX);
        return EXIT_USAGE;
    }
    if ((strcmp(role, "source") == 0) != (unit != NULL)) {
        complain("--unit belongs to the role source");
        return EXIT_USAGE;
    }
    return add(ctl, name, role, unit);
}
