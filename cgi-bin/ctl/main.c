/* creditctl: the operator's command. Finds the subcommand, reads the configuration, hands over. */
#include "ctl/ctl.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/random.h"
#include "db/db.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
    const char *name;
    int (*run)(struct ctl *ctl, int argc, char **argv);
    const char *usage;  /* arguments */
    const char *does;   /* lines for --help, the first one short */
} commands[] = {
    {"import", ctl_import, "SET FILE [--source UNIT] [--dry-run]",
     "Reads a department's CSV file into an information set.\n"
     "UTF-8 (with or without BOM) or GB18030, LF or CRLF; the first line names the columns by\n"
     "field code, Chinese label or alias, in any order. Each flagged and each rejected row is\n"
     "listed with its line, field and reason; flagged rows are kept and count as accepted too.\n"
     "The last line is \"accepted N, flagged N, rejected N\". The same file again changes nothing;\n"
     "a run that was killed can be run again. --source: code of the unit that delivers (default:\n"
     "the set's own). --dry-run: checks and counts, writes nothing."},
    {"catalogue", ctl_catalogue, "list | check [FILE...] | load",
     "The information catalogue.\n"
     "list: the sets of the database. check: says what is wrong with the files of the catalogue\n"
     "folder, or with FILEs. load: brings source units, divisions, grades, rule sets and all sets\n"
     "of the files into the database."},
    {"search", ctl_search, "rebuild | check",
     "The search index of names.\n"
     "check: compares index and data, status 1 when they differ. rebuild: mends it."},
    {"calendar", ctl_calendar, "load FILE",
     "Working days: loads the exceptions (date,kind,name with kind off or work).\n"
     "A year in the file replaces what was known of it."},
    {"staff", ctl_staff, "add NAME --role ROLE [--unit UNIT]",
     "Makes a staff account and prints name, role, password and authenticator secret.\n"
     "ROLE: clerk, reviewer, publisher, source (with --unit), admin, auditor."},
    {"generate", ctl_generate, "--subjects N --records M [--seed S] [--out FOLDER | --cases FILE] [--today YYYY-MM-DD]",
     "The invented demonstration province at any scale, through the same import as real files; what\n"
     "was decided about records afterwards (holds, repairs, annulments …) follows. With --out: a CSV\n"
     "a set and decisions.csv in FOLDER, the database is not touched. The same numbers, seed (0), day\n"
     "(today) and files give the same bytes. With --cases: objections, repairs, complaints and applications\n"
     "for reports about them in every state; number, query code, kind, state and story go into FILE.\n"
     "The last line is \"accepted N, flagged N, rejected N\"."},
    {"record", ctl_record, "ID withdraw|annul|repair|delete|hold|release [--document NUMBER] [--reason TEXT] [--case NUMBER]",
     "A decision on one record; withdraw, annul, repair and delete need a reason, hold and release a case."},
    {"keys", ctl_keys, "init | list | rotate | retire NUMBER",
     "The installation's keys in keys_dir. init: makes those that are missing and gives each to the users\n"
     "and groups that need it; as root. The keys that numbers of people are sealed with: list: number,\n"
     "state, day, numbers sealed with it. rotate: makes a new key and seals every number anew, in small\n"
     "transactions; killed, it goes on where it stood when it is run again. retire: takes an old key away\n"
     "for good, once nothing is sealed with it."},
    {"verify", ctl_verify, "FILE.pdf | --proof ADDRESS",
     "Says whether a report or letter is, bit for bit, what this portal sealed; asks neither the\n"
     "database nor the network. The first line is genuine, altered, unsigned, foreign, untrusted\n"
     "(its certificate was not valid then), encrypted, truncated, not-pdf or too-large, with the reason;\n"
     "then number, signer, times and SHA-256. Whether it was revoked or its facts have changed since,\n"
     "only the site knows. --proof: what the QR code of a paper copy holds; prints what it proves,\n"
     "to be compared with the paper."},
    {"log", ctl_log, "verify",
     "The use log: who looked at what is not public.\n"
     "verify: compares every signed day with its entries; days that differ are listed, status 1."},
    {"stats", ctl_stats, "", "Counts of what is stored and what is published; days until certificates end."},
    {"migrate", ctl_migrate, "", "Brings the schema, the accounts and their rights up to date; fills the search index anew when that changed."},
};
#define COMMANDS (sizeof commands / sizeof *commands)

static void print_help(FILE *to)
{
    fputs("usage: creditctl [--config FILE] COMMAND [ARGUMENT...]\n\n", to);
    for (size_t i = 0; i < COMMANDS; i++) {
        const char *end = strchr(commands[i].does, '\n');
        int len = end ? (int)(end - commands[i].does) : (int)strlen(commands[i].does);
        fprintf(to, "  %s%s%s\n      %.*s\n", commands[i].name, commands[i].usage[0] ? " " : "", commands[i].usage, len, commands[i].does);
    }
    fputs("\n  --config FILE  the configuration (default " SYSCONFDIR "/credit-portal/portal.conf)\n"
          "  COMMAND --help says more\n"
          "Exit status: 0 done, 1 refused or failed, 2 wrong use.\n", to);
}

static int run_command(const struct command *command, const char *config_path, int argc, char **argv)
{
    struct config *config = NULL;
    struct ctl ctl = {0};
    int status = EXIT_REFUSED;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            printf("usage: creditctl %s %s\n\n%s\n", command->name, command->usage, command->does);
            return EXIT_DONE;
        }
    }
    if (config_load(config_path, &config) != RESULT_OK) {
        complain("the configuration %s cannot be read", config_path);
        return EXIT_REFUSED;
    }
    ctl.config = config;
    enum log_level level = LOG_LEVEL_INFO;
    if (log_level_parse(config_text(config, "log_level", "info"), &level))
        log_open("creditctl", level == LOG_LEVEL_INFO ? LOG_LEVEL_WARN : level);
    bool ok = true;
    clock_shift(config_int(config, "clock_offset_seconds", 0, -4000000000L, 4000000000L, &ok));
    status = command->run(&ctl, argc, argv);
    if (status == EXIT_USAGE)
        fprintf(stderr, "usage: creditctl %s %s\n", command->name, command->usage);
    db_close(ctl.db);
    config_free(config);
    return status;
}

int main(int argc, char **argv)
{
    const char *config_path = SYSCONFDIR "/credit-portal/portal.conf";
    int at = 1;
    log_open("creditctl", LOG_LEVEL_WARN);
    if (sodium_init() < 0 || !random_open()) {
        complain("no source of chance");
        return EXIT_REFUSED;
    }
    while (at < argc && argv[at][0] == '-') {
        if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) {
            print_help(stdout);
            return EXIT_DONE;
        }
        if (strcmp(argv[at], "--config") != 0 || at + 1 >= argc) {
            print_help(stderr);
            return EXIT_USAGE;
        }
        config_path = argv[at + 1];
        at += 2;
    }
    for (size_t i = 0; at < argc && i < COMMANDS; i++)
        if (strcmp(argv[at], commands[i].name) == 0)
            return run_command(&commands[i], config_path, argc - at, argv + at);
    if (at < argc)
        complain("no command %s", argv[at]);
    print_help(stderr);
    return EXIT_USAGE;
}
