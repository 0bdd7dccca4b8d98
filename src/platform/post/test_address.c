#include "platform/post/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "unit/cases.h"

static const struct {
    const char *text;
    bool is_public;
} cases[] = {
    {"8.8.8.8",                true },
    {"1.1.1.1",                true },
    {"100.63.255.255",         true },
    {"172.15.255.255",         true },
    {"172.32.0.0",             true },
    {"223.255.255.255",        true },
    {"2606:4700:4700::1111",   true },
    {"2a01:cb00::1",           true },
    {"::ffff:8.8.8.8",         true },
    {"64:ff9b::808:808",       true },
    {"2002:808:808::1",        true },
    {"0.0.0.0",                false},
    {"0.1.2.3",                false},
    {"127.0.0.1",              false},
    {"127.255.255.254",        false},
    {"10.0.0.1",               false},
    {"100.64.0.1",             false},
    {"169.254.169.254",        false},
    {"172.16.0.1",             false},
    {"172.31.255.255",         false},
    {"192.168.1.1",            false},
    {"192.0.2.1",              false},
    {"198.19.255.255",         false},
    {"224.0.0.1",              false},
    {"255.255.255.255",        false},
    {"::",                     false},
    {"::1",                    false},
    {"::127.0.0.1",            false},
    {"::ffff:127.0.0.1",       false},
    {"::ffff:10.0.0.1",        false},
    {"64:ff9b::7f00:1",        false},
    {"2002:7f00:1::1",         false},
    {"2001::1",                false},
    {"2001:db8::1",            false},
    {"fc00::1",                false},
    {"fdff:ffff::1",           false},
    {"fe80::1",                false},
    {"fe80::1%eth0",           false},
    {"ff02::1",                false},
    {"[::1]",                  false},
    {"[2606:4700:4700::1111]", true },
};

static void some_addresses_belong_to_everybody(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, cases) {
        bool is_address;

        EXPECT_INTEGER(one->text, one->is_public, address_text_is_public(one->text, &is_address));
        EXPECT_TRUE(one->text, is_address);
    }
}

static void names_are_no_addresses(void **state)
{
    static const char *const names[] = {"localhost", "example.org", "1.2.3", "", "[]", "::g"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        bool is_address;

        EXPECT_TRUE(names[i], !address_text_is_public(names[i], &is_address));
        EXPECT_TRUE(names[i], !is_address);
    }
}

static void sockets_have_addresses(void **state)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x08080808)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr other = {.sa_family = AF_UNIX};

    (void)state;
    EXPECT_TRUE("IPv4", address_is_public((const struct sockaddr *)&in));
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_TRUE("this machine", !address_is_public((const struct sockaddr *)&in));
    EXPECT_TRUE("IPv6", !address_is_public((const struct sockaddr *)&in6));
    EXPECT_TRUE("no network at all", !address_is_public(&other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_addresses_belong_to_everybody),
        cmocka_unit_test(names_are_no_addresses),
        cmocka_unit_test(sockets_have_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
