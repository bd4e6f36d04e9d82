/* Asks an authority of timestamps by HTTP. The only door to libcurl here. */
#include "doc/timestamp.h"

#include <curl/curl.h>

static size_t take(char *bytes, size_t one, size_t n, void *out)
{
    return buffer_add(out, bytes, one * n) ? one * n : 0; /* fewer: too long, curl breaks off */
}

enum result timestamp_fetch(const char *address, const uint8_t *request, size_t len, long seconds, struct buffer *out, const char **fault)
{
    static CURL *curl; /* kept, and with it the connection */
    struct buffer answer;
    long status = 0;
    char *type = NULL;
    *fault = "no memory for an HTTP client";
    if (curl == NULL && (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (curl = curl_easy_init()) == NULL))
        return RESULT_UNAVAILABLE;
    buffer_init(&answer, TIMESTAMP_RESPONSE_MAX);
    struct curl_slist *head = curl_slist_append(NULL, "Content-Type: application/timestamp-query");
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* nothing from the environment */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, seconds);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, head);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)len);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    const CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    *fault = NULL;
    if (code != CURLE_OK)
        *fault = curl_easy_strerror(code);
    else if (status != 200)
        *fault = "the authority answered with an HTTP error";
    else if (type == NULL || strncmp(type, "application/timestamp-reply", 27) != 0)
        *fault = "the authority answered with another kind of content";
    else if (!buffer_add(out, answer.data, answer.len))
        *fault = "no memory for the answer";
    curl_slist_free_all(head);
    buffer_free(&answer);
    return *fault == NULL ? RESULT_OK : RESULT_UNAVAILABLE;
}
