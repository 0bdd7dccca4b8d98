#include "domain/accounts/business.h"

#include "domain/accounts/audit.h"
#include "domain/check.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field business_fields[] = {
    FIELD(business, id),
    FIELD(business, name),
    FIELD(business, is_live),
    FIELD(business, language),
    FIELD(business, time_zone),
    TRACE_FIELDS(business),
    FIELDS_END,
};

const struct field segment_fields[] = {
    FIELD(segment, id),
    FIELD(segment, id_seller),
    FIELD(segment, reference_segment),
    FIELD(segment, name),
    FIELD(segment, currency),
    FIELD(segment, language),
    FIELD(segment, time_zone),
    FIELD(segment, position),
    FIELD(segment, rate_tax),
    FIELD(segment, label_tax),
    FIELD(segment, install_url),
    TRACE_FIELDS(segment),
    FIELDS_END,
};

const struct field seller_fields[] = {
    FIELD(seller, id),          FIELD(seller, name),       FIELD(seller, legal_form),
    FIELD(seller, siren),       FIELD(seller, vat_number), FIELD(seller, vat_regime),
    FIELD(seller, creditor_id), FIELD(seller, id_address), FIELD(seller, time_zone),
    FIELD(seller, is_default),  TRACE_FIELDS(seller),      FIELDS_END,
};

enum err business_get(struct ctx *ctx, struct business *out)
{
    return db_get(ctx, &sql_business_get, NO_ARGS, business_fields, out);
}

enum err business_list(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_business_list, NO_ARGS, business_fields, sizeof(struct business), out);
}

enum err segment_get(struct ctx *ctx, int64_t id, struct segment *out)
{
    return db_get(ctx, &sql_segment_get, ARGS(ARG(id)), segment_fields, out);
}

enum err segment_list(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_segment_list, NO_ARGS, segment_fields, sizeof(struct segment), out);
}

enum err segment_choose(struct ctx *ctx, const char *reference_segment, struct segment *out)
{
    enum err err =
        db_get(ctx, &sql_segment_choose, ARGS(ARG(reference_segment)), segment_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_INVALID, "Error.Api.Segment.Unknown", "ReferenceSegment",
                    "There is no segment \"%s\".", reference_segment ? reference_segment : "");
    return err;
}

enum err segment_set_install_url(struct ctx *ctx, struct segment *segment, const char *install_url)
{
    check_http_url(ctx, "InstallUrl", install_url);
    TRY(complaints(ctx));
    segment->install_url = install_url;
    trace_updated(ctx, &segment->trace);
    TRY(db_update(ctx, &sql_segment_set_install_url, segment_fields, segment));
    segment->trace.version++;
    return audit_record(ctx, "Segment.InstallUrl", "segments", segment->id, NULL, NULL);
}

enum err seller_list(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_seller_list, NO_ARGS, seller_fields, sizeof(struct seller), out);
}
