/* A circuit breaker that a family of workers shares. */
#include "base/breaker.h"

bool breaker_is_open(const struct breaker *breaker, int64_t now_ms)
{
    return atomic_load(&breaker->failures) >= BREAKER_TRIPS && now_ms < atomic_load(&breaker->open_until);
}

bool breaker_allows(struct breaker *breaker, int64_t now_ms)
{
    if (atomic_load(&breaker->failures) < BREAKER_TRIPS)
        return true;
    int64_t until = atomic_load(&breaker->open_until);
    if (now_ms < until)
        return false;
    /* The pause is over: whoever moves the mark takes the turn. */
    return atomic_compare_exchange_strong(&breaker->open_until, &until, now_ms + BREAKER_PAUSE_MS);
}

void breaker_succeeded(struct breaker *breaker)
{
    if (atomic_load(&breaker->failures) != 0)
        atomic_store(&breaker->failures, 0);
}

void breaker_failed(struct breaker *breaker, int64_t now_ms)
{
    atomic_store(&breaker->open_until, now_ms + BREAKER_PAUSE_MS);
    if (atomic_load(&breaker->failures) < UINT32_MAX)
        atomic_fetch_add(&breaker->failures, 1);
}
