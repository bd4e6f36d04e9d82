/* The signer: holds the portal's keys and answers digests on a socket of its own. Nothing else. */
#include "base/config.h"
#include "base/program.h"
#include "base/random.h"
#include "signer/answer.h"
#include "signer/sandbox.h"
#include "signer/server.h"

#include <stdio.h>
#include <string.h>

static bool lock_in(void *config)
{
    return sandbox_close(strncmp(config_text(config, "signer_key", ""), "pkcs11:", 7) != 0);
}

int main(int argc, char **argv)
{
    static const char usage[] = "usage: signer --config FILE\n";
    struct config *config;
    struct answer_keys keys = {0};
    struct server server = {.fd = -1, .lock = -1};
    char socket[CONFIG_VALUE_MAX + 16];
    int status;
    if (!program_begin("signer", usage, NULL, argc, argv, &config, &status))
        return status;
    status = 1;
    if (!sandbox_begin() || !random_open() || !key_heap())
        goto done;
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
