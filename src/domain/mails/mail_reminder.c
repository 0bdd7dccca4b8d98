/* The lane of reminders: mails of what is to come, a renewal or the end of an estimate. */
#include "domain/mails/mail_parts.h"
#include "platform/db/db.h"
#include "sql.h"

/* How often somebody looks, by the business's clock, and how many are told in one transaction. */
#define INTERVAL HOURS(1)
enum { REMINDERS_MAX = 200 };

/* Something that is near. */
struct near {
    int64_t id, id_customer;
    struct instant occasion;
};

static const struct field near_fields[] = {
    FIELD(near, id),
    FIELD(near, id_customer),
    FIELD(near, occasion),
    FIELDS_END,
};

static const struct reminding {
    enum mail_type type;
    enum setting days;
    const struct sql *sql;
} remindings[] = {
    {MAIL_SUBSCRIPTION_RENEWAL, SETTING_MAIL_RENEWAL_DAYS,  &sql_mail_renewals          },
    {MAIL_ESTIMATE_REMINDER,    SETTING_MAIL_ESTIMATE_DAYS, &sql_mail_expiring_estimates},
};

static enum err list_businesses(struct ctx *ctx, int64_t most, struct list *out)
{
    return db_list(ctx, &sql_mail_reminding_businesses,
                   ARGS(ARG(most), ARG_AS(interval, (int64_t)INTERVAL)), lane_due_fields,
                   sizeof(struct lane_due), out);
}

/* What is left is told at the next look, which then follows at once. */
static enum err remind(struct ctx *ctx, const struct settings *settings,
                       const struct reminding *reminding)
{
    int64_t days = setting_number(settings, reminding->days, 0);
    struct list found;

    TRY(db_list(
        ctx, reminding->sql,
        ARGS(ARG_AS(until, instant_plus(ctx->now, DAYS(days))), ARG_AS(most, REMINDERS_MAX)),
        near_fields, sizeof(struct near), &found));
    for (size_t i = 0; i < found.count; i++) {
        const struct near *near = LIST_AT(found, struct near, i);
        const struct mail_about about = {.id_customer = near->id_customer, .id_object = near->id};

        TRY(mail_tell_of(ctx, reminding->type, &about,
                         (struct mail_source){.occasion = near->occasion}));
    }
    if (found.count == REMINDERS_MAX)
        return OK;
    return db_run(ctx, &sql_mail_type_swept,
                  ARGS(ARG_AS(type_mail, mail_type_names[reminding->type])));
}

static enum err look_ahead(struct ctx *ctx, int64_t id, struct asking *out)
{
    struct settings settings;

    (void)id;
    (void)out;
    TRY(settings_load(ctx, &settings));
    for (size_t i = 0; i < sizeof remindings / sizeof *remindings; i++) {
        bool is_on;

        TRY(mail_is_on(ctx, remindings[i].type, &is_on));
        if (is_on)
            TRY(remind(ctx, &settings, &remindings[i]));
    }
    return OK;
}

const struct lane mail_reminder_lane = {
    .name = "reminders",
    .list = list_businesses,
    .prepare = look_ahead,
};
