#include "domain/portal/code.h"

#include <string.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/links/numbers.h"
#include "domain/mails/mail.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/keyring.h"
#include "platform/db/db.h"
#include "sql.h"

/* What the hash says of its purpose. */
#define PLACE      "sign-in code"
#define SENT_PLACE "portal code"

#define CODE_LIFETIME MINUTES(10)
enum { PER_EMAIL_MAX = 5, PER_MINUTE_MAX = 100 };

/* How often a code was tried that was right once. */
enum { TRIES_USED = 1000 };

struct sign_in_code {
    int64_t id;
    const char *email, *code_hash;
    int64_t tries;
    struct instant date_creation, date_expiry, date_proof;
};

static const struct field sign_in_code_fields[] = {
    FIELD(sign_in_code, id),
    FIELD(sign_in_code, email),
    FIELD(sign_in_code, code_hash),
    FIELD(sign_in_code, tries),
    FIELD(sign_in_code, date_creation),
    FIELD(sign_in_code, date_expiry),
    FIELD(sign_in_code, date_proof),
    FIELDS_END,
};

/* Any of a million, each as likely. */
static const char *random_code(struct arena *arena)
{
    uint64_t number;

    do
        random_bytes(&number, sizeof number);
    while (number >= UINT64_MAX - UINT64_MAX % 1000000);
    return arena_printf(arena, "%0*d", CODE_DIGITS, (int)(number % 1000000));
}

static const char *hash_code(struct ctx *ctx, const struct sealing_key *key, int64_t id,
                             const char *code)
{
    const char *text =
        arena_printf(ctx->arena, "%lld/%lld/%s", (long long)ctx->id_business, (long long)id, code);
    uint8_t signature[SHA256_SIZE];

    keyring_sign(key, PLACE, text, strlen(text), signature);
    return hex(ctx->arena, signature, sizeof signature);
}

static enum err count_since(struct ctx *ctx, const char *email, int64_t micros, int64_t *out)
{
    struct instant since = instant_plus(ctx->machine_now, -micros);

    return email ? db_number(ctx, &sql_code_count_email, ARGS(ARG(email), ARG(since)), out)
                 : db_number(ctx, &sql_code_count, ARGS(ARG(since)), out);
}

static enum err check_rate(struct ctx *ctx, const char *email)
{
    int64_t of_email, of_all;

    TRY(count_since(ctx, email, HOURS(1), &of_email));
    TRY(count_since(ctx, NULL, MINUTES(1), &of_all));
    if (of_email < PER_EMAIL_MAX && of_all < PER_MINUTE_MAX)
        return OK;
    ctx->wait_seconds = of_all < PER_MINUTE_MAX ? HOURS(1) / SECONDS(1) : MINUTES(1) / SECONDS(1);
    return fail(ctx, ERR_TOO_MANY, "Error.Portal.TooManyCodes", "Email",
                "Too many codes were asked for; wait before you ask for another one.");
}

/* To the first whom the e-mail is known of: the address is the same for all of them. */
static enum err mail_code(struct ctx *ctx, const char *email, int64_t id_segment,
                          const char *language, const char *code)
{
    const struct entrant *first;
    struct list entrants;

    TRY(entrant_list(ctx, email, &entrants));
    if (!entrants.count)
        return id_segment ? mail_queue(ctx, MAIL_REGISTRATION,
                                       &(struct mail_about){.email = email,
                                                            .id_segment = id_segment,
                                                            .language = language,
                                                            .code = code})
                          : OK;
    first = LIST_AT(entrants, struct entrant, 0);
    return mail_queue(ctx, MAIL_SIGN_IN_CODE,
                      &(struct mail_about){.id_customer = first->id_customer,
                                           .id_contact = first->id_contact,
                                           .code = code});
}

enum err code_make(struct ctx *ctx, const char *email, int64_t *id, const char **code)
{
    struct sign_in_code row = {
        .email = email,
        .date_creation = ctx->machine_now,
        .date_expiry = instant_plus(ctx->machine_now, CODE_LIFETIME),
    };
    struct instant before = instant_plus(ctx->machine_now, -DAYS(1));
    bool is_possible;

