/* A number that stands for everything that was mixed into it, in its order: if two of them are the
 * same, so was what they were made of, as far as 64 bits can tell. It costs some instructions a
 * value, and it is no defence against somebody who looks for two equal ones. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Starts as {0}. */
struct digest {
    uint64_t state;
};

static inline void digest_mix(struct digest *digest, int64_t value)
{
    __extension__ typedef unsigned __int128 uint128;
    /* Both halves of the product, so that every bit of the value reaches all of the state. The
     * constants are the fractions of the square roots of 2 and 3. */
    uint128 product = (uint128)(digest->state ^ (uint64_t)value ^ UINT64_C(0x6a09e667f3bcc908)) *
                      UINT64_C(0xbb67ae8584caa73b);

    digest->state = (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The size is mixed in, too: "ab", "c" is not "a", "bc". */
static inline void digest_mix_bytes(struct digest *digest, const void *bytes, size_t size)
{
    const char *at = bytes;
    int64_t word;

    digest_mix(digest, (int64_t)size);
    for (; size >= sizeof word; size -= sizeof word, at += sizeof word) {
        memcpy(&word, at, sizeof word);
        digest_mix(digest, word);
    }
    word = 0;
    if (size) {
        memcpy(&word, at, size);
        digest_mix(digest, word);
    }
}

/* NULL is not "". */
static inline void digest_mix_text(struct digest *digest, const char *text)
{
    if (text)
        digest_mix_bytes(digest, text, strlen(text));
    else
        digest_mix(digest, -1);
}

#endif
