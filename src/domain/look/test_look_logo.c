#include <string.h>

#include "domain/look/look_logo.h"
#include "unit/cases.h"

#define PNG     "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
#define PICTURE "\x08\x06\0\0\0\0\0\0\0"
#define JPEG    "\xff\xd8\xff\xe0\0\x04xx"

static void pictures_are_told_by_their_bytes(void **state)
{
    static const struct {
        const char *when, *bytes;
        size_t size;
        const char *objection; /* what it has in it; NULL: none */
        const char *type;
        int64_t width, height;
    } cases[] = {
        {"PNG",                            PNG "\0\0\1\x2c\0\0\0\x50" PICTURE,                                 33, NULL,             "image/png",  300, 80},
        {"JPEG",                           JPEG "\xff\xc0\0\x11\x08\0\x50\1\x2c\3",                            18, NULL,             "image/jpeg", 300, 80},
        {"progressive JPEG",               JPEG "\xff\xc2\0\x11\x08\0\x50\1\x2c\3",                            18, NULL,             "image/jpeg", 300,
         80                                                                                                                                               },
        {"nothing",                        "",                                                                 0,  "neither",        NULL,         0,   0 },
        {"half a signature",               PNG,                                                                8,  "neither",        NULL,         0,   0 },
        {"no sides",                       PNG "\0\0\0\0\0\0\0\0" PICTURE,                                     33, "of none",        NULL,         0,   0 },
        {"endless",                        PNG "\x7f\xff\xff\xff\0\0\0\1" PICTURE,                             33, "more than 4000", NULL,         0,   0 },
        {"negative",                       PNG "\xff\xff\xff\xff\0\0\0\1" PICTURE,                             33, "more than 4000", NULL,         0,   0 },
        {"JPEG without a frame",           JPEG "\xff\xd9",                                                    10, "neither",        NULL,         0,   0 },
        {"JPEG that is cut off",           JPEG "\xff\xc0\0\x11\x08\0",                                        14, "neither",        NULL,         0,   0 },
        {"JPEG whose pieces have no size", "\xff\xd8\xff\xe0\0\0\xff\xe0\0\0\xff\xe0\0\0",                     14,
         "neither",                                                                                                                  NULL,         0,   0 },
        {"JPEG that points beyond",        "\xff\xd8\xff\xe0\xff\xff\xff\xc0\0\0\0\0\0\0",                     14, "neither",
         NULL,                                                                                                                                     0,   0 },
        {"SVG",                            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'></svg>", 64, "neither",
         NULL,                                                                                                                                     0,   0 },
        {"GIF",                            "GIF89a\1\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 35, "neither",
         NULL,                                                                                                                                     0,   0 },
        {"HTML that begins as a comment",  "<!-- \x89PNG --><script>",                                         24, "neither",        NULL,         0,   0 },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct logo logo;
        const char *objection = logo_read((struct bytes){one->bytes, one->size}, &logo);

        if (one->objection) {
            EXPECT_TRUE(one->when, objection && strstr(objection, one->objection));
            continue;
        }
        EXPECT_TEXT(one->when, NULL, objection);
        EXPECT_TEXT(one->when, one->type, logo.content_type);
        EXPECT_INTEGER(one->when, one->width, logo.width);
        EXPECT_INTEGER(one->when, one->height, logo.height);
    }
}

static void size_has_an_end(void **state)
{
    static char large[LOGO_SIZE_MAX + 1];
    struct logo logo;

    (void)state;
    memcpy(large, PNG, sizeof PNG);
    EXPECT_TRUE("large", strstr(logo_read((struct bytes){large, sizeof large}, &logo), "256 kB"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_are_told_by_their_bytes),
        cmocka_unit_test(size_has_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
