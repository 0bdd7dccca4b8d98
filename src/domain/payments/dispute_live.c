#include "domain/payments/dispute_live.h"

#include "domain/payments/dispute.h"

const struct field dispute_live_fields[] = {
    FIELD(dispute, id),           FIELD(dispute, id_invoice),
    FIELD(dispute, reason),       FIELD(dispute, amount),
    FIELD(dispute, date_dispute), FIELD_CHOICE_OF(dispute, outcome, dispute_outcome_names),
    FIELD(dispute, date_outcome), FIELDS_END,
};

const struct field dispute_live_input_fields[] = {
    FIELD(dispute, reason),
    FIELDS_END,
};

/* What a person can say of how it ended. */
static const char *const outcome_names[] = {NULL, "Won", "Lost", NULL};

const struct field dispute_live_outcome_fields[] = {
    FIELD_CHOICE_OF(dispute, outcome, outcome_names),
    FIELDS_END,
};

enum err dispute_live_post(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct dispute input, dispute;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Invoice.NotFound", &id));
    TRY(request_read(ctx, request, dispute_live_input_fields, &input));
    TRY(dispute_register(ctx, id, input.reason, &dispute));
    return respond_json(ctx, response, 201, dispute_live_fields, &dispute);
}

enum err dispute_live_resolve(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct dispute input, dispute;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Invoice.NotFound", &id));
    TRY(request_read(ctx, request, dispute_live_outcome_fields, &input));
    if (!input.outcome)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Outcome", "Outcome: is missing.");
    TRY(dispute_resolve(ctx, id, input.outcome == DISPUTE_WON, &dispute));
    return respond_json(ctx, response, 200, dispute_live_fields, &dispute);
}
