/* Short messages by an HTTP gateway. */
#include "clerk/sms.h"

#include "base/log.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum result sms_open(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? RESULT_OK : RESULT_ERROR;
}

void sms_close(void)
{
    curl_global_cleanup();
}

/* What the gateway says beside its status is of no use to us. */
static size_t drop(char *bytes, size_t size, size_t n, void *context)
{
    (void)bytes, (void)context;
    return size * n;
}

/* False: out of memory. */
static bool add_header(struct curl_slist **headers, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*headers, line);
    if (longer)
        *headers = longer;
    return longer != NULL;
}

static enum result judge(long status, char *why, size_t why_size)
{
    if (status >= 200 && status < 300)
        return RESULT_OK;
    snprintf(why, why_size, "短信网关返回 %ld", status);
    const bool ours = status == 401 || status == 403 || status == 404 || status == 408 || status == 425 || status == 429;
    return status >= 400 && status < 500 && !ours ? RESULT_INVALID : RESULT_UNAVAILABLE;
}

enum result sms_send(const char *url, const char *key, const char *id, const char *to, const char *text, char *why, size_t why_size)
{
    enum result result = RESULT_ERROR;
    struct curl_slist *headers = NULL;
    char bearer[4200];
    json_t *object = json_pack("{s:s, s:s, s:s}", "id", id, "to", to, "text", text);
    char *body = object ? json_dumps(object, JSON_COMPACT) : NULL;
    CURL *curl = curl_easy_init();
    snprintf(bearer, sizeof bearer, "Authorization: Bearer %s", key);
    snprintf(why, why_size, "内存不足");
    if (!curl || !body || !add_header(&headers, "Content-Type: application/json; charset=utf-8") || (*key && !add_header(&headers, bearer)))
        goto done;
    /* no redirects: what is meant for the gateway goes nowhere else */
    if (curl_easy_setopt(curl, CURLOPT_URL, url) != CURLE_OK || curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK ||
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body) != CURLE_OK || curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) != CURLE_OK ||
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop) != CURLE_OK || curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) != CURLE_OK ||
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)SMS_CONNECT_SECONDS) != CURLE_OK ||
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SMS_SECONDS) != CURLE_OK)
        goto done;
    const CURLcode code = curl_easy_perform(curl);
    long status = 0;
    if (code == CURLE_OK && curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK) {
        result = judge(status, why, why_size);
    } else {
        snprintf(why, why_size, "短信网关：%s", curl_easy_strerror(code));
        result = RESULT_UNAVAILABLE;
    }
done:
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    free(body);
    json_decref(object);
    return result;
}
