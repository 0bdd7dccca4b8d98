#include "platform/http/framing.h"

#include <string.h>

#include "unit/cases.h"

enum { HEADERS_MAX = 16 };

static const struct {
    const char *when, *version;
    const struct pair headers[HEADERS_MAX];
    bool is_good;
} heads[] = {
    {"a plain GET",              "HTTP/1.1", {{"Host", "a"}},                                                                     true },
    {"an old GET without Host",  "HTTP/1.0", {{"Accept", "*/*"}},                                                                 true },
    {"any case of letters",      "HTTP/1.1", {{"hOST", "a"}, {"content-length", "5"}},                                            true },
    {"an empty value",           "HTTP/1.1", {{"Host", ""}, {"X", ""}},                                                           true },
    {"a tab in a value",         "HTTP/1.1", {{"Host", "a"}, {"X", "a\tb"}},                                                      true },
    {"letters beyond ASCII",     "HTTP/1.1", {{"Host", "a"}, {"X", "\xc3\xa9"}},                                                  true },
    {"all signs of a token",     "HTTP/1.1", {{"Host", "a"}, {"!#$%&'*+-.^_`|~09aZ", "1"}},                                       true },
    {"a length",                 "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "0012"}},                                         true },
    {"chunks",                   "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked"}},                                   true },
    {"no Host",                  "HTTP/1.1", {{"X", "a"}},                                                                        false},
    {"no header at all",         "HTTP/1.1", {{NULL, NULL}},                                                                      false},
    {"two Hosts",                "HTTP/1.1", {{"Host", "a"}, {"host", "a"}},                                                      false},
    {"two Hosts, old",           "HTTP/1.0", {{"Host", "a"}, {"Host", "b"}},                                                      false},
    {"two lengths",
     "HTTP/1.1",                             {{"Host", "a"}, {"Content-Length", "5"}, {"content-length", "5"}},
     false                                                                                                                             },
    {"a length and chunks",
     "HTTP/1.1",                             {{"Host", "a"}, {"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}},
     false                                                                                                                             },
    {"chunks and a length",
     "HTTP/1.1",                             {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Content-Length", "5"}},
     false                                                                                                                             },
    {"chunks twice",
     "HTTP/1.1",                             {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
     false                                                                                                                             },
    {"large letters of chunked",
     "HTTP/1.1",                             {{"Host", "a"}, {"Transfer-Encoding", "Chunked"}},
     false                                                                                                                             },
    {"a space after chunked",
     "HTTP/1.1",                             {{"Host", "a"}, {"Transfer-Encoding", "chunked "}},
     false                                                                                                                             },
    {"another encoding",         "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "gzip"}},                                      false},
    {"two encodings",            "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}},                             false},
    {"an empty encoding",        "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", ""}},                                          false},
    {"chunks, old",              "HTTP/1.0", {{"Host", "a"}, {"Transfer-Encoding", "chunked"}},                                   false},
    {"an empty length",          "HTTP/1.1", {{"Host", "a"}, {"Content-Length", ""}},                                             false},
    {"a sign",                   "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "+5"}},                                           false},
    {"a minus sign",             "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "-5"}},                                           false},
    {"a space after a length",   "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "5 "}},                                           false},
    {"a list of lengths",        "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "5, 5"}},                                         false},
    {"hexadecimal",              "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "0x5"}},                                          false},
    {"a space in a name",        "HTTP/1.1", {{"Host", "a"}, {"X Y", "1"}},                                                       false},
    {"a space before the colon", "HTTP/1.1", {{"Host", "a"}, {"X ", "1"}},                                                        false},
    {"a control in a name",      "HTTP/1.1", {{"Host", "a"}, {"X\x01", "1"}},                                                     false},
    {"a letter beyond ASCII",    "HTTP/1.1", {{"Host", "a"}, {"X\xc3\xa9", "1"}},                                                 false},
    {"an empty name",            "HTTP/1.1", {{"Host", "a"}, {"", "1"}},                                                          false},
    {"a CR in a value",          "HTTP/1.1", {{"Host", "a"}, {"X", "1\r2"}},                                                      false},
    {"a DEL in a value",         "HTTP/1.1", {{"Host", "a"}, {"X", "1\x7f"}},                                                     false},
};

static void ambiguous_heads_are_refused(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, heads) {
        struct head head = {.version = one->version, .headers = one->headers};

        while (head.count < HEADERS_MAX && one->headers[head.count].name)
            head.count++;
        EXPECT_INTEGER(one->when, one->is_good, framing_objection(&head) == NULL);
    }
}

/* How libmicrohttpd keeps `GET /a HTTP/1.1`, `Host: b`, `X: c` and the empty line: `|` is a NUL.
 * The names are the places of what it found. */
static const struct {
    const char *when, *buffer;
    struct {
        int name, value;
    } headers[2];
    bool is_good;
} buffers[] = {
    {"as it should be",       "GET|/a|HTTP/1.1||Host| b||X|c||||",      {{17, 23}, {26, 28}}, true },
    {"many spaces",           "GET|/a|HTTP/1.1||Host|   b||X|\tc||||",  {{17, 25}, {28, 31}}, true },
    {"an empty value",        "GET|/a|HTTP/1.1||Host|||X|c||||",        {{17, 22}, {24, 26}}, true },
    {"a NUL in a value",      "GET|/a|HTTP/1.1||Host| b|z||X|c||||",    {{17, 23}, {28, 30}}, false},
    {"a NUL after a value",   "GET|/a|HTTP/1.1||Host| b|||X|c||||",     {{17, 23}, {27, 29}}, false},
    {"a NUL in the last one", "GET|/a|HTTP/1.1||Host| b||X|c|d||||",    {{17, 23}, {26, 28}}, false},
    {"a bare LF",             "GET|/a|HTTP/1.1||Host| b|X|c||||",       {{17, 23}, {25, 27}}, false},
    {"a bare LF at the end",  "GET|/a|HTTP/1.1||Host| b||X|c|||",       {{17, 23}, {26, 28}}, false},
    {"a bare LF at first",    "GET|/a|HTTP/1.1|Host| b||X|c||||",       {{16, 22}, {25, 27}}, false},
    {"a NUL in the target",   "GET|/a|z|HTTP/1.1||Host| b||X|c||||",    {{19, 25}, {28, 30}}, false},
    {"two spaces",            "GET||/a|HTTP/1.1||Host| b||X|c||||",     {{18, 24}, {27, 29}}, false},
    {"a name moved away",     "GET|/a|HTTP/1.1||Host| b||X|c||||",      {{26, 28}, {26, 28}}, false},
    {"a line passed over",    "GET|/a|HTTP/1.1||Host| b||Y|d||X|c||||", {{17, 23}, {31, 33}}, false},
};

static void gaps_are_seen(void **state)
{
    char buffer[64];

    (void)state;
    FOR_EACH_CASE(one, buffers) {
        size_t size = strlen(one->buffer);
        struct pair headers[2];
        struct head head = {
            .method = buffer,
            .target_size = 2,
            .headers = headers,
            .count = 2,
            .size = size,
        };

        for (size_t i = 0; i <= size; i++)
            buffer[i] = one->buffer[i] == '|' ? '\0' : one->buffer[i];
        head.target = buffer + (strchr(one->buffer, '/') - one->buffer);
        head.version = buffer + (strstr(one->buffer, "HTTP") - one->buffer);
        for (int i = 0; i < 2; i++)
            headers[i] =
                (struct pair){buffer + one->headers[i].name, buffer + one->headers[i].value};
        EXPECT_INTEGER(one->when, one->is_good, framing_gap(&head) == NULL);
    }
}

static const struct {
    const char *when, *value;
    int64_t announced;
} lengths[] = {
    {"nothing",           "0",                        0        },
    {"something",         "1048577",                  1048577  },
    {"zeros in front",    "000000000000000000000012", 12       },
    {"the largest",       "9223372036854775807",      INT64_MAX},
    {"one more",          "9223372036854775808",      INT64_MAX},
    {"beyond all bounds", "99999999999999999999999",  INT64_MAX},
};

static void lengths_are_bounded(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, lengths) {
        const struct pair header = {"content-length", one->value};
        const struct head head = {.headers = &header, .count = 1};

        EXPECT_INTEGER(one->when, one->announced, framing_announced(&head));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ambiguous_heads_are_refused),
        cmocka_unit_test(gaps_are_seen),
        cmocka_unit_test(lengths_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
