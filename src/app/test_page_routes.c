/* Every template against the field table of its view: a name that nothing stands for, a text that a
 * language lacks, or a choice without a word is found here and not by a reader. */
#include <stdio.h>
#include <string.h>

#include "app/overview_page.h"
#include "app/page_routes.h"
#include "app/reference/reference_page.h"
#include "app/welcome_page.h"
#include "domain/catalogue/offer_page.h"
#include "domain/catalogue/offer_portal.h"
#include "domain/customers/billing_portal.h"
#include "domain/customers/customer_page.h"
#include "domain/estimates/estimate_portal.h"
#include "domain/gateways/method_portal.h"
#include "domain/gateways/pay_portal.h"
#include "domain/gateways/sandbox_page.h"
#include "domain/invoices/invoice_page.h"
#include "domain/invoices/invoice_portal.h"
#include "domain/mails/mail_write.h"
#include "domain/portal/account_portal.h"
#include "domain/portal/credential_portal.h"
#include "domain/portal/entry_portal.h"
#include "domain/portal/home_portal.h"
#include "domain/portal/insite_portal.h"
#include "domain/portal/portal.h"
#include "domain/portal/register_portal.h"
#include "domain/recurring/recurring_portal.h"
#include "domain/statements/credit_portal.h"
#include "domain/statements/payment_portal.h"
#include "domain/statements/statement_portal.h"
#include "domain/subscriptions/subscribe_portal.h"
#include "domain/subscriptions/subscription_change_portal.h"
#include "domain/subscriptions/subscription_end_portal.h"
#include "domain/subscriptions/subscription_options_portal.h"
#include "domain/subscriptions/subscription_portal.h"
#include "domain/subscriptions/subscription_start_portal.h"
#include "platform/view/embedded.h"
#include "unit/cases.h"

static const struct html_page *const pages[] = {
    &html_layout_page,
    &html_error_page,
    &welcome_page,
    &overview_page,
    &customer_page_list_page,
    &customer_page_show_page,
    &invoice_page_list_page,
    &invoice_page_show_page,
    &offer_page_list_page,
    &sandbox_page_method_page,
    &sandbox_page_charge_page,
    &reference_page,
};

/* Those of the portal, inside its own layout. */
static const struct html_page *const portal_pages[] = {
    &portal_layout_page,
    &entry_sign_in_page,
    &entry_code_page,
    &entry_proof_page,
    &entry_accounts_page,
    &home_portal_page,
    &account_portal_page,
    &account_portal_email_page,
    &credential_portal_page,
    &credential_portal_password_page,
    &credential_portal_code_page,
    &insite_page,
    &portal_leaving_page,
    &offer_portal_list_page,
    &subscribe_portal_page,
    &register_portal_page,
    &register_portal_details_page,
    &subscription_portal_list_page,
    &subscription_portal_show_page,
    &subscription_portal_change_page,
    &subscription_portal_options_page,
    &subscription_portal_start_page,
    &subscription_portal_cancel_page,
    &invoice_portal_list_page,
    &invoice_portal_show_page,
    &pay_portal_page,
    &pay_portal_result_page,
    &pay_portal_transfer_page,
    &method_portal_list_page,
    &method_portal_new_page,
    &method_portal_wait_page,
    &method_portal_remove_page,
    &billing_portal_page,
    &billing_portal_edit_page,
    &recurring_portal_list_page,
    &recurring_portal_show_page,
    &estimate_portal_list_page,
    &estimate_portal_show_page,
    &statement_portal_page,
    &payment_portal_list_page,
    &payment_portal_show_page,
    &credit_portal_list_page,
    &credit_portal_show_page,
};

/* The tables that names are looked for in, from the innermost outwards. */
struct place {
    const struct field *fields;
    const struct place *outer;
};

struct check {
    struct ctx ctx;
    struct template from;
    const char *seen[1000]; /* the files that were read */
    size_t seen_count;
};

static const char *at_line(struct check *check, const struct view_node *node)
{
    int line = 1;

    for (const char *c = check->from.text; c < node->at; c++)
        line += *c == '\n';
    return arena_printf(check->ctx.arena, "%s, line %d: %s", check->from.name, line, node->name);
}

static bool has_text(struct check *check, const char *key)
{
    return html_text(check->ctx.arena, "fr", key) && html_text(check->ctx.arena, "en", key);
}

static const struct field *field_at_name(const struct place *place, const char *name)
{
    const struct field *field = NULL;
    char part[64];
    size_t size = strcspn(name, ".");

    snprintf(part, sizeof part, "%.*s", (int)size, name);
    for (; place && !field; place = place->outer)
        field = field_named(place->fields, part);
    while (field && name[size]) {
        name += size + 1;
        size = strcspn(name, ".");
        snprintf(part, sizeof part, "%.*s", (int)size, name);
        field = field->kind == FIELD_RECORD ? field_named(field->element, part) : NULL;
    }
    return field;
}

