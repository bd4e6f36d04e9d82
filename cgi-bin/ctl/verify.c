/* creditctl verify: a sealed document, or the text of a QR code, proved without asking anyone. */
#include "ctl/ctl.h"

#include "base/clock.h"
#include "base/config.h"
#include "doc/proof.h"
#include "doc/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void print_time(const char *label, time_t moment)
{
    char text[TIME_TEXT];
    printf("%-11s %s +08:00\n", label, time_format_shanghai(moment, text));
}

static void print_details(const struct verify_details *details)
{
    if (*details->number != '\0')
        printf("number      %s\n", details->number);
    if (*details->signer != '\0')
        printf("sealed by   %s (issued by %s)\n", details->signer, details->issuer);
    if (details->claimed_at != 0)
        print_time("sealed at", details->claimed_at);
    if (details->stamped) {
        print_time("stamped at", details->stamped_at);
        printf("stamped by  %s\n", details->authority);
    }
    if (details->stamps > 0)
        printf("renewed     %u times\n", details->stamps);
    if (details->good_until != 0)
        print_time("renew by", details->good_until);
    printf("sha256      ");
    for (size_t i = 0; i < sizeof details->sha256; i++)
        printf("%02x", details->sha256[i]);
    putchar('\n');
}

static int verify_document(struct ctl *ctl, const char *path)
{
    struct verify *verify = NULL;
    struct verify_details details;
    if (verify_open(ctl->config, &verify) != RESULT_OK) {
        complain("the certificates that count cannot be read: see seal_certificate, seal_anchors and timestamp_anchors");
        return EXIT_REFUSED;
    }
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        complain("%s: %s", path, strerror(errno));
        verify_close(verify);
        return EXIT_REFUSED;
    }
    const enum verify_result result = verify_file(verify, fd, clock_now(), &details);
    close(fd);
    verify_close(verify);
    printf("%s: %s\n", verify_result_name(result), details.reason);
    if (result == VERIFY_GENUINE || *details.number != '\0')
        print_details(&details);
    if (result == VERIFY_GENUINE && !details.revocation_checked)
        puts("no list was at hand that says whether the certificate was revoked");
    return result == VERIFY_GENUINE ? EXIT_DONE : EXIT_REFUSED;
}

/* Whose document it is, in a line. */
static void print_subject(const struct proof *proof)
{
    char rows[PROOF_ROWS_TEXT];
    switch (proof->subject) {
    case PROOF_FIRM:
        printf("subject     %s\n", proof->code);
        break;
    case PROOF_SEVERAL:
        proof_rows_text(proof->rows, rows);
        printf("subject     %u firms\nrows        %s\n", proof->firms, rows);
        break;
    case PROOF_PERSON:
        puts("subject     a natural person (nothing of a person stands in the code)");
        break;
    default:
        puts(proof->kind == PROOF_LETTER ? "subject     (a letter: see its addressee)" : "subject     (not said)");
    }
}

static void print_scope(const struct proof *proof)
{
    char from[DAY_TEXT], until[DAY_TEXT];
    if (proof->period)
        printf("decided     %s to %s\n", proof->from == DAY_NONE ? "any day" : day_format(proof->from, from),
               proof->until == DAY_NONE ? "the issue" : day_format(proof->until, until));
    if (proof->domains == 0)
        return;
    printf("domains    ");
    for (unsigned i = 0; i < PROOF_DOMAINS; i++)
        if (proof->domains >> i & 1)
            printf(" %u", i + 1);
    putchar('\n');
}

static void print_proof(const struct proof *proof)
{
    static const char *const kinds[] = {"", "public", "search", "full", "compliance", "letter"};
    static const char *const counts[PROOF_COUNTS] = {"licences", "penalties", "honours", "serious", "abnormal", "commitments",
                                                     "evaluations", "judicial", "other", "local", "objections"};
    printf("number      %s\nkind        %s\n", proof->number, kinds[proof->kind]);
    print_subject(proof);
    print_time("issued at", proof->time);
    print_scope(proof);
    for (size_t i = 0; i < PROOF_COUNTS && proof->kind != PROOF_LETTER; i++) {
        if (proof->counts[i] == PROOF_NOT_ASKED)
            printf("%-11s not asked for\n", counts[i]);
        else
            printf("%-11s %u\n", counts[i], (unsigned)proof->counts[i]);
    }
}

static int verify_text(struct ctl *ctl, const char *address)
{
    char number[PROOF_NUMBER_MAX + 1], code[13];
    const char *text, *path = config_text(ctl->config, "seal_proof_keys", SYSCONFDIR "/credit-portal/seal/proof.pem");
    struct proof_keys keys;
    struct proof proof;
    if (proof_keys_load(path, &keys) != RESULT_OK) {
        complain("%s: no public key of the proof there", path);
        return EXIT_REFUSED;
    }
    if (!proof_split(address, number, code, &text)) {
        complain("not what the QR code of a document holds: .../v/NUMBER/CODE#...");
        return EXIT_REFUSED;
    }
    if (!proof_verify(text, number, &keys, &proof)) {
        puts("altered: the proof is not ours, or not of this number");
        return EXIT_REFUSED;
    }
    puts("genuine: compare this with the paper");
    print_proof(&proof);
    return EXIT_DONE;
}

int ctl_verify(struct ctl *ctl, int argc, char **argv)
{
    const char *proof = NULL, *file = NULL;
    bool bad = false;
    for (int i = 1; i < argc && !bad; i++) {
        if (option("--proof", argc, argv, &i, &proof, &bad))
            continue;
        bad = bad || file != NULL || argv[i][0] == '-';
        file = argv[i];
    }
    if (bad || (proof == NULL) == (file == NULL))
        return EXIT_USAGE;
    return proof != NULL ? verify_text(ctl, proof) : verify_document(ctl, file);
}
