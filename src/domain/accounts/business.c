#include "domain/accounts/business.h"

#include <string.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/accounts/secret.h"
#include "domain/check.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

/* Of the secrets that a business begins with: 256 bits. */
enum { SECRET_SIZE = 32 };

static const char *or_default(const char *given, const char *otherwise)
{
    return given ? given : otherwise;
}

static void check_new_business(struct ctx *ctx, const struct new_business *from)
{
    if (text_is_blank(from->name))
        complain(ctx, NULL, "Name", "Name: a business needs a name.");
    check_language(ctx, "Language", from->language);
    check_reference(ctx, "ReferenceSegment", from->reference_segment);
    check_range(ctx, "RateTax", from->rate_tax, 0, 10000);
    if (from->currency && currency_exponent(from->currency) < 0)
        complain(ctx, NULL, "Currency", "Currency: \"%s\" is not a currency like EUR.",
                 from->currency);
}

static enum err books_create(struct ctx *ctx)
{
    /* The chain of a business begins with the hash of nothing. */
    uint8_t first[SHA256_SIZE];

    sha256("", 0, first);
    return db_run(ctx, &sql_books_create,
                  ARGS(ARG_AS(last_hash, ((struct bytes){first, sizeof first}))));
}

static enum err seller_create(struct ctx *ctx, const struct business *business, int64_t *id)
{
    struct seller seller = {
        .id = db_new_id(ctx, ID_PUBLIC),
        .name = business->name,
        .vat_regime = "Standard",
        .id_address = NONE,
        .time_zone = business->time_zone,
        .is_default = true,
        .trace = business->trace,
    };

    *id = seller.id;
    return db_save(ctx, &sql_seller_add, seller_fields, &seller);
}

static enum err segment_create(struct ctx *ctx, const struct new_business *from,
                               const struct business *business)
{
    struct segment segment = {
        .id = db_new_id(ctx, ID_PUBLIC),
        .reference_segment = or_default(from->reference_segment, "default"),
        .name = business->name,
        .currency = or_default(from->currency, "EUR"),
        .language = business->language,
        .time_zone = business->time_zone,
        .position = 1,
        .rate_tax = from->rate_tax == NONE ? 2000 : from->rate_tax,
        .label_tax = "TVA",
        .trace = business->trace,
    };

    TRY(seller_create(ctx, business, &segment.id_seller));
    TRY(db_save(ctx, &sql_segment_add, segment_fields, &segment));
    return secret_put(ctx, "segments", segment.id, "portal_secret",
                      random_hex(ctx->arena, SECRET_SIZE));
}

enum err business_create(struct ctx *ctx, const struct new_business *from, struct business *out)
{
    check_new_business(ctx, from);
    TRY(complaints(ctx));
    *out = (struct business){
        .id = db_new_id(ctx, ID_PUBLIC),
        .name = from->name,
        .is_live = from->is_live,
        .language = or_default(from->language, "fr"),
        .time_zone = or_default(from->time_zone, "Europe/Paris"),
        .trace = trace_created(ctx),
    };
    ctx->id_business = out->id;
    ctx->is_live = out->is_live;
    TRY(db_save(ctx, &sql_business_add, business_fields, out));
    TRY(books_create(ctx));
    TRY(secret_put(ctx, "businesses", out->id, "webhook_secret",
                   random_hex(ctx->arena, SECRET_SIZE)));
    return segment_create(ctx, from, out);
}

enum err business_empty(struct ctx *ctx)
{
    static const struct sql *const statements[] = {
        &sql_empty_answers,
        &sql_empty_events,
        &sql_empty_mails,
        &sql_empty_failures,
        &sql_empty_imports,
        &sql_empty_jobs,
        &sql_empty_postings,
        &sql_empty_entries,
        &sql_empty_taxes,
        &sql_empty_invoices,
        &sql_empty_lines,
        &sql_empty_counters,
        &sql_empty_usage,
        &sql_empty_periods,
        &sql_empty_features,
        &sql_empty_discounts,
        &sql_empty_thresholds,
        &sql_empty_texts,
        &sql_empty_subscriptions,
        &sql_empty_sessions,
        &sql_empty_credentials,
        &sql_empty_sign_in_failures,
        &sql_empty_sign_in_codes,
        &sql_empty_contacts,
        &sql_empty_customer_taxes,
        &sql_empty_vat_proofs,
        &sql_empty_portal_blocks,
        &sql_empty_customers,
        &sql_empty_addresses,
        &sql_empty_test_clock,
        &sql_empty_payment_shares,
        &sql_empty_payments,
        &sql_empty_mandates,
        &sql_empty_sepa_files,
        &sql_empty_sepa_orders,
        &sql_empty_sepa_entries,
        &sql_empty_sealed,
        &sql_empty_transaction_shares,
        &sql_empty_transactions,
        &sql_empty_permissions,
        &sql_empty_gateway_notices,
        &sql_empty_drafts,
        &sql_empty_recurring_invoices,
        &sql_empty_recurring_cycles,
        &sql_empty_estimate_answers,
        &sql_empty_estimates,
        &sql_empty_credit_uses,
        &sql_empty_disputes,
        &sql_empty_promotion_uses,
        &sql_empty_promotions,
    };

    if (ctx->is_live)
        return fail(ctx, ERR_FORBIDDEN, "Error.Business.IsLive", NULL,
                    "A live business cannot be emptied.");
    for (size_t i = 0; i < COUNT_OF(statements); i++)
        TRY(db_run(ctx, statements[i], NO_ARGS));
    TRY(db_run(ctx, &sql_empty_series, NO_ARGS));
    TRY(db_run(ctx, &sql_empty_books, NO_ARGS));
    return books_create(ctx);
}
