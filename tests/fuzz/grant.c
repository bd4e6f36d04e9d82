/* Fuzz target: the cookie of opened cases, telephones, addresses, and the calendar's text. */
#include "fuzz.h"

#include "filing/applicant.h"
#include "filing/calendar.h"
#include "web/ticket.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const unsigned char key[TOKEN_KEY] = {7};
    struct grants grants;
    char phone[APPLICANT_PHONE], mail[APPLICANT_MAIL], again[APPLICANT_MAIL], code[APPLICANT_CODE];
    bool doubtful;
    char *text = malloc(len + 1);
    ALWAYS(text != NULL);
    memcpy(text, bytes, len);
    text[len] = '\0';
    grants_read(key, text, 0, &grants);
    ALWAYS(grants.count == 0); /* nobody signs by chance */
    if (applicant_phone(text, phone) == NULL)
        ALWAYS(phone[strspn(phone, "0123456789-")] == '\0' && strlen(phone) >= 10 && applicant_phone(phone, again) == NULL);
    if (applicant_mail(text, mail) == NULL)
        ALWAYS(strchr(mail, '@') != NULL && mail[0] != '-' && applicant_mail(mail, again) == NULL && strcmp(mail, again) == 0);
    for (int person = 0; person < 2; person++)
        if (applicant_code(text, person != 0, code, &doubtful) == NULL)
            ALWAYS(strlen(code) == 18);
    struct buffer out;
    buffer_init(&out, 1 << 20);
    const struct calendar_event event = {.uid = "x", .host = "http://h", .summary = text, .text = text, .url = "http://h/", .day = 20000, .now = 0};
    (void)!calendar_write(&out, &event);
    for (const char *line = buffer_text(&out); *line != '\0' && !out.failed;) {
        const char *end = strstr(line, "\r\n");
        ALWAYS(end != NULL && end - line <= 75);
        line = end + 2;
    }
    buffer_free(&out);
    free(text);
    return 0;
}
