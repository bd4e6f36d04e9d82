/* What an operation came to: the one answer type of every room. Never a bare int. */
#ifndef BASE_RESULT_H
#define BASE_RESULT_H

enum result {
    RESULT_OK = 0,
    RESULT_NOT_FOUND,   /* there is no such thing, or it may not be shown: the two look alike from outside */
    RESULT_CONFLICT,    /* the thing is not in the state that the caller saw, or exists already */
    RESULT_DENIED,      /* the caller may not */
    RESULT_INVALID,     /* the input breaks a rule; the caller can mend it */
    RESULT_UNAVAILABLE, /* a part that we need does not answer now; later it may */
    RESULT_ERROR,       /* our own fault; the log says what */
};

#define MUST_CHECK __attribute__((warn_unused_result))
#define LIKE_PRINTF(format_at, arguments_at) __attribute__((format(printf, format_at, arguments_at)))

/* The result's name for a log line, such as "NOT_FOUND". Never NULL. */
const char *result_name(enum result result);

#endif
