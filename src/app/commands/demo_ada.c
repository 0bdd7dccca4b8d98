#include "app/commands/demo_ada.h"

#include <string.h>

#include "base/count.h"
#include "base/json.h"
#include "domain/accounts/secret.h"
#include "domain/balance/balance_credit.h"
#include "domain/customers/contact.h"
#include "domain/estimates/estimate.h"
#include "domain/estimates/estimate_live.h"
#include "domain/gateways/permission.h"
#include "domain/invoices/invoice_desk.h"
#include "domain/invoices/invoice_desk_live.h"
#include "domain/invoices/invoice_draft.h"
#include "domain/links/link_writer.h"
#include "domain/look/look_part.h"
#include "domain/payments/payment.h"
#include "domain/recurring/recurring.h"
#include "domain/taxes/seller.h"

/* What is composed is written as the API takes it. */
static const char training[] =
    "{\"ReferenceCustomer\":\"" ADA "\",\"Composition\":{\"PaymentLimitDays\":15,\"Lines\":["
    "{\"Label\":\"Formation de l’équipe\",\"Description\":\"Une demi-journée, dans vos locaux\","
    "\"AmountUnit\":45000}]}}";
static const char maintenance[] = "{\"ReferenceCustomer\":\"" ADA
                                  "\",\"Title\":\"Maintenance\",\"Cycles\":12,\"IsAutoPay\":false,"
                                  "\"ModePeriod\":\"Advance\",\"Composition\":{\"Lines\":["
                                  "{\"Label\":\"Maintenance, {PERIOD}\",\"AmountUnit\":12000}]}}";
static const char new_site[] =
    "{\"ReferenceCustomer\":\"" ADA "\",\"Note\":\"Comme convenu au téléphone\",\"Composition\":{"
    "\"TypeDeposit\":\"PerTenThousand\",\"ValueDeposit\":3000,\"Lines\":["
    "{\"Label\":\"Conception du site\",\"Quantity\":3,\"AmountUnit\":62000},"
    "{\"Label\":\"Reprise des contenus\",\"AmountUnit\":48000}]}}";

/* before anybody comes ----------------------------------------------------------------------------
 */

static enum err describe_seller(struct ctx *ctx)
{
    struct seller_facts facts, written;

    fields_clear(seller_input_fields, &facts);
    facts.siren = "303265045";
    facts.vat_number = "FR40303265045";
    facts.address_line1 = "12 rue des Tanneurs";
    facts.zip_code = "69005";
    facts.city = "Lyon";
    facts.country = "FR";
    TRY(seller_facts_set(ctx, NULL, &facts, &written));
    return secret_set(ctx, "seller.iban", NULL, "FR7630006000011234567890189");
}

static enum err give_look(struct ctx *ctx)
{
    static const struct look_part contact = {
        .key = "Contact",
        .value = "Atelier Numérique\n12 rue des Tanneurs, 69005 Lyon\naide@atelier.example",
    };
    static const struct {
        const char *key, *value;
    } settings[] = {
        {"brand",                  "#0f766e"},
        {"anonymous_subscription", "1"      },
        {"link_lifetime_hours",    "720"    },
    };

    for (size_t i = 0; i < COUNT_OF(settings); i++)
        TRY(setting_write(ctx, settings[i].key, NULL, settings[i].value));
    return look_part_write(ctx, &contact);
}

static enum err open_gateway(struct ctx *ctx)
{
    struct gateway_input input;
    struct gateway gateway;

    fields_clear(gateway_input_fields, &input);
    input.type_gateway = "Sandbox";
    input.type_payment = PAYMENT_CARD;
    return gateway_add(ctx, &input, &gateway);
}

enum err demo_prepare(struct ctx *ctx)
{
    TRY(describe_seller(ctx));
    TRY(give_look(ctx));
    return open_gateway(ctx);
}

/* days --------------------------------------------------------------------------------------------
 */

static enum err read_composed(struct ctx *ctx, const char *text, const struct field *fields,
                              void *out)
{
    const struct json *json;

    TRY(json_parse(ctx, text, strlen(text), &json));
    return json_read(ctx, json, fields, out);
}

static enum err name_contacts(struct ctx *ctx)
{
    static const struct contact_input inputs[] = {
        {"Charles Babbage",    "charles@example.test",  ROLE_PAYER   },
        {"Augustus De Morgan", "augustus@example.test", ROLE_APPROVER},
    };
    struct customer customer;
    struct contact contact;