static const struct field *expect_name(struct check *check, const struct view_node *node,
                                       const struct place *place)
{
    const struct field *field;

    if (strncmp(node->name, "t.", 2) == 0) {
        EXPECT_TRUE(at_line(check, node), has_text(check, node->name + 2));
        return NULL;
    }
    field = field_at_name(place, node->name);
    EXPECT_TRUE(at_line(check, node), field != NULL);
    return field;
}

static void expect_words(struct check *check, const struct view_node *node,
                         const struct field *field)
{
    if (!field || field->kind != FIELD_CHOICE)
        return;
    for (int i = 1; field->choices[i]; i++)
        EXPECT_TRUE(
            arena_printf(check->ctx.arena, "%s: %s", at_line(check, node), field->choices[i]),
            has_text(check, arena_printf(check->ctx.arena, "word.%s", field->choices[i])));
}

static bool was_seen(const struct check *check, const char *file)
{
    for (size_t i = 0; i < check->seen_count; i++)
        if (strcmp(check->seen[i], file) == 0)
            return true;
    return false;
}

static void expect_names(struct check *check, const struct view_node *nodes,
                         const struct place *place);

static bool is_layout(const char *file)
{
    return strcmp(file, html_layout_page.template) == 0 ||
           strcmp(file, portal_layout_page.template) == 0;
}

static void expect_file(struct check *check, const char *file, const struct place *place)
{
    struct template outer = check->from;
    struct view_node *nodes;

    EXPECT_TRUE(file, embedded_text(file) != NULL);
    check->from = (struct template){file, embedded_text(file), is_layout(file)};
    if (!was_seen(check, file))
        check->seen[check->seen_count++] = file;
    EXPECT_INTEGER(file, OK, template_read(&check->ctx, &check->from, &nodes));
    expect_names(check, nodes, place);
    check->from = outer;
}

static void expect_section(struct check *check, const struct view_node *node,
                           const struct place *place)
{
    const struct field *field = expect_name(check, node, place);
    bool is_inside = field && node->kind == NODE_SECTION &&
                     (field->kind == FIELD_LIST || field->kind == FIELD_RECORD);
    struct place inner = {is_inside ? field->element : NULL, place};

    expect_names(check, node->inside, is_inside ? &inner : place);
}

static void expect_names(struct check *check, const struct view_node *nodes,
                         const struct place *place)
{
    for (const struct view_node *node = nodes; node; node = node->next) {
        if (node->kind == NODE_VARIABLE || node->kind == NODE_RAW)
            expect_words(check, node, expect_name(check, node, place));
        else if (node->kind == NODE_SECTION || node->kind == NODE_INVERTED)
            expect_section(check, node, place);
        else if (node->kind == NODE_PARTIAL)
            expect_file(check, arena_printf(check->ctx.arena, "%s.html", node->name), place);
    }
}

static void expect_pages(struct check *check, const struct html_page *layout,
                         const struct html_page *const *inside, size_t count)
{
    const struct place frame = {layout->fields, NULL};

    for (size_t i = 0; i < count; i++) {
        const struct place place = {inside[i]->fields, &frame};

        expect_file(check, inside[i]->template, &place);
        if (inside[i]->title)
            EXPECT_TRUE(inside[i]->title, has_text(check, inside[i]->title));
    }
}

static void every_name_in_every_template_is_known(void **state)
{
    struct check check = {.ctx = {.arena = arena_new()}};

    const struct place facts = {mail_facts_fields, NULL}, mail = {mail_page_fields, &facts};

    (void)state;
    expect_file(&check, "mail.html", &mail);
    expect_pages(&check, &html_layout_page, pages, COUNT_OF(pages));
    expect_pages(&check, &portal_layout_page, portal_pages, COUNT_OF(portal_pages));
    for (int i = 0; i < embedded_count; i++) {
        const char *name = embedded_files[i].name, *point = strrchr(name, '.');

        if (point && strcmp(point, ".html") == 0 && strncmp(name, "icon_", 5) != 0)
            EXPECT_TRUE(name, was_seen(&check, name)); /* or it belongs among the pages above */
    }
    arena_free(check.ctx.arena);
}

static void no_page_writes(void **state)
{
    (void)state;
    for (size_t i = 0; i < page_face.count; i++) {
        EXPECT_INTEGER(page_face.routes[i].path, GET, page_face.routes[i].method);
        EXPECT_INTEGER(page_face.routes[i].path, READS, page_face.routes[i].kind);
        EXPECT_TRUE(page_face.routes[i].path, page_face.routes[i].permission ||
                                                  strncmp(page_face.routes[i].path, "/office", 7));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_in_every_template_is_known),
        cmocka_unit_test(no_page_writes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
