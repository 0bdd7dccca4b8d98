/* Every kind of mail reads well, in each language, from our own texts and templates. */
#include "domain/mails/mail_text.h"

#include <string.h>

#include "domain/accounts/business.h"
#include "domain/mails/mail_write.h"
#include "platform/db/db.h"
#include "platform/view/embedded.h"
#include "unit/scratch.h"

static struct ctx *begin(void **state)
{
    struct scratch *scratch = scratch_of(state);
    const struct new_business first = {.name = "Mirabelle", .rate_tax = NONE};
    struct business business;

    scratch_migrate(scratch);
    assert_int_equal(OK, db_begin(scratch->db));
    assert_int_equal(OK, business_create(&scratch->ctx, &first, &business));
    return &scratch->ctx;
}

static void end(void **state)
{
    db_rollback(scratch_of(state)->db);
}

/* Ours, taken for the merchant's: nothing is odd about them. */
static void expect_texts(struct ctx *ctx, enum mail_type type, const char *language)
{
    const char *type_mail = mail_type_names[type];
    struct list texts;

    assert_int_equal(OK, mail_text_list(ctx, type_mail, language, &texts));
    EXPECT_INTEGER(type_mail, MAIL_PART_COUNT - 1, (int64_t)texts.count);
    for (size_t i = 0; i < texts.count; i++) {
        const struct mail_text *text = LIST_AT(texts, struct mail_text, i);
        const char *when = arena_printf(ctx->arena, "%s.%s in %s", type_mail,
                                        mail_part_names[text->part], language);
        struct mail_text written;

        EXPECT_TRUE(when, !text->is_own);
        if (text->part == MAIL_SUBJECT || text->part == MAIL_BODY)
            EXPECT_TRUE(when, *text->content);
        EXPECT_INTEGER(when, OK, mail_text_write(ctx, text, &written));
        EXPECT_TEXT(when, NULL, written.warning);
    }
}

static void expect_preview(struct ctx *ctx, enum mail_type type, const char *language)
{
    const char *when = arena_printf(ctx->arena, "%s in %s", mail_type_names[type], language);
    struct mail_preview preview = {.type_mail = mail_type_names[type], .language = language};

    EXPECT_INTEGER(when, OK, mail_preview(ctx, &preview));
    EXPECT_TRUE(when, *preview.subject && !strchr(preview.subject, '\n'));
    EXPECT_TRUE(when, strstr(preview.content_html, preview.subject) != NULL);
    EXPECT_TRUE(when, strstr(preview.content_html, "</html>") != NULL);
    EXPECT_TRUE(when, strstr(preview.content_text, "Mirabelle") != NULL);
    EXPECT_TRUE(when, !strstr(preview.content_text, "{{") && !strstr(preview.content_html, "{{"));
    EXPECT_TRUE(when, !strstr(preview.content_text, "  ,"));
}

static void every_kind_reads_well(void **state)
{
    static const char *const languages[] = {"fr", "en"};
    struct ctx *ctx = begin(state);

    for (size_t i = 0; i < COUNT_OF(languages); i++)
        for (enum mail_type type = MAIL_NONE + 1; type < MAIL_TYPE_COUNT; type++) {
            expect_texts(ctx, type, languages[i]);
            expect_preview(ctx, type, languages[i]);
        }
    end(state);
}

static void templates_of_ours_are_not_odd(void **state)
{
    struct ctx *ctx = begin(state);
    struct mail_template written;
    struct list templates;

    assert_int_equal(OK, mail_template_list(ctx, "InvoiceToPay", &templates));
    for (size_t i = 0; i < templates.count; i++) {
        const struct mail_template *one = LIST_AT(templates, struct mail_template, i);

        assert_int_equal(OK, mail_template_write(ctx, one, &written));
        EXPECT_TEXT(mail_form_names[one->form], NULL, written.warning);
    }
    end(state);
}

/* Which text counts: the merchant's of the kind, ours of the kind, his of all, ours of all. */
static void the_nearest_text_counts(void **state)
{
    static const struct {
        const char *when, *type_mail, *content, *expected;
    } steps[] = {
        {"ours of all kinds",       NULL,           NULL,    "Any questions? Just answer this message."},
        {"his of all kinds",        "Every",        "Ask.",  "Ask."                                    },
        {"his of the kind",         "InvoicePaid",  "Write", "Write"                                   },
        {"of another kind",         "InvoiceToPay", "Call",  "Write"                                   },
        {"his of the kind no more", "InvoicePaid",  NULL,    "Ask."                                    },
        {"his of all no more",      "Every",        NULL,    "Any questions? Just answer this message."},
    };
    struct ctx *ctx = begin(state);

    FOR_EACH_CASE(one, steps) {
        const struct mail_text text = {one->type_mail, "en", MAIL_HELP, one->content, false, NULL};
        struct mail_wording wording;
        struct mail_text written;

        if (one->type_mail)
            EXPECT_INTEGER(one->when, OK, mail_text_write(ctx, &text, &written));
        assert_int_equal(OK, mail_wording_load(ctx, MAIL_INVOICE_PAID, "en-GB", &wording));
        EXPECT_TEXT(one->when, one->expected, mail_wording_text(ctx->arena, &wording, MAIL_HELP));
    }
    end(state);
}