    TRY(customer_access(ctx, ADA, NULL, &customer));
    for (size_t i = 0; i < COUNT_OF(inputs); i++)
        TRY(contact_add(ctx, customer.id, &inputs[i], &contact));
    return OK;
}

/* What is due and not late yet, by one transfer. */
static enum err pay(struct ctx *ctx)
{
    struct desk_filter filter = {.id_segment = NONE, .state_invoice = INVOICE_DUE_OFFLINE};
    struct receipt receipt = {.amount = NONE, .is_prepaid = NONE};
    struct page page = {1, SIZE_PAGE_MAX};
    struct payment_share *shares;
    struct customer customer;
    struct list invoices;
    struct payment payment;
    int64_t total;
    bool is_new;

    TRY(customer_access(ctx, ADA, NULL, &customer));
    filter.id_customer = customer.id;
    TRY(desk_invoice_list(ctx, &filter, &page, &invoices, &total));
    shares = ARENA_ARRAY(ctx->arena, struct payment_share, invoices.count + 1);
    for (size_t i = 0; i < invoices.count; i++)
        shares[i] = (struct payment_share){
            .id_invoice = LIST_AT(invoices, struct desk_invoice, i)->id, .amount = NONE};
    receipt.invoices = (struct list){shares, invoices.count};
    return payment_record(ctx, &receipt, &payment, &is_new);
}

/* It is due after two weeks, and she forgets it. */
static enum err bill_training(struct ctx *ctx)
{
    struct draft_input input = {0};
    struct held_invoice draft;
    struct invoice invoice;

    TRY(read_composed(ctx, training, draft_desk_input_fields, &input));
    TRY(draft_compose(ctx, &input, &draft));
    return draft_issue(ctx, draft.id, &invoice);
}

static enum err start_maintenance(struct ctx *ctx)
{
    struct recurring_input input = {0};
    struct recurring_invoice recurring;

    TRY(read_composed(ctx, maintenance, recurring_input_fields, &input));
    TRY(recurring_create(ctx, &input, &recurring));
    return recurring_start(ctx, recurring.id, MISSED_SKIP, &recurring);
}

static enum err register_card(struct ctx *ctx)
{
    struct registration registration = {
        .reference_customer = ADA,
        .id_gateway = NONE,
        .type_payment = PAYMENT_CARD,
        .number = "4200460037003700",
    };
    struct gateway_permission permission;

    return permission_begin(ctx, &registration, &permission);
}

static enum err offer_site(struct ctx *ctx)
{
    struct estimate_input input = {0};
    struct estimate estimate;

    TRY(read_composed(ctx, new_site, estimate_live_input_fields, &input));
    TRY(estimate_create(ctx, &input, &estimate));
    return estimate_mark_sent(ctx, estimate.id, &estimate);
}

static enum err give_credit(struct ctx *ctx)
{
    struct credit_gift gift = {
        .reference_customer = ADA, .amount = 2500, .label = "Merci de votre parrainage"};
    struct credit_line credit;

    return credit_grant(ctx, &gift, &credit);
}

static const struct {
    int day;
    enum err (*happen)(struct ctx *ctx);
} occasions[] = {
    {2,  name_contacts    },
    {20, pay              },
    {25, bill_training    },
    {41, start_maintenance},
    {60, pay              },
    {73, register_card    },
    {74, offer_site       },
    {75, give_credit      },
};

enum err demo_ada_lives(struct ctx *ctx, int day)
{
    for (size_t i = 0; i < COUNT_OF(occasions); i++)
        if (occasions[i].day == day)
            TRY(occasions[i].happen(ctx));
    return OK;
}

/* links -------------------------------------------------------------------------------------------
 */

enum err demo_link(struct ctx *ctx, struct demo_links *out)
{
    struct link home = {.page = LINK_HOME}, offers = {.page = LINK_COLLECTION_OFFERS};
    struct settings settings;
    struct segment segment;
    struct customer customer;
    const char *hosted;

    TRY(settings_load(ctx, &settings));
    TRY(segment_choose(ctx, NULL, &segment));
    TRY(customer_access(ctx, ADA, NULL, &customer));
    hosted = link_hosted(ctx, NULL, segment.reference_segment);
    home.id_segment = offers.id_segment = segment.id;
    home.date_expiry = offers.date_expiry = link_expiry(ctx, &settings, segment.id);
    home.id_customer = customer.id;
    home.link_epoch = customer.link_epoch;
    out->path_portal = arena_printf(ctx->arena, "%s%s", hosted, link_seal(ctx, &home));
    out->path_offers = arena_printf(ctx->arena, "%s%s", hosted, link_seal(ctx, &offers));
    return OK;
}
