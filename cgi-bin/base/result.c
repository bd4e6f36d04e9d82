/* Names of results for the log. */
#include "base/result.h"

const char *result_name(enum result result)
{
    switch (result) {
    case RESULT_OK: return "OK";
    case RESULT_NOT_FOUND: return "NOT_FOUND";
    case RESULT_CONFLICT: return "CONFLICT";
    case RESULT_DENIED: return "DENIED";
    case RESULT_INVALID: return "INVALID";
    case RESULT_UNAVAILABLE: return "UNAVAILABLE";
    case RESULT_ERROR: return "ERROR";
    }
    return "?";
}
