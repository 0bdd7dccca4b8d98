#include "platform/post/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/count.h"

/* The first `bits` of an address. */
struct network {
    uint8_t bytes[16];
    int bits;
};

/* What the registries of IANA call special for IPv4, and what is sent to many. */
static const struct network special4[] = {
    {{0},            8 }, /* this network; 0.0.0.0 is this machine */
    {{10},           8 },
    {{100, 64},      10}, /* shared by the customers of a provider */
    {{127},          8 },
    {{169, 254},     16}, /* link-local: where clouds keep their secrets */
    {{172, 16},      12},
    {{192, 0, 0},    24},
    {{192, 0, 2},    24}, /* documentation */
    {{192, 88, 99},  24}, /* relays of 6to4 */
    {{192, 168},     16},
    {{198, 18},      15}, /* benchmarks */
    {{198, 51, 100}, 24},
    {{203, 0, 113},  24},
    {{224},          4 }, /* multicast */
    {{240},          4 }, /* reserved, and broadcast */
};

/* Of IPv6 only 2000::/3 is given out; of that, these are not for everybody. */
static const struct network special6[] = {
    {{0x20, 0x01},             23}, /* Teredo and other protocols */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x3f, 0xff},             20}, /* the same */
};

static bool is_in(const uint8_t *address, const struct network *network)
{
    int whole = network->bits / 8, rest = network->bits % 8;

    if (memcmp(address, network->bytes, (size_t)whole) != 0)
        return false;
    return rest == 0 || (address[whole] ^ network->bytes[whole]) >> (8 - rest) == 0;
}

static bool is_public4(const uint8_t *address)
{
    for (size_t i = 0; i < COUNT_OF(special4); i++)
        if (is_in(address, &special4[i]))
            return false;
    return true;
}

static bool is_public6(const uint8_t *address)
{
    static const struct network given_out = {{0x20}, 3};
    static const struct network mapped = {
        {[10] = 0xff, [11] = 0xff},
        96
    };
    static const struct network translated = {
        {0x00, 0x64, 0xff, 0x9b},
        96
    };
    static const struct network six_to_four = {
        {0x20, 0x02},
        16
    };

    if (is_in(address, &mapped) || is_in(address, &translated))
        return is_public4(address + 12);
    if (is_in(address, &six_to_four))
        return is_public4(address + 2);
    for (size_t i = 0; i < COUNT_OF(special6); i++)
        if (is_in(address, &special6[i]))
            return false;
    return is_in(address, &given_out);
}

bool address_is_public(const struct sockaddr *address)
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    switch (address->sa_family) {
    case AF_INET:
        memcpy(&in, address, sizeof in);
        return is_public4((const uint8_t *)&in.sin_addr);
    case AF_INET6:
        memcpy(&in6, address, sizeof in6);
        return is_public6(in6.sin6_addr.s6_addr);
    default:
        return false;
    }
}

bool address_text_is_public(const char *text, bool *is_address)
{
    uint8_t address[16];
    char bare[INET6_ADDRSTRLEN + 1];
    size_t size = strcspn(text + (*text == '['), "%]");

    *is_address = true;
    snprintf(bare, sizeof bare, "%.*s", (int)size, text + (*text == '['));
    if (inet_pton(AF_INET, bare, address) == 1)
        return is_public4(address);
    if (inet_pton(AF_INET6, bare, address) == 1)
        return is_public6(address);
    *is_address = false;
    return false;
}
