/* How the signer locks itself in. */
#ifndef SIGNER_SANDBOX_H
#define SIGNER_SANDBOX_H

#include "base/result.h"

#include <stdbool.h>

/* Before any key is loaded: no core dumps, no tracing by others of the same user, no new privileges. False: logged. */
bool sandbox_begin(void) MUST_CHECK;
/* After everything is loaded and opened: memory stays out of the swap where the limits allow it, and of the kernel's calls
   only those remain that answering takes (seccomp): no file can be opened, no process started, no address connected to.
   `calls` false leaves the calls open: a key behind PKCS #11 talks to its token by means that only the token's library
   knows. False: logged. */
bool sandbox_close(bool calls) MUST_CHECK;

#endif
