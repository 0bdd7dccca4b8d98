#include "domain/portal/credential.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/secret.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/totp.h"
#include "platform/db/db.h"
#include "sql.h"

#define TABLE "credentials"

static const struct field credential_fields[] = {
    FIELD(credential, id),
    FIELD(credential, id_customer),
    FIELD(credential, id_contact),
    FIELD(credential, email),
    FIELD(credential, password_hash),
    FIELD(credential, has_totp),
    FIELD(credential, totp_step),
    FIELDS_END,
};

static enum err get(struct ctx *ctx, const struct sql *sql, int64_t id_customer, int64_t id_contact,
                    struct credential *out)
{
    enum err err =
        db_get(ctx, sql, ARGS(ARG(id_customer), ARG(id_contact)), credential_fields, out);

    if (err == ERR_NOT_FOUND)
        *out = (struct credential){.id_customer = id_customer, .id_contact = id_contact};
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err credential_find(struct ctx *ctx, int64_t id_customer, int64_t id_contact,
                         struct credential *out)
{
    return get(ctx, &sql_credential_find, id_customer, id_contact, out);
}

/* Before it changes: no two at once. */
static enum err lock(struct ctx *ctx, int64_t id_customer, int64_t id_contact,
                     struct credential *out)
{
    return get(ctx, &sql_credential_lock, id_customer, id_contact, out);
}

/* With a row to be written back. */
static enum err lock_or_make(struct ctx *ctx, const struct holder *holder, struct credential *out)
{
    TRY(lock(ctx, holder->id_customer, holder->id_contact, out));
    if (!out->id) {
        out->id = db_new_id(ctx, ID_ROW);
        out->email = holder->email;
    }
    return OK;
}

static enum err save(struct ctx *ctx, const struct credential *credential)
{
    return db_save(ctx, &sql_credential_save, credential_fields, credential);
}

enum err credential_move(struct ctx *ctx, int64_t id_customer, int64_t id_contact,
                         const char *email)
{
    struct credential credential;

    TRY(lock(ctx, id_customer, id_contact, &credential));
    if (!credential.id)
        return OK;
    credential.email = email;
    TRY(db_run(ctx, &sql_credential_drop_others, ARGS(ARG_AS(id, credential.id), ARG(email))));
    return save(ctx, &credential);
}

/* what was tried ----------------------------------------------------------------------------------
 */

static enum err may_try(struct ctx *ctx, const char *kind, const char *email, bool *out)
{
    struct instant since = instant_plus(ctx->machine_now, -HOURS(1));
    int64_t count;

    TRY(db_number(ctx, &sql_failure_count, ARGS(ARG(kind), ARG(email), ARG(since)), &count));
    *out = count < SECRET_TRIES;
    return OK;
}

static enum err keep_failure(struct ctx *ctx, const char *kind, const char *email)
{
    struct instant before = instant_plus(ctx->machine_now, -DAYS(1));
    int64_t id = db_new_id(ctx, ID_ROW);

    TRY(db_run(ctx, &sql_failure_sweep, ARGS(ARG(before))));
    return db_run(ctx, &sql_failure_add, ARGS(ARG(id), ARG(kind), ARG(email)));
}

/* passwords ---------------------------------------------------------------------------------------
 */

/* The part before the @ is no better than the whole. */
static bool is_guessed(const struct holder *holder, const char *password)
{
    size_t local = strcspn(holder->email, "@");

    return strcasecmp(password, holder->email) == 0 ||
           (holder->name && strcasecmp(password, holder->name) == 0) ||
           (strlen(password) == local && strncasecmp(password, holder->email, local) == 0);
}

static enum err check_password(struct ctx *ctx, const struct holder *holder, const char *password)
{
    if (!password || utf8_length(password) < PASSWORD_MIN || strlen(password) > PASSWORD_MAX)
        return fail(ctx, ERR_INVALID, "Error.Portal.ShortPassword", "Password",
                    "Password: has %d characters or more, and at most %d bytes.", PASSWORD_MIN,
                    PASSWORD_MAX);
    if (is_guessed(holder, password))
        return fail(ctx, ERR_INVALID, "Error.Portal.GuessedPassword", "Password",
                    "Password: is the name or the e-mail.");
    return OK;
}

enum err password_set(struct ctx *ctx, const struct holder *holder, const char *password)
{
    struct credential credential;

    TRY(check_password(ctx, holder, password));
    TRY(lock_or_make(ctx, holder, &credential));
    credential.email = holder->email;
    credential.password_hash = password_hash(ctx->arena, password);
    if (!credential.password_hash)
        return fail(ctx, ERR_FAILED, "Error.Internal", NULL, "No memory to hash a password.");
    TRY(db_run(ctx, &sql_credential_drop_others,
               ARGS(ARG_AS(id, credential.id), ARG_AS(email, holder->email))));
    TRY(save(ctx, &credential));
    return audit_record(ctx, "Portal.Password.Set", TABLE, credential.id, NULL, NULL);
}

enum err password_remove(struct ctx *ctx, const struct holder *holder)
{
    struct credential credential;