static void what_is_no_template_is_refused(void **state)
{
    static const struct {
        const char *when, *content, *message;
    } cases[] = {
        {"not closed",      "a\nb {{#invoice}}",
         "Every.Text, line 2: the section \"invoice\" is never closed."                        },
        {"a tag left open", "a\n\n{{title",        "Every.Text, line 3: a tag is never closed."},
        {"raw",             "{{{title}}}",         NULL                                        },
        {"another end",     "{{#body}}x{{/help}}", NULL                                        },
    };
    struct ctx *ctx = begin(state);

    FOR_EACH_CASE(one, cases) {
        const struct mail_template from = {"Every", MAIL_TEXT, one->content, false, NULL};
        struct mail_template written;

        ctx->failures = NULL;
        EXPECT_INTEGER(one->when, ERR_INVALID, mail_template_write(ctx, &from, &written));
        if (one->message)
            EXPECT_TEXT(one->when, one->message, ctx->failures->message);
    }
    end(state);
}

static void odd_names_are_told(void **state)
{
    static const struct {
        const char *content, *warning;
    } cases[] = {
        {"{{subject}} {{invoice.full_number}}",                       NULL                                     },
        {"{{#body}}{{paragraph}}{{/body}}",                           NULL                                     },
        {"{{paragraph}}",                                             "line 1: nothing is called \"paragraph\""},
        {"{{#invoice}}{{full_number}} {{customer_name}}{{/invoice}}", NULL                                     },
        {"a\n{{invoice.colour}}\n{{^oops}}x{{/oops}}",
         "line 2: nothing is called \"invoice.colour\"; line 3: nothing is called \"oops\""                    },
        {"{{> layout}}",                                              "line 1: nothing is called \"layout\""   },
    };
    struct ctx *ctx = begin(state);

    FOR_EACH_CASE(one, cases) {
        const struct mail_template from = {"Every", MAIL_TEXT, one->content, false, NULL};
        struct mail_template written;

        EXPECT_INTEGER(one->content, OK, mail_template_write(ctx, &from, &written));
        EXPECT_TEXT(one->content, one->warning, written.warning);
    }
    end(state);
}

static void both_languages_say_the_same_things(void **state)
{
    const char *at = embedded_text("mails.fr"), *english = embedded_text("mails.en");
    struct arena *arena = arena_new();

    (void)state;
    while ((at = strchr(at, '\n')) && at[1]) {
        size_t size = strcspn(++at, "=");

        if (*at == '#')
            continue;
        EXPECT_TRUE(arena_copy_bytes(arena, at, size),
                    strstr(english, arena_printf(arena, "\n%.*s=", (int)size, at)) != NULL);
    }
    arena_free(arena);
}

/* Marks are put in the places of secrets, and are escaped where HTML wants it. */
static void secrets_stand_where_their_marks_are(void **state)
{
    struct arena *arena = arena_new();
    struct ctx ctx = {.arena = arena};
    const struct written_mail written = {
        .subject = "\ue000code\ue001 it is",
        .content_text = "\ue000link\ue001, \ue000link\ue001",
        .content_html = "<a href=\"\ue000link\ue001\">",
    };
    const struct mail_secrets secrets = {.link = "https://a.example/?b=1&c=2", .code = "123456"};
    const struct written_mail filled = mail_fill_in(&ctx, &written, &secrets);

    (void)state;
    EXPECT_TEXT("subject", "123456 it is", filled.subject);
    EXPECT_TEXT("text", "https://a.example/?b=1&c=2, https://a.example/?b=1&c=2",
                filled.content_text);
    EXPECT_TEXT("html", "<a href=\"https://a.example/?b=1&amp;c=2\">", filled.content_html);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH_ENGINES(every_kind_reads_well),
        ON_SQLITE(templates_of_ours_are_not_odd),
        ON_BOTH_ENGINES(the_nearest_text_counts),
        ON_SQLITE(what_is_no_template_is_refused),
        ON_SQLITE(odd_names_are_told),
        cmocka_unit_test(both_languages_say_the_same_things),
        cmocka_unit_test(secrets_stand_where_their_marks_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
