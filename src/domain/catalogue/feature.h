/* Features: what a subscription gives a right to, and what its price may depend on. Global to the
 * business; an offer or a subscription gives them their parameters. */
#ifndef DOMAIN_CATALOGUE_FEATURE_H
#define DOMAIN_CATALOGUE_FEATURE_H

#include "domain/page.h"
#include "domain/trace.h"
#include "rules/aggregation.h"
#include "rules/charge.h"

struct feature {
    int64_t id;
    const char *reference_feature, *name;
    int type_feature; /* enum type_feature; never changes */
    bool is_visible;
    int64_t position;
    const char *metadata;
    const char *title_localized, *description_localized; /* in the language asked for */
    struct trace trace;
};
extern const struct field feature_fields[];

/* The parameters of a feature in an offer or a subscription, as rows and JSON have them. */
struct feature_parameters {
    int64_t is_included, is_enabled; /* OnOff; else NONE */
    struct quantity quantity_included, quantity_current;
    bool is_updatable_before_subscription, is_updatable_after_subscription;
    bool is_update_at_full_price, is_free_in_trial;
    int mode_quantity;    /* enum mode_quantity; of a Consumption */
    bool is_carried_over; /* a Consumption's level goes on in the next period */
    int mode_pricing;     /* enum mode_pricing */
    const char *steps; /* JSON, or NULL: free */
    int timing;        /* enum timing; of a stock or a switch */
    int64_t amount_min, amount_max;
};

/* The fields of a struct that has a member `parameters`. */
#define PARAMETER_FIELD(type, member, kind_of_it, ...)                                             \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it), .offset = offsetof(struct type, parameters.member), \
        __VA_ARGS__                                                                                \
    }
#define FEATURE_PARAMETER_FIELDS(type)                                                             \
    PARAMETER_FIELD(type, is_included, FIELD_FLAG, ),                                              \
        PARAMETER_FIELD(type, is_enabled, FIELD_FLAG, ),                                           \
        PARAMETER_FIELD(type, quantity_included, FIELD_QUANTITY, ),                                \
        PARAMETER_FIELD(type, quantity_current, FIELD_QUANTITY, ),                                 \
        PARAMETER_FIELD(type, is_updatable_before_subscription, FIELD_BOOLEAN, ),                  \
        PARAMETER_FIELD(type, is_updatable_after_subscription, FIELD_BOOLEAN, ),                   \
        PARAMETER_FIELD(type, is_update_at_full_price, FIELD_BOOLEAN, ),                           \
        PARAMETER_FIELD(type, is_free_in_trial, FIELD_BOOLEAN, ),                                  \
        PARAMETER_FIELD(type, mode_quantity, FIELD_CHOICE, .choices = mode_quantity_names),        \
        PARAMETER_FIELD(type, is_carried_over, FIELD_BOOLEAN, ),                                   \
        PARAMETER_FIELD(type, mode_pricing, FIELD_CHOICE, .choices = mode_pricing_names),          \
        PARAMETER_FIELD(type, steps, FIELD_JSON, ),                                                \
        PARAMETER_FIELD(type, timing, FIELD_CHOICE, .choices = timing_names),                      \
        PARAMETER_FIELD(type, amount_min, FIELD_INTEGER, ),                                        \
        PARAMETER_FIELD(type, amount_max, FIELD_INTEGER, )

/* One step as JSON has it; `struct step` of rules/price.h. */
extern const struct field step_fields[];

/* Steps that were read before: the subscriptions of a batch share the few texts of their offers.
 * Begins as {0}, and lives no longer than the arena of the ctx. */
enum { STEPS_MEMO_MAX = 16 };
struct steps_memo {
    struct {
        const char *json;
        struct steps steps;
    } at[STEPS_MEMO_MAX];
    size_t count; /* of all that were put in; the last STEPS_MEMO_MAX are there */
};

/* Reads the JSON of a column, with a memo or NULL. ERR_FAILED if it is not what was once written.
 */
MUST_CHECK enum err steps_read(struct ctx *ctx, struct steps_memo *memo, const char *json,
                               struct steps *out);
/* Complains of what is no price, and gives percentages the price per unit that they make in the
 * currency. `of` is said behind the place of a step, or NULL. */
void steps_check(struct ctx *ctx, const struct list *steps, const char *currency, const char *of);
/* The JSON of a list of `struct step`, or NULL if it is empty. */
const char *steps_write(struct ctx *ctx, const struct list *steps);
/* The same steps as whoever sends them writes them: a percentage without the price that it makes,
 * an exact price beside the one that is rounded to the minor unit. */
struct list steps_shown(struct ctx *ctx, struct steps steps);

/* The bounds of what a period of a feature costs, and when it is charged, as somebody gives them.
 */
struct pricing_input {
    int64_t amount_min, amount_max;
    int timing;
};
/* The fields of a struct that has a member `pricing`. */
#define PRICING_FIELD(type, member, kind_of_it, ...)                                               \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it), .offset = offsetof(struct type, pricing.member),    \
        __VA_ARGS__                                                                                \
    }
#define PRICING_INPUT_FIELDS(type)                                                                 \
    PRICING_FIELD(type, amount_min, FIELD_INTEGER, ),                                              \
        PRICING_FIELD(type, amount_max, FIELD_INTEGER, ),                                          \
        PRICING_FIELD(type, timing, FIELD_CHOICE, .choices = timing_names)

/* Complains of what makes no sense for a feature of the type; of absent values of nothing. `prefix`
 * is said before the fields' names. */
void pricing_check(struct ctx *ctx, const struct pricing_input *input, int type_feature,
                   const char *prefix);

/* How much of a stock there is at first, if only what is included was said: that much. */
struct quantity stock_at_first(int type_feature, struct quantity included, struct quantity current);

/* A subscription takes another offer's parameters: its stock keeps what it held beyond what the
 * offer gives, and a switch that was paid for stays on. */
void feature_parameters_keep(int type_feature, const struct feature_parameters *before,
                             struct feature_parameters *after);

/* What the rules need to know of a feature with its parameters. */
MUST_CHECK enum err feature_terms_of(struct ctx *ctx, struct steps_memo *memo, int64_t id_feature,
                                     int type_feature, const struct feature_parameters *parameters,
                                     struct feature_terms *out);

/* NONE or NULL where it does not matter. */
struct feature_filter {
    const char *reference_feature;
    int64_t id, is_visible;
};
/* A page of `struct feature`, with texts in `language`; `total` counts all that match. */
MUST_CHECK enum err feature_list(struct ctx *ctx, const struct feature_filter *filter,
                                 const char *language, const struct page *page, struct list *out,
                                 int64_t *total);

/* ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err feature_find(struct ctx *ctx, const char *reference_feature,
                                 struct feature *out);
MUST_CHECK enum err feature_save(struct ctx *ctx, const struct feature *feature);

/* Texts in several languages: `field` is "title" or "description", `texts` a JSON object by
 * language. Replaces those that were there. */
MUST_CHECK enum err texts_save(struct ctx *ctx, const char *subject, int64_t id_subject,
                               const char *field, const char *texts);

#endif
