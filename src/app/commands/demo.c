/* tacite demo: a sandbox that has lived for two and a half months, to look at and to play with. */
#include <string.h>

#include "app/command.h"
#include "app/commands/demo_ada.h"
#include "app/timetable.h"
#include "base/count.h"
#include "domain/accounts/agent.h"
#include "domain/accounts/clock.h"
#include "domain/balance/balance.h"
#include "domain/catalogue/catalogue.h"
#include "domain/subscriptions/subscription.h"
#include "domain/usage/usage.h"
#include "platform/work/work.h"

/* One feature of each type, prices by the unit, by tiers and by the lot. */
static const char catalogue[] =
    "{\"Features\":["
    "{\"ReferenceFeature\":\"support\",\"Name\":\"Priority support\",\"TypeFeature\":\"OnOff\","
    "\"TitleLocalized\":{\"en\":\"Priority support\",\"fr\":\"Assistance prioritaire\"}},"
    "{\"ReferenceFeature\":\"seats\",\"Name\":\"Seats\",\"TypeFeature\":\"Limitation\","
    "\"TitleLocalized\":{\"en\":\"Seats\",\"fr\":\"Utilisateurs\"}},"
    "{\"ReferenceFeature\":\"messages\",\"Name\":\"Messages\",\"TypeFeature\":\"Consumption\","
    "\"TitleLocalized\":{\"en\":\"Messages\",\"fr\":\"Messages\"}}],"
    "\"Discounts\":[{\"ReferenceDiscount\":\"welcome\",\"Name\":\"Welcome\","
    "\"TypeOff\":\"PerTenThousand\",\"ValueOff\":1000,\"TargetFee\":\"FlatFee\","
    "\"CountPeriods\":3}],"
    "\"Offers\":["
    "{\"ReferenceOffer\":\"free\",\"Name\":\"Free\",\"AmountRecurrence\":0,"
    "\"DurationRecurrence\":1,\"UnitRecurrence\":\"Month\","
    "\"TitleLocalized\":{\"en\":\"Free\",\"fr\":\"Découverte\"},\"Features\":["
    "{\"ReferenceFeature\":\"seats\",\"QuantityIncluded\":1,\"QuantityCurrent\":1}]},"
    "{\"ReferenceOffer\":\"team\",\"Name\":\"Team\",\"AmountRecurrence\":2900,"
    "\"DurationRecurrence\":1,\"UnitRecurrence\":\"Month\",\"DurationTrial\":14,"
    "\"UnitTrial\":\"Day\",\"AmountTrial\":0,"
    "\"TitleLocalized\":{\"en\":\"Team\",\"fr\":\"Équipe\"},\"Features\":["
    "{\"ReferenceFeature\":\"support\",\"IsIncluded\":false,\"IsEnabled\":false,"
    "\"Properties\":\"UpdatableAfterSubscription\",\"Steps\":[{\"AmountCeiling\":1500}]},"
    "{\"ReferenceFeature\":\"seats\",\"QuantityIncluded\":2,\"QuantityCurrent\":2,"
    "\"Properties\":\"UpdatableBeforeSubscription, UpdatableAfterSubscription\","
    "\"Steps\":[{\"QuantityMax\":5,\"AmountPerIncrement\":1500},"
    "{\"QuantityMax\":10,\"AmountPerIncrement\":1200},{\"AmountPerIncrement\":800}]},"
    "{\"ReferenceFeature\":\"messages\",\"QuantityIncluded\":25,"
    "\"Steps\":[{\"QuantityMax\":100,\"AmountPerIncrement\":10},{\"AmountPerIncrement\":7}]}]},"
    "{\"ReferenceOffer\":\"business\",\"Name\":\"Business\",\"AmountUpFront\":19900,"
    "\"AmountRecurrence\":99000,\"DurationRecurrence\":1,\"UnitRecurrence\":\"Year\","
    "\"CountMinRecurrences\":1,"
    "\"TitleLocalized\":{\"en\":\"Business\",\"fr\":\"Entreprise\"},\"Features\":["
    "{\"ReferenceFeature\":\"support\",\"IsIncluded\":true,\"IsEnabled\":true},"
    "{\"ReferenceFeature\":\"seats\",\"QuantityIncluded\":20,\"QuantityCurrent\":20,"
    "\"Steps\":[{\"Increment\":10,\"AmountPerIncrement\":9000}]}]}],"
    "\"PricingTables\":[{\"ReferencePricingTable\":\"public\",\"Name\":\"Public\","
    "\"IsDefault\":true,\"Offers\":[{\"ReferenceOffer\":\"free\"},{\"ReferenceOffer\":\"team\"},"
    "{\"ReferenceOffer\":\"business\"}]}]}";

