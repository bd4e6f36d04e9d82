/* Fuzz target: what comes in at the signer's socket. Questions are cut off one after the other and lie within the bytes. */
#include "fuzz.h"

#include "doc/signer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    size_t at = 0, used = 0;
    struct signer_message message;
    enum signer_parsed parsed;
    while ((parsed = signer_parse(bytes + at, len - at, &message, &used)) == SIGNER_COMPLETE) {
        ALWAYS(used >= 4 && used <= len - at && used <= 2 + SIGNER_QUESTION_MAX);
        ALWAYS(message.question >= SIGNER_DOCUMENT && message.question <= SIGNER_ABOUT);
        ALWAYS(message.bytes == bytes + at + 4 && used == 4 + signer_question_len((uint8_t)message.question));
        at += used;
    }
    /* what is not refused will be complete one day: it never waits for more than a question's length */
    ALWAYS(parsed == SIGNER_REFUSED || len - at < 2 + SIGNER_QUESTION_MAX);
    return 0;
}
