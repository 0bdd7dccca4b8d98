#include "domain/sepa/mandate_live.h"

#include "domain/live.h"
#include "domain/sepa/mandate.h"

#define OF_TRACE(member)                                                                           \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct mandate *)0)->trace.member),                  \
        .offset = offsetof(struct mandate, trace.member)                                           \
    }

const struct field mandate_live_fields[] = {
    FIELD(mandate, id),
    FIELD(mandate, id_customer),
    FIELD(mandate, id_gateway),
    FIELD(mandate, id_permission),
    FIELD(mandate, reference_customer),
    FIELD(mandate, reference_segment),
    FIELD(mandate, reference_mandate),
    FIELD_CHOICE_OF(mandate, scheme_mandate, scheme_mandate_names),
    FIELD_CHOICE_OF(mandate, type_mandate, sequence_sepa_names),
    FIELD_CHOICE_OF(mandate, state_permission, state_permission_names),
    FIELD(mandate, name_debtor),
    FIELD(mandate, iban_masked),
    FIELD(mandate, bic),
    FIELD(mandate, date_signature),
    FIELD(mandate, signed_from),
    FIELD(mandate, signed_with),
    FIELD(mandate, text_version),
    FIELD(mandate, text_hash),
    FIELD(mandate, date_last_collection),
    FIELD(mandate, date_collection),
    FIELD(mandate, date_amendment),
    FIELD(mandate, date_expiration),
    FIELD(mandate, date_revocation),
    FIELD(mandate, reason_revocation),
    OF_TRACE(date_creation),
    OF_TRACE(date_update),
    FIELDS_END,
};

const struct field mandate_live_amend_fields[] = {
    FIELD_LIMITED(mandate_amendment, iban, 50),
    FIELD_LIMITED(mandate_amendment, bic, 20),
    FIELD_LIMITED(mandate_amendment, name_debtor, 140),
    FIELDS_END,
};

struct mandate_query {
    const char *reference_customer, *reference_segment, *reference_mandate;
    struct page page;
};

const struct field mandate_live_list_fields[] = {
    FIELD(mandate_query, reference_customer),
    FIELD(mandate_query, reference_segment),
    FIELD(mandate_query, reference_mandate),
    PAGE_FIELDS(mandate_query),
    FIELDS_END,
};

/* The one of a reference, as a list of one or none. */
static enum err list_named(struct ctx *ctx, const char *reference_mandate, struct live_list *list)
{
    struct mandate *mandate = ARENA_NEW(ctx->arena, struct mandate);
    struct failure *failures = ctx->failures;
    enum err err = mandate_find(ctx, reference_mandate, mandate);

    list->total = err == OK;
    list->items = (struct list){mandate, err == OK};
    if (err != ERR_NOT_FOUND)
        return err;
    ctx->failures = failures;
    return OK;
}

enum err mandate_live_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {
        .fields = mandate_live_fields,
        .size = sizeof(struct mandate),
        .is_always_there = true,
    };
    struct mandate_query query = {0};
    struct customer customer = {.id = NONE};

    TRY(request_read_query(ctx, request, mandate_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    list.page = query.page;
    if (query.reference_customer)
        TRY(customer_access(ctx, query.reference_customer, query.reference_segment, &customer));
    if (query.reference_mandate)
        TRY(list_named(ctx, query.reference_mandate, &list));
    else
        TRY(mandate_list(ctx, customer.id, &query.page, &list.items, &list.total));
    return live_respond_list(ctx, request, response, &list);
}

enum err mandate_live_post(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct mandate_input input;
    struct mandate mandate;
    bool is_new;

    TRY(request_read(ctx, request, mandate_input_fields, &input));
    TRY(mandate_add(ctx, &input, &mandate, &is_new));
    return respond_json(ctx, response, is_new ? 201 : 200, mandate_live_fields, &mandate);
}

static enum err id_of(struct ctx *ctx, const struct request *request, int64_t *id)
{
    return path_id(ctx, request, "id", "Error.Api.Mandate.NotFound", id);
}

enum err mandate_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct mandate mandate;
    int64_t id;

    TRY(id_of(ctx, request, &id));
    TRY(mandate_get(ctx, id, &mandate));
    return respond_json(ctx, response, 200, mandate_live_fields, &mandate);
}

enum err mandate_live_amend(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct mandate_amendment amendment;
    struct mandate mandate;
    int64_t id;

    TRY(id_of(ctx, request, &id));
    TRY(request_read(ctx, request, mandate_live_amend_fields, &amendment));
    TRY(mandate_amend(ctx, id, &amendment, &mandate));
    return respond_json(ctx, response, 200, mandate_live_fields, &mandate);
}

struct revocation {
    const char *reason;
};

const struct field mandate_live_revoke_fields[] = {FIELD(revocation, reason), FIELDS_END};

enum err mandate_live_revoke(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct revocation revocation;
    struct mandate mandate;
    int64_t id;

    TRY(id_of(ctx, request, &id));
    TRY(request_read(ctx, request, mandate_live_revoke_fields, &revocation));
    TRY(mandate_revoke(ctx, id, revocation.reason, &mandate));
    return respond_json(ctx, response, 200, mandate_live_fields, &mandate);
}
