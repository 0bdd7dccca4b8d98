#include "domain/links/numbers.h"

#include <string.h>

#include "platform/crypto/crypto.h"
#include "platform/crypto/keyring.h"

/* A byte for the form, then numbers of seven bits a byte, low ones first, the last without 128. */
enum { FORM = 1, NUMBER_SIZE_MAX = 9, TEXT_SIZE_MAX = 400 };

static size_t put_number(uint8_t *out, int64_t number)
{
    size_t size = 0;

    for (; number > 127; number /= 128)
        out[size++] = (uint8_t)(128 + number % 128);
    out[size++] = (uint8_t)number;
    return size;
}

const char *numbers_seal(struct ctx *ctx, const char *place, const int64_t *numbers, size_t count)
{
    const struct sealing_key *key = keyring_current(ctx->keyring);
    uint8_t open[1 + NUMBERS_MAX * NUMBER_SIZE_MAX] = {FORM};
    size_t size = 1;

    for (size_t i = 0; i < count; i++)
        size += put_number(open + size, numbers[i]);
    return base64_url(ctx->arena,
                      seal_steady(ctx->arena, key->link_key, place, (struct bytes){open, size}));
}

/* False at the end of the bytes or beyond a number that can be. */
static bool take_number(const uint8_t **at, const uint8_t *end, int64_t *out)
{
    uint64_t number = 0;

    for (int i = 0; i < NUMBER_SIZE_MAX && *at < end; i++) {
        uint8_t byte = *(*at)++;

        number |= (uint64_t)(byte % 128) << (7 * i);
        *out = (int64_t)number;
        if (byte < 128)
            return true;
    }
    return false;
}

/* With the key that sealed it, which may be an older one. */
static bool open_text(struct ctx *ctx, const char *place, const char *text, struct bytes *out)
{
    const struct keyring *keyring = ctx->keyring;
    struct bytes sealed;

    if (strlen(text) > TEXT_SIZE_MAX || !base64_url_bytes(ctx->arena, text, &sealed))
        return false;
    for (size_t i = keyring->count; i > 0; i--)
        if (unseal(ctx->arena, keyring->keys[i - 1].link_key, place, sealed, out))
            return true;
    return false;
}

size_t numbers_unseal(struct ctx *ctx, const char *place, const char *text,
                      int64_t numbers[NUMBERS_MAX])
{
    const uint8_t *at, *end;
    struct bytes open;
    size_t count = 0;

    if (!open_text(ctx, place, text, &open))
        return 0;
    at = open.at;
    end = at + open.size;
    if (at == end || *at++ != FORM)
        return 0;
    while (at < end)
        if (count == NUMBERS_MAX || !take_number(&at, end, &numbers[count++]))
            return 0;
    return count;
}
