#include "platform/post/letter.h"

#include <string.h>

#include "unit/cases.h"

static void addresses_are_what_servers_take(void **state)
{
    static const struct {
        const char *when, *address, *expected;
    } cases[] = {
        {"plain",                       "ada@example.com",           "ada@example.com"           },
        {"a domain with an accent",     "ada@exämple.com",          "ada@xn--exmple-cua.com"    },
        {"a domain in capitals",        "Ada@EXAMPLE.com",           "Ada@example.com"           },
        {"a domain of another script",  "ada@例え.テスト",      "ada@xn--r8jz45g.xn--zckzah"},
        {"a local part with an accent", "zoë@example.com",          NULL                        },
        {"no domain",                   "ada@",                      NULL                        },
        {"no local part",               "@example.com",              NULL                        },
        {"no sign",                     "ada",                       NULL                        },
        {"a line of its own",           "ada@example.com\r\nRCPT:x", NULL                        },
        {"a blank",                     "a da@example.com",          NULL                        },
        {"brackets",                    "<ada@example.com>",         NULL                        },
        {"two addresses",               "a@b.example,c@d.example",   NULL                        },
        {"a domain that cannot be",     "ada@-exa_mple-..com",       NULL                        },
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->expected, letter_address(arena, one->address));
    arena_free(arena);
}

static void headers_are_one_value(void **state)
{
    static const struct {
        const char *when, *text, *expected;
    } cases[] = {
        {"plain",                  "Invoice 12",                                                          "Invoice 12"                            },
        {"empty",                  "",                                                                    ""                                      },
        {"a line break",           "a\r\nBcc: b@c.d",                                                     "a  Bcc: b@c.d"                         },
        {"a lone feed",            "a\nb",                                                                "a b"                                   },
        {"an escape",              "a\x1b[1mb",                                                           "a [1mb"                                },
        {"an accent",              "été",                                                               "=?UTF-8?B?w6l0w6k=?="                  },
        {"looks encoded",          "=?x?q?y?=",                                                           "=?UTF-8?B?PT94P3E/eT89?="              },
        {"a smiling face",         "\U0001f600",                                                          "=?UTF-8?B?8J+YgA==?="                  },
        {"too long for one",       "1234567890123456789012345678901234567890é1234567890123456789012345",
         "=?UTF-8?B?MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MMOp?=\r\n "
         "=?UTF-8?B?MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NQ==?="                                                                                       },
        {"a character is not cut",
         "12345678901234567890123456789012345678901é2345678901234567890123456789",                       "=?UTF-8?B?MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=?=\r\n "
         "=?UTF-8?B?w6kyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5?="},
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->expected, letter_encode(arena, one->text));
    arena_free(arena);
}

static void no_header_is_endless(void **state)
{
    struct arena *arena = arena_new();
    char *name = arena_alloc(arena, 30001);
    size_t longest = 0;
    const char *line;

    (void)state;
    for (int i = 0; i < 10000; i++)
        memcpy(name + 3 * i, "€", 3);
    line = letter_encode(arena, name);
    EXPECT_TRUE("in all", strlen(line) < 2000);
    while (*line) {
        size_t size = strcspn(line, "\r");

        longest = size > longest ? size : longest;
        line += size + strspn(line + size, "\r\n");
    }
    EXPECT_TRUE("a line", longest <= 76);
    arena_free(arena);
}

static void mailboxes_name_somebody(void **state)
{
    static const struct {
        const char *when, *name, *expected;
    } cases[] = {
        {"nobody",      NULL,         "<a@b.example>"                         },
        {"blank",       " ",          "<a@b.example>"                         },
        {"plain",       "Ada",        "\"Ada\"\r\n <a@b.example>"             },
        {"a comma",     "Ada, Inc",   "\"Ada, Inc\"\r\n <a@b.example>"        },
        {"quotes",      "a \"b\" \\", "\"a \\\"b\\\" \\\\\"\r\n <a@b.example>"},
        {"another one", "x <e@v.il>", "\"x <e@v.il>\"\r\n <a@b.example>"      },
        {"an accent",   "Zoë",       "=?UTF-8?B?Wm/Dqw==?=\r\n <a@b.example>"},
        {"a line",      "a\r\nb: c",  "\"a  b: c\"\r\n <a@b.example>"         },
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->expected, letter_mailbox(arena, one->name, "a@b.example"));
    arena_free(arena);
}

static void dates_are_those_of_mails(void **state)
{
    static const struct {
        int64_t seconds;
        const char *expected;
    } cases[] = {
        {0,          "Thu, 1 Jan 1970 00:00:00 +0000" },
        {951782400,  "Tue, 29 Feb 2000 00:00:00 +0000"},
        {1795339199, "Sun, 22 Nov 2026 09:19:59 +0000"},
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->expected, one->expected,
                    letter_date(arena, (struct instant){one->seconds * MICROS_PER_SECOND}));
    arena_free(arena);
}

static void some_refusals_are_final(void **state)
{
    static const struct {
        int status;
        bool is_final;
    } cases[] = {
        {0,   false},
        {220, false},
        {250, false},
        {421, false},
        {450, false},
        {500, true },
        {530, false},
        {534, false},
        {535, false},
        {538, false},
        {550, true },
        {554, true },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER("status", one->is_final, letter_is_refused(one->status));
}

static void places_are_urls(void **state)
{
    struct arena *arena = arena_new();
    struct letter letter = {.host = "mail.example", .port = 587};

    (void)state;
    EXPECT_TEXT("STARTTLS", "smtp://mail.example:587", letter_url(arena, &letter));
    letter.protection = LETTER_TLS;
    EXPECT_TEXT("TLS", "smtps://mail.example:587", letter_url(arena, &letter));
    letter.host = "2001:db8::1";
    EXPECT_TEXT("IPv6", "smtps://[2001:db8::1]:587", letter_url(arena, &letter));
    arena_free(arena);
}

static void some_letters_cannot_leave(void **state)
{
    struct arena *arena = arena_new();
    struct letter letter = {.from = "me@shop.example", .to = "ada@example.com"};

    (void)state;
    EXPECT_TEXT("fine", NULL, letter_objection(arena, &letter));
    letter.to = "zoë@example.com";
    EXPECT_TRUE("to", strstr(letter_objection(arena, &letter), "zoë@example.com") != NULL);
    letter.to = "ada@example.com";
    letter.from = "nobody";
    EXPECT_TRUE("from", strstr(letter_objection(arena, &letter), "mail_sender") != NULL);
    letter.from = "me@shop.example";
    letter.user = "me";
    letter.protection = LETTER_UNPROTECTED;
    EXPECT_TRUE("password", strstr(letter_objection(arena, &letter), "smtp_user") != NULL);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_what_servers_take),
        cmocka_unit_test(headers_are_one_value),
        cmocka_unit_test(no_header_is_endless),
        cmocka_unit_test(mailboxes_name_somebody),
        cmocka_unit_test(dates_are_those_of_mails),
        cmocka_unit_test(some_refusals_are_final),
        cmocka_unit_test(places_are_urls),
        cmocka_unit_test(some_letters_cannot_leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