    TRY(lock(ctx, holder->id_customer, holder->id_contact, &credential));
    if (!credential.password_hash)
        return OK;
    credential.password_hash = NULL;
    TRY(save(ctx, &credential));
    return audit_record(ctx, "Portal.Password.Remove", TABLE, credential.id, NULL, NULL);
}

/* He who has the password, if he may enter and the e-mail is his still. */
static enum err find_entrant(struct ctx *ctx, const char *email,
                             const struct credential *credential, struct entrant *out)
{
    struct list entrants;

    *out = (struct entrant){0};
    TRY(entrant_list(ctx, email, &entrants));
    for (size_t i = 0; i < entrants.count; i++) {
        const struct entrant *one = LIST_AT(entrants, struct entrant, i);

        if (one->id_customer == credential->id_customer &&
            one->id_contact == credential->id_contact)
            *out = *one;
    }
    return OK;
}

enum err password_try(struct ctx *ctx, const char *email, const char *password,
                      enum secret_answer *answer, struct entrant *entrant)
{
    struct credential credential = {0};
    enum err err =
        db_get(ctx, &sql_credential_of_email, ARGS(ARG(email)), credential_fields, &credential);
    bool may, is_right;

    if (err != ERR_NOT_FOUND)
        TRY(err);
    TRY(find_entrant(ctx, email, &credential, entrant));
    TRY(may_try(ctx, "Password", email, &may));
    *answer = SECRET_TOO_OFTEN;
    if (!may)
        return OK;
    is_right = password_is(credential.password_hash, password) && entrant->id_customer;
    *answer = is_right ? SECRET_RIGHT : SECRET_WRONG;
    return is_right ? OK : keep_failure(ctx, "Password", email);
}

/* authenticators ----------------------------------------------------------------------------------
 */

enum err totp_start(struct ctx *ctx, const struct holder *holder)
{
    struct credential credential;

    TRY(lock_or_make(ctx, holder, &credential));
    if (credential.has_totp)
        return fail(ctx, ERR_CONFLICT, "Error.Portal.HasTotp", NULL,
                    "There is an authenticator; remove it first.");
    TRY(save(ctx, &credential));
    return secret_put(ctx, TABLE, credential.id, "totp", totp_secret(ctx->arena));
}

static enum err read_secret(struct ctx *ctx, const struct credential *credential,
                            const char **secret)
{
    enum err err = secret_get(ctx, TABLE, credential->id, "totp", secret);

    if (err == ERR_NOT_FOUND)
        *secret = NULL;
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err totp_waiting(struct ctx *ctx, const struct credential *credential, const char **secret)
{
    *secret = NULL;
    return credential->id && !credential->has_totp ? read_secret(ctx, credential, secret) : OK;
}

enum err totp_try(struct ctx *ctx, const struct holder *holder, const char *code,
                  enum secret_answer *answer)
{
    const int64_t seconds = ctx->machine_now.micros / SECONDS(1);
    struct credential credential;
    const char *secret;
    int64_t step = 0;
    bool may;

    TRY(lock(ctx, holder->id_customer, holder->id_contact, &credential));
    TRY(may_try(ctx, "Totp", holder->email, &may));
    *answer = SECRET_TOO_OFTEN;
    if (!may)
        return OK;
    TRY(read_secret(ctx, &credential, &secret));
    *answer = SECRET_WRONG;
    if (!secret || !totp_is(secret, seconds, code, &step) || step <= credential.totp_step)
        return keep_failure(ctx, "Totp", holder->email);
    *answer = SECRET_RIGHT;
    credential.totp_step = step;
    return save(ctx, &credential);
}

enum err totp_confirm(struct ctx *ctx, const struct holder *holder)
{
    struct credential credential;

    TRY(lock(ctx, holder->id_customer, holder->id_contact, &credential));
    if (credential.has_totp)
        return OK;
    credential.has_totp = true;
    TRY(save(ctx, &credential));
    return audit_record(ctx, "Portal.Totp.Set", TABLE, credential.id, NULL, NULL);
}

enum err totp_remove(struct ctx *ctx, int64_t id_customer, int64_t id_contact)
{
    struct credential credential;
    enum err err;

    TRY(lock(ctx, id_customer, id_contact, &credential));
    err = credential.id ? secret_delete(ctx, TABLE, credential.id, "totp") : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    credential.has_totp = false;
    TRY(save(ctx, &credential));
    return audit_record(ctx, "Portal.Totp.Remove", TABLE, credential.id, NULL, NULL);
}