    *code = random_code(ctx->arena);
    TRY(mail_is_possible(ctx, &is_possible));
    if (!is_possible)
        return fail(ctx, ERR_CONFLICT, "Error.Portal.NoMail", NULL,
                    "This merchant's server sends no mails, so no code either.");
    TRY(check_rate(ctx, email));
    TRY(db_run(ctx, &sql_code_sweep, ARGS(ARG(before))));
    *id = row.id = db_new_id(ctx, ID_ROW);
    row.code_hash = hash_code(ctx, keyring_current(ctx->keyring), row.id, *code);
    return db_save(ctx, &sql_code_add, sign_in_code_fields, &row);
}

enum err code_send(struct ctx *ctx, const char *email, int64_t id_segment, const char *language,
                   struct sent_code *out)
{
    const char *code;

    *out = (struct sent_code){0, id_segment};
    TRY(code_make(ctx, email, &out->id, &code));
    return mail_code(ctx, email, id_segment, language, code);
}

const char *code_seal(struct ctx *ctx, const struct sent_code *sent)
{
    const int64_t numbers[] = {ctx->id_business, sent->id, sent->id_segment};

    return numbers_seal(ctx, SENT_PLACE, numbers, COUNT_OF(numbers));
}

bool code_unseal(struct ctx *ctx, const char *text, struct sent_code *out)
{
    int64_t numbers[NUMBERS_MAX];

    if (numbers_unseal(ctx, SENT_PLACE, text, numbers) != 3)
        return false;
    ctx->id_business = numbers[0];
    *out = (struct sent_code){numbers[1], numbers[2]};
    return true;
}

/* Under the key of then, or one that came since. */
static bool is_right(struct ctx *ctx, const struct sign_in_code *row, const char *code)
{
    for (size_t i = 0; i < ctx->keyring->count; i++) {
        const char *hash = hash_code(ctx, &ctx->keyring->keys[i], row->id, code);

        if (equal_in_constant_time(hash, row->code_hash, 2 * SHA256_SIZE))
            return true;
    }
    return false;
}

enum err code_try(struct ctx *ctx, int64_t id, const char *code, enum code_answer *answer,
                  const char **email)
{
    struct sign_in_code row;
    enum err err = db_get(ctx, &sql_code_lock, ARGS(ARG(id)), sign_in_code_fields, &row);
    struct instant date_proof;
    int64_t tries;

    *answer = CODE_OVER;
    *email = NULL;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (row.tries >= CODE_TRIES || row.date_expiry.micros <= ctx->machine_now.micros)
        return OK;
    *answer = is_right(ctx, &row, code) ? CODE_RIGHT : CODE_WRONG;
    *email = *answer == CODE_RIGHT ? row.email : NULL;
    tries = *answer == CODE_RIGHT ? TRIES_USED : row.tries + 1;
    date_proof = *answer == CODE_RIGHT ? ctx->machine_now : (struct instant){0};
    return db_run(ctx, &sql_code_tried, ARGS(ARG(id), ARG(tries), ARG(date_proof)));
}

enum err code_proved(struct ctx *ctx, int64_t id, const char **email)
{
    struct sign_in_code row;

    TRY(db_get(ctx, &sql_code_get, ARGS(ARG(id)), sign_in_code_fields, &row));
    *email = row.email;
    return instant_is_set(row.date_proof) &&
                   ctx->machine_now.micros - row.date_proof.micros < HOURS(1)
               ? OK
               : ERR_NOT_FOUND;
}

const char *code_digits(struct arena *arena, const char *typed)
{
    struct text digits = {.arena = arena};

    for (; typed && *typed && digits.size <= CODE_DIGITS; typed++)
        if (*typed >= '0' && *typed <= '9')
            text_append_char(&digits, *typed);
    return text_done(&digits);
}
