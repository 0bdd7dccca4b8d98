#include "domain/imports/import_column.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/count.h"
#include "base/json.h"
#include "domain/catalogue/feature.h"

enum { EXTERNAL_KEY_MAX = 200 };

static const char feature_prefix[] = "Feature:";

/* In the order of the template. */
const struct known_column known_columns[] = {
    {"ReferenceOffer",         PART_SUBSCRIPTION, "gold-monthly",
     "The offer of the subscription. Without it the row is about the customer alone."                               },
    {"ReferenceCustomer",      PART_REFERENCE,    "customer-1",
     "Needed on every row. At most 50 characters, none of < > ; \" = ? &."                                          },
    {"ReferenceCustomerBuyer", PART_SUBSCRIPTION, "",
     "Who pays, if it is somebody else: a customer who exists or stands in this file."                              },
    {"DateStart",              PART_SUBSCRIPTION, "2026-01-31T09:00:00Z",
     "When the subscription starts or has started. Blank: now."                                                     },
    {"Name",                   PART_CUSTOMER,     "Example Ltd",          "The customer's name."                    },
    {"Language",               PART_CUSTOMER,     "en",                   "fr, or fr-FR. Blank: the segment's."     },
    {"Company",                PART_ADDRESS,      "Example Ltd",          "Of the billing address."                 },
    {"FirstName",              PART_ADDRESS,      "Ada",                  "Of the billing address."                 },
    {"LastName",               PART_ADDRESS,      "Example",              "Of the billing address."                 },
    {"AddressLine1",           PART_ADDRESS,      "1 Example Street",     "Of the billing address."                 },
    {"AddressLine2",           PART_ADDRESS,      "",                     "Of the billing address."                 },
    {"ZipCode",                PART_ADDRESS,      "75011",                "Of the billing address."                 },
    {"City",                   PART_ADDRESS,      "Paris",                "Of the billing address."                 },
    {"Country",                PART_ADDRESS,      "FR",                   "Two letters: FR, DE, ES."                },
    {"Region",                 PART_ADDRESS,      "FR-75",                "With its country in front: FR-75."       },
    {"Phone",                  PART_ADDRESS,      "",                     "Of the billing address."                 },
    {"TaxInformation",         PART_ADDRESS,      "",                     "The customer's own VAT number."          },
    {"TitleLocalized",         PART_SUBSCRIPTION, "",                     "Of the subscription. Blank: the offer's."},
    {"AmountTrial",            PART_SUBSCRIPTION, "",
     "In cents, as every amount. Blank here and in the next columns: what the offer says."                          },
    {"DurationTrial",          PART_SUBSCRIPTION, "",                     "How many units the trial lasts."         },
    {"UnitTrial",              PART_SUBSCRIPTION, "",                     "Day, Week, Month or Year."               },
    {"AmountRecurrence",       PART_SUBSCRIPTION, "2900",                 "In cents, without tax: 2900 for 29.00."  },
    {"DurationRecurrence",     PART_SUBSCRIPTION, "1",                    "How many units a period lasts."          },
    {"UnitRecurrence",         PART_SUBSCRIPTION, "Month",                "Day, Week, Month or Year."               },
    {"CountRecurrences",       PART_SUBSCRIPTION, "",                     "It ends after so many periods."          },
    {"CountMinRecurrences",    PART_SUBSCRIPTION, "",                     "It cannot end before so many periods."   },
    {"AmountUpFront",          PART_SUBSCRIPTION, "",                     "In cents, once, when it starts."         },
    {"AmountTermination",      PART_SUBSCRIPTION, "",                     "In cents, once, when it ends early."     },
    {"Email",                  PART_CUSTOMER,     "ada@example.test",     "The customer's e-mail address."          },
    {"TypePayment",            PART_PAYMENT,      "ExternalBank",
     "ExternalBank, ExternalCash, ExternalCheck or ExternalOther."                                                  },
    {"Migration",              PART_SUBSCRIPTION, "true",
     "true: it is running already, and its running period was charged elsewhere."                                   },
    {"ExternalKey",            PART_SUBSCRIPTION, "",
     "What the subscription is known again by if the file is imported again."                                       },
    {"Error",                  PART_IGNORED,      "",                     ""                                        },
};
const size_t known_column_count = COUNT_OF(known_columns);

/* ExternalKey is an import's alone: a caller of the API cannot give it. */
static const struct field import_only_fields[] = {
    FIELD_LIMITED(subscription_input, external_key, EXTERNAL_KEY_MAX),
    FIELDS_END,
};

