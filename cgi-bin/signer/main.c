/* The signer: holds the portal's keys and answers digests on a socket of its own. Nothing else. */
#include "base/config.h"
#include "base/log.h"
#include "base/random.h"
#include "signer/answer.h"
#include "signer/sandbox.h"
#include "signer/server.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static bool lock_in(void *config)
{
    return sandbox_close(strncmp(config_text(config, "signer_key", ""), "pkcs11:", 7) != 0);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'}, {0}};
    static const char usage[] = "usage: signer --config FILE\n";
    const char *path = NULL;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'h')
            return fputs(usage, stdout) < 0;
        if (option == '?')
            return fputs(usage, stderr), 2;
        path = optarg;
    }
    if (path == NULL || optind != argc)
        return fputs(usage, stderr), 2;

    log_open("signer", LOG_LEVEL_INFO);
    struct config *config = NULL;
    struct answer_keys keys = {0};
    struct server server = {.fd = -1, .lock = -1};
    char socket[CONFIG_VALUE_MAX + 16];
    int status = 1;
    if (!sandbox_begin() || !random_open() || !key_heap() || config_load(path, &config) != RESULT_OK)
        goto done;
    enum log_level level = LOG_LEVEL_INFO;
    if (log_level_parse(config_text(config, "log_level", "info"), &level))
        log_open("signer", level);
    snprintf(socket, sizeof socket, "%s/signer.sock", config_text(config, "run_dir", "/run/credit-portal"));
    if (answer_keys_load(config, &keys) != RESULT_OK ||
        !server_open(config_text(config, "socket_signer", socket),
                     config_text(config, "signer_clients", "credit-report credit-console credit-clerk"), &server))
        goto done;
    status = server_run(&server, &keys, lock_in, config);
done:
    server_close(&server);
    answer_keys_free(&keys);
    config_free(config);
    return status;
}