/* Who is there, in a dozen situations. `day` counts from the first day of the demonstration. */
static const struct person {
    int day;
    const char *reference, *name, *city, *country, *language, *offer;
    int type_payment;
    int64_t seats, messages; /* set and consumed soon after the start; 0: left as they are */
    const char *pays_for;    /* the buyer of the subscription is this one */
} people[] = {
    {0,  ADA,         "Ada Lovelace",     "Paris",      "FR", "fr", "team",     PAYMENT_EXTERNAL_BANK,  4,  145, NULL       },
    {1,  "blaise",    "Blaise Pascal",    "Rouen",      "FR", "fr", "team",     PAYMENT_EXTERNAL_CHECK, 12, 0,
     NULL                                                                                                                   },
    {2,  "carl",      "Carl Gauss",       "Göttingen", "DE", "en", "business", PAYMENT_EXTERNAL_BANK,  45, 0,
     NULL                                                                                                                   },
    {3,  "dorothy",   "Dorothy Vaughan",  "Lyon",       "FR", "en", "free",     PAYMENT_NONE,           0,  0,   NULL       },
    {5,  "emmy",      "Emmy Noether",     "Lille",      "FR", "fr", "team",     PAYMENT_EXTERNAL_BANK,  2,  75,  NULL       },
    {10, "franchise", "Franchise du Sud", "Marseille",  "FR", "fr", NULL,       PAYMENT_EXTERNAL_BANK,  0,
     0,                                                                                                          NULL       },
    {11, "shop-1",    "Boutique Aix",     "Aix",        "FR", "fr", "team",     PAYMENT_NONE,           0,  0,   "franchise"},
    {12, "shop-2",    "Boutique Nice",    "Nice",       "FR", "fr", "team",     PAYMENT_NONE,           3,  0,   "franchise"},
    {20, "grace",     "Grace Hopper",     "Bruxelles",  "BE", "en", "team",     PAYMENT_EXTERNAL_CASH,  2,  0,
     NULL                                                                                                                   },
    {31, "hypatia",   "Hypatia",          "Nantes",     "FR", "fr", "team",     PAYMENT_EXTERNAL_OTHER, 6,  410, NULL       },
    {70, "ida",       "Ida Rhodes",       "Rennes",     "FR", "fr", "team",     PAYMENT_EXTERNAL_BANK,  0,  12,  NULL       },
    {74, "john",      "John Napier",      "Dublin",     "IE", "en", NULL,       PAYMENT_NONE,           0,  0,   NULL       },
};

enum { DAYS_OF_LIFE = 75 };

struct demo {
    struct job *job;
    struct business business;
    struct key_pair pair;
    struct demo_links links;
    const struct person *person;
    int day; /* counted from the first one of the demonstration */
    struct instant moment;
};

/* What whoever made it needs: the keys are shown this once. */
struct shown {
    int64_t id_business;
    const char *agent_key, *api_key;
    const char *path_portal, *path_offers;
};

static const struct field shown_fields[] = {
    FIELD(shown, id_business), FIELD(shown, agent_key),   FIELD(shown, api_key),
    FIELD(shown, path_portal), FIELD(shown, path_offers), FIELDS_END,
};

static enum err begin(struct ctx *ctx, void *data)
{
    struct demo *demo = data;
    struct new_business from = {.name = "Atelier Numérique", .rate_tax = NONE};
    struct catalogue_counts counts;

    TRY(business_create(ctx, &from, &demo->business));
    TRY(key_create(ctx, "demonstration", "all", (struct instant){0}, &demo->pair));
    TRY(catalogue_load(ctx, catalogue, sizeof catalogue - 1, &counts));
    TRY(demo_prepare(ctx));
    return clock_aim(ctx, demo->moment);
}

static enum err set_up_customer(struct ctx *ctx, const struct person *person,
                                struct customer *customer)
{
    struct customer_input input;
    struct payment_input payment;
    struct address address, saved;
    bool is_new;

