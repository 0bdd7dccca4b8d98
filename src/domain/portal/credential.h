/* What else than a code by e-mail proves who somebody is: a password instead of it, and an
 * authenticator (platform/crypto/totp.h) whose code is asked for after either. Both are his own
 * choice, of a customer himself (id_contact 0) or a contact.
 *
 * A password is good for the e-mail that was proved when it was set, and an e-mail has one: it lets
 * into the account where it was set last. Kept as Argon2id; the authenticator's secret is sealed.
 *
 * Five wrong passwords an hour are listened to for an e-mail, and five wrong codes; whether anybody
 * is known by the e-mail shows neither in an answer nor in how long it takes. What is tried counts
 * only if the transaction is kept, so none of these fails for something wrong. */
#ifndef DOMAIN_PORTAL_CREDENTIAL_H
#define DOMAIN_PORTAL_CREDENTIAL_H

#include "base/ctx.h"
#include "domain/customers/contact.h"

enum { PASSWORD_MIN = 10, PASSWORD_MAX = 200, SECRET_TRIES = 5 };

struct credential {
    int64_t id; /* 0: he has neither */
    int64_t id_customer, id_contact;
    const char *email, *password_hash;
    bool has_totp;     /* is a code asked for? Not until a first one has confirmed it */
    int64_t totp_step; /* the last whose code was used */
};

/* Somebody, with the e-mail that he has. */
struct holder {
    int64_t id_customer, id_contact;
    const char *email, *name; /* the name may be NULL */
};

/* His; with id 0 if there is none. */
MUST_CHECK enum err credential_find(struct ctx *ctx, int64_t id_customer, int64_t id_contact,
                                    struct credential *out);
/* His e-mail is another now: so is that of his password. */
MUST_CHECK enum err credential_move(struct ctx *ctx, int64_t id_customer, int64_t id_contact,
                                    const char *email);

/* Both leave audit rows, which say nothing of it. ERR_INVALID, noted, for one of less than ten
 * characters or that is his name or e-mail. */
MUST_CHECK enum err password_set(struct ctx *ctx, const struct holder *holder,
                                 const char *password);
MUST_CHECK enum err password_remove(struct ctx *ctx, const struct holder *holder);

enum secret_answer {
    SECRET_RIGHT,
    SECRET_WRONG, /* also: there is none, or nobody is known */
    SECRET_TOO_OFTEN,
};

/* Whose password is it? `entrant` is set if it is right. */
MUST_CHECK enum err password_try(struct ctx *ctx, const char *email, const char *password,
                                 enum secret_answer *answer, struct entrant *entrant);

/* A new secret, which counts once a code of it was right. ERR_CONFLICT, noted, if he has one that
 * counts. */
MUST_CHECK enum err totp_start(struct ctx *ctx, const struct holder *holder);
/* The secret of one that waits for its first code; NULL: none does. */
MUST_CHECK enum err totp_waiting(struct ctx *ctx, const struct credential *credential,
                                 const char **secret);
/* Is it a code of it that was not used? Then it is used now. */
MUST_CHECK enum err totp_try(struct ctx *ctx, const struct holder *holder, const char *code,
                             enum secret_answer *answer);
/* After a code that was right: from now on it is asked for, or never again. They leave audit rows;
 * nothing is done if it is so already. */
MUST_CHECK enum err totp_confirm(struct ctx *ctx, const struct holder *holder);
MUST_CHECK enum err totp_remove(struct ctx *ctx, int64_t id_customer, int64_t id_contact);

#endif