static const struct field feature_cells[] = {
    FIELD_FLAG_OF(feature_override, is_enabled),
    FIELD(feature_override, quantity_current),
    FIELDS_END,
};

const char *known_column_names(struct arena *arena)
{
    struct text names = {.arena = arena};

    for (size_t i = 0; i < known_column_count; i++)
        text_appendf(&names, "%s, ", known_columns[i].name);
    text_appendf(&names, "%s<reference>", feature_prefix);
    return text_done(&names);
}

/* `ReferenceOffer` is the field reference_offer. */
static const struct field *field_of_name(const struct field *fields, const char *name)
{
    for (; fields->kind != FIELD_END; fields++) {
        const char *snake = fields->name, *at = name;

        for (; *snake && *at; snake++) {
            if (*snake == '_')
                continue;
            if (tolower((unsigned char)*at++) != *snake)
                break;
        }
        if (!*snake && !*at)
            return fields;
    }
    return NULL;
}

static const struct field *field_of(const struct known_column *known)
{
    const struct field *field;

    switch (known->part) {
    case PART_CUSTOMER:
    case PART_REFERENCE:
        return field_of_name(customer_input_fields, known->name);
    case PART_ADDRESS:
        return field_of_name(address_live_fields, known->name);
    case PART_PAYMENT:
        return field_of_name(payment_input_fields, known->name);
    case PART_SUBSCRIPTION:
        field = field_of_name(subscription_input_fields, known->name);
        return field ? field : field_of_name(import_only_fields, known->name);
    default:
        return NULL;
    }
}

bool column_named(const char *name, struct column *out)
{
    for (size_t i = 0; i < known_column_count; i++) {
        const struct known_column *known = &known_columns[i];

        if (!text_equal_fold(known->name, name))
            continue;
        *out = (struct column){.name = known->name, .part = known->part, .field = field_of(known)};
        return true;
    }
    return false;
}

bool column_is_feature(const char *name)
{
    return strncasecmp(name, feature_prefix, strlen(feature_prefix)) == 0;
}

enum err column_of_feature(struct ctx *ctx, const char *name, struct column *out)
{
    const char *reference = name + strlen(feature_prefix);
    struct feature *feature = ARENA_NEW(ctx->arena, struct feature);

    TRY(feature_find(ctx, reference + strspn(reference, " "), feature));
    *out = (struct column){
        .name = arena_printf(ctx->arena, "%s%s", feature_prefix, feature->reference_feature),
        .part = PART_FEATURE,
        .field = &feature_cells[feature->type_feature == FEATURE_ON_OFF ? 0 : 1],
        .feature = feature,
    };
    return OK;
}

void row_input_clear(struct arena *arena, size_t features, struct row_input *input)
{
    memset(input, 0, sizeof *input);
    fields_clear(customer_input_fields, &input->customer);
    fields_clear(address_live_fields, &input->address);
    fields_clear(payment_input_fields, &input->payment);
    fields_clear(subscription_input_fields, &input->subscription);
    input->subscription.features.items = ARENA_ARRAY(arena, struct feature_override, features);
}

static enum err read_feature(struct ctx *ctx, const struct column *column, const char *value,
                             struct subscription_input *into)
{
    struct list *features = &into->features;
    struct feature_override *override;

    if (column->feature->type_feature == FEATURE_CONSUMPTION) {
        complain(ctx, NULL, column->name,
                 "what was consumed is reported as usage and cannot be imported.");
        return ERR_INVALID;
    }
    override = LIST_AT(*features, struct feature_override, features->count);
    fields_clear(feature_override_fields, override);
    override->reference_feature = column->feature->reference_feature;
    TRY(field_read_text(ctx, column->field, value, override));
    if (column->feature->type_feature != FEATURE_ON_OFF && override->quantity_current.micros < 0) {
        complain(ctx, NULL, column->name, "a quantity cannot be negative.");
        return ERR_INVALID;
    }
    features->count++;
    return OK;
}

enum err column_read(struct ctx *ctx, const struct column *column, const char *value,
                     struct row_input *into)
{
    switch (column->part) {
    case PART_CUSTOMER:
    case PART_REFERENCE:
        return field_read_text(ctx, column->field, value, &into->customer);
    case PART_ADDRESS:
        return field_read_text(ctx, column->field, value, &into->address);
    case PART_PAYMENT:
        return field_read_text(ctx, column->field, value, &into->payment);
    case PART_SUBSCRIPTION:
        return field_read_text(ctx, column->field, value, &into->subscription);
    case PART_FEATURE:
        return read_feature(ctx, column, value, &into->subscription);
    case PART_IGNORED:
        break;
    }
    return OK;
}
