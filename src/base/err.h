/* How a function says that it could not do what its name promises.
 *
 * An error is a value of `enum err`, handed up unchanged with TRY. Why it happened is noted once,
 * where the reason is known, with `fail` or `complain` (base/ctx.h); a face turns the notes into an
 * answer. An assertion is for a bug, an error for a circumstance. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err {
    OK = 0,
    ERR_MALFORMED,       /* the request cannot be read at all                          -> 400 */
    ERR_UNAUTHENTICATED, /* we do not know who is asking                               -> 401 */
    ERR_FORBIDDEN,       /* we know, and they may not; also a refusal by a rule        -> 403 */
    ERR_NOT_FOUND,       /* no such thing, or not theirs to see                        -> 404 */
    ERR_WRONG_VERB,      /* the path exists, with another verb                         -> 405 */
    ERR_CONFLICT,        /* makes sense, but not in the present state                  -> 409 */
    ERR_TOO_LARGE,       /* longer than the limit                                      -> 413 */
    ERR_INVALID,         /* a value makes no sense; each one is noted                  -> 422 */
    ERR_TOO_MANY,        /* asks too often; ctx->wait_seconds says until when      -> 429 */
    ERR_RETRY,           /* lost a race in the database: run the whole work again             */
    ERR_FAILED,          /* our side: a bug or the machine; details are in the log     -> 500 */
    ERR_UNAVAILABLE,     /* the database cannot be reached: try again later            -> 503 */
    ERR_FULL,            /* no space left to write                                     -> 507 */
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* Hands an error up. Safe anywhere: memory belongs to the arena and writes to the transaction, so
 * there is never anything to undo by hand. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum err try_err = (call);                                                                 \
        if (try_err != OK)                                                                         \
            return try_err;                                                                        \
    } while (0)

#endif
