#include "platform/xml/xml.h"

#include <string.h>

#include "unit/cases.h"

static struct ctx new_ctx(void)
{
    return (struct ctx){.arena = arena_new()};
}

static void elements_are_found_by_path(void **state)
{
    static const char file[] =
        "<?xml version=\"1.0\"?>\n<d:Document xmlns:d=\"urn:x\" xmlns=\"urn:y\">\n"
        "<d:A><B> one </B><C Ccy=\"EUR\">12.50</C><B>t&amp;w&#111;</B></d:A>\n"
        "<E/><!-- nothing --><F><![CDATA[<raw>]]></F></d:Document>";
    struct ctx ctx = new_ctx();
    const struct xml *root, *b;

    (void)state;
    EXPECT_INTEGER("read", OK, xml_read(&ctx, file, sizeof file - 1, &root));
    EXPECT_TEXT("the root", "Document", root->name);
    EXPECT_TEXT("its namespace", "urn:x", root->namespace_uri);
    EXPECT_TEXT("a path", "one", xml_text(root, "A/B"));
    EXPECT_TEXT("an attribute", "EUR", xml_attribute(xml_at(root, "A/C"), "Ccy"));
    EXPECT_TEXT("no such attribute", NULL, xml_attribute(xml_at(root, "A/C"), "ccy"));
    EXPECT_TEXT("nothing in it", NULL, xml_text(root, "E"));
    EXPECT_TEXT("not there", NULL, xml_text(root, "A/X/Y"));
    EXPECT_TEXT("as it stands", "<raw>", xml_text(root, "F"));
    b = xml_first(xml_at(root, "A"), "B");
    b = xml_next(b);
    EXPECT_TEXT("its next, with references", "t&wo", b->text);
    EXPECT_TRUE("and no more", !xml_next(b));
    arena_free(ctx.arena);
}

static const struct {
    const char *when, *file, *code;
} bad[] = {
    {"nothing",                   "",                                                                    "Error.Xml.Malformed"},
    {"no XML",                    "PDF-1.4",                                                             "Error.Xml.Malformed"},
    {"cut off",                   "<a><b>1</b>",                                                         "Error.Xml.Malformed"},
    {"an encoding nobody knows",  "<?xml version=\"1.0\" encoding=\"EBCDIC-X\"?><a/>",
     "Error.Xml.Malformed"                                                                                                    },
    {"not the encoding it says",  "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>\xe9</a>",
     "Error.Xml.Malformed"                                                                                                    },
    {"a DOCTYPE",                 "<!DOCTYPE a><a/>",                                                    "Error.Xml.Doctype"  },
    {"one from elsewhere",        "<!DOCTYPE a SYSTEM \"http://127.0.0.1/x.dtd\"><a/>",
     "Error.Xml.Doctype"                                                                                                      },
    {"a file of the machine",     "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
     "Error.Xml.Doctype"                                                                                                      },
    {"entities in entities",      "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>",
     "Error.Xml.Doctype"                                                                                                      },
    {"an entity without DOCTYPE", "<a>&x;</a>",                                                          "Error.Xml.Malformed"},
    {"two roots",                 "<a/><b/>",                                                            "Error.Xml.Malformed"},
};

static void bad_files_are_refused_by_name(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, bad) {
        struct ctx ctx = new_ctx();
        const struct xml *root;

        EXPECT_INTEGER(one->when, ERR_INVALID, xml_read(&ctx, one->file, strlen(one->file), &root));
        EXPECT_TEXT(one->when, one->code, ctx.failures->code);
        arena_free(ctx.arena);
    }
}

static void depth_and_size_are_limited(void **state)
{
    struct ctx ctx = new_ctx();
    struct text deep = {.arena = ctx.arena};
    const struct xml *root;

    (void)state;
    for (int i = 0; i < 100000; i++)
        text_append(&deep, "<a>");
    EXPECT_INTEGER("too deep", ERR_INVALID, xml_read(&ctx, deep.at, deep.size, &root));
    EXPECT_TEXT("by name", "Error.Xml.TooLarge", ctx.failures->code);
    ctx.failures = NULL;
    EXPECT_INTEGER("too large", ERR_INVALID,
                   xml_read(&ctx, deep.at, (size_t)XML_SIZE_MAX + 1, &root));
    EXPECT_TEXT("by name", "Error.Xml.TooLarge", ctx.failures->code);
    arena_free(ctx.arena);
}

static void what_is_written_can_be_read(void **state)
{
    struct ctx ctx = new_ctx();
    struct xml_writer writer = {.text = {.arena = ctx.arena}};
    const struct xml *root;

    (void)state;
    xml_begin(&writer, "Document", "urn:x");
    xml_open(&writer, "A");
    xml_put(&writer, "B", "Smith & <Sons> \"x\"");
    xml_put(&writer, "Left", NULL);
    xml_put_with(&writer, "C", "Ccy", "EUR", "1.00");
    xml_put_at(&writer, "Id/Othr/Id", "7");
    xml_close(&writer, "A");
    xml_close(&writer, "Document");
    EXPECT_TEXT("as it looks",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:x\">\n  <A>\n"
                "    <B>Smith &amp; &lt;Sons&gt; &quot;x&quot;</B>\n    <C Ccy=\"EUR\">1.00</C>\n"
                "    <Id>\n      <Othr>\n        <Id>7</Id>\n      </Othr>\n    </Id>\n"
                "  </A>\n</Document>\n",
                text_done(&writer.text));
    EXPECT_INTEGER("read", OK, xml_read(&ctx, writer.text.at, writer.text.size, &root));
    EXPECT_TEXT("the same", "Smith & <Sons> \"x\"", xml_text(root, "A/B"));
    EXPECT_TEXT("the same inside", "7", xml_text(root, "A/Id/Othr/Id"));
    arena_free(ctx.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_found_by_path),
        cmocka_unit_test(bad_files_are_refused_by_name),
        cmocka_unit_test(depth_and_size_are_limited),
        cmocka_unit_test(what_is_written_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