    fields_clear(customer_input_fields, &input);
    fields_clear(payment_input_fields, &payment);
    fields_clear(address_fields, &address);
    input.reference_customer = person->reference;
    input.name = person->name;
    input.email = arena_printf(ctx->arena, "%s@example.test", person->reference);
    input.language = person->language;
    payment.type_payment = person->type_payment;
    address.last_name = person->name;
    address.address_line1 = "1 place du Marché";
    address.city = person->city;
    address.country = person->country;
    TRY(customer_upsert(ctx, &input, customer, &is_new));
    TRY(customer_set_address(ctx, customer, true, &address, &saved));
    return person->type_payment ? customer_set_payment(ctx, customer, &payment) : OK;
}

static enum err report(struct ctx *ctx, const struct person *person, const char *feature,
                       int64_t quantity)
{
    struct usage_input input;
    struct usage usage;

    if (!quantity)
        return OK;
    fields_clear(usage_input_fields, &input);
    input.reference_customer = person->reference;
    input.reference_feature = feature;
    input.quantity_current.micros = quantity * MICROS_PER_UNIT;
    return usage_write(ctx, &input, &usage);
}

static enum err arrive(struct ctx *ctx, void *data)
{
    const struct person *person = ((struct demo *)data)->person;
    struct subscription_input input;
    struct subscription subscription;
    struct customer customer;

    TRY(clock_read(ctx));
    TRY(set_up_customer(ctx, person, &customer));
    if (!person->offer)
        return OK;
    fields_clear(subscription_input_fields, &input);
    input.reference_customer = person->reference;
    input.reference_customer_buyer = person->pays_for;
    input.reference_offer = person->offer;
    TRY(subscription_create(ctx, &input, &subscription));
    TRY(report(ctx, person, "seats", person->seats));
    return report(ctx, person, "messages", person->messages);
}

static enum err aim(struct ctx *ctx, void *data)
{
    return clock_aim(ctx, ((struct demo *)data)->moment);
}

static enum err happen(struct ctx *ctx, void *data)
{
    TRY(clock_read(ctx));
    return demo_ada_lives(ctx, ((struct demo *)data)->day);
}

static enum err link_up(struct ctx *ctx, void *data)
{
    return demo_link(ctx, &((struct demo *)data)->links);
}

/* Moves the clock to the day, at nine in the morning. */
static enum err live_until_today(struct demo *demo, struct instant first_day)
{
    struct job *job = demo->job;
    struct timetable timetable = {
        .work = job->app->work,
        .id_business = demo->business.id,
        .keyring = job->app->base.keyring,
    };
    struct timetable_counts counts;

    demo->moment = instant_plus(first_day, DAYS((int64_t)demo->day));
    TRY(work_do(job->app->work, &job->ctx, aim, demo));
    return timetable_run(&timetable, &job->ctx, &counts);
}

/* One day: what falls due, who arrives, and what happens to ada. */
static enum err live_a_day(struct demo *demo, struct instant first_day)
{
    struct job *job = demo->job;

    TRY(live_until_today(demo, first_day));
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        demo->person = &people[i];
        if (people[i].day == demo->day)
            TRY(work_do(job->app->work, &job->ctx, arrive, demo));
    }
    return work_do(job->app->work, &job->ctx, happen, demo);
}

static enum err live(struct demo *demo)
{
    struct job *job = demo->job;
    struct instant today = {job->ctx.machine_now.micros / DAYS(1) * DAYS(1) + HOURS(9)};
    struct instant first_day = instant_plus(today, -DAYS(DAYS_OF_LIFE));

    demo->moment = first_day;
    TRY(work_do(job->app->work, &job->ctx, begin, demo));
    job->ctx.id_business = demo->business.id;
    for (; demo->day <= DAYS_OF_LIFE; demo->day++) {
        TRY(live_a_day(demo, first_day));
        console_progress(job->console, "Living", demo->day, DAYS_OF_LIFE);
    }
    return app_read(job->app, &job->ctx, link_up, demo);
}

int command_demo(struct job *job)
{
    struct demo demo = {.job = job};
    enum err err = live(&demo);
    const struct shown shown = {
        .id_business = demo.pair.id_business,
        .agent_key = demo.pair.agent_key,
        .api_key = demo.pair.api_key,
        .path_portal = demo.links.path_portal,
        .path_offers = demo.links.path_offers,
    };

    if (err == OK)
        console_object(job->console, shown_fields, &shown);
    return console_failures(job->console, &job->ctx, err);
}
