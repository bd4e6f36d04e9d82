/* QR codes through libqrencode. */
#include "doc/qr.h"

#include "base/log.h"

#include <qrencode.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum result qr_encode(const char *text, struct qr *qr)
{
    memset(qr, 0, sizeof *qr);
    const size_t len = strlen(text);
    if (len == 0 || len > QR_TEXT_MAX)
        return RESULT_INVALID;
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (code == NULL) {
        log_error("qr: %s", strerror(errno));
        return RESULT_ERROR;
    }
    const size_t modules = (size_t)code->width * (size_t)code->width;
    enum result result = RESULT_ERROR;
    if ((qr->dark = malloc(modules)) != NULL) {
        for (size_t i = 0; i < modules; i++)
            qr->dark[i] = code->data[i] & 1;
        qr->size = (unsigned)code->width;
        result = RESULT_OK;
    }
    QRcode_free(code);
    return result;
}

bool qr_next_run(const struct qr *qr, struct qr_run *run)
{
    unsigned x = run->x + run->length;
    for (unsigned y = run->y; y < qr->size; y++, x = 0) {
        const uint8_t *row = qr->dark + (size_t)y * qr->size;
        while (x < qr->size && !row[x])
            x++;
        if (x == qr->size)
            continue;
        unsigned end = x;
        while (end < qr->size && row[end])
            end++;
        *run = (struct qr_run){.x = x, .y = y, .length = end - x};
        return true;
    }
    return false;
}

void qr_free(struct qr *qr)
{
    free(qr->dark);
    memset(qr, 0, sizeof *qr);
}
