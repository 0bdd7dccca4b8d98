#include "domain/gateways/permission.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/setting.h"
#include "domain/check.h"
#include "domain/customers/customer_privacy.h"
#include "domain/event.h"
#include "domain/gateways/collect.h"
#include "domain/gateways/sandbox.h"
#include "domain/mails/mail.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

/* How often a page is asked about that nobody tells of, and when it is forgotten. */
#define PAGE_INTERVAL MINUTES(15)
#define PAGE_LIFE     DAYS(1)

enum { PAGE_TOKEN_SIZE = 24, KEY_SIZE = 16 };

const char *const state_permission_names[] = {
    NULL, "Pending", "Ok", "Defective", "Expired", "Failed", "Deleted", NULL,
};

const struct field gateway_permission_fields[] = {
    FIELD(gateway_permission, id),
    FIELD(gateway_permission, id_customer),
    FIELD(gateway_permission, id_gateway),
    FIELD(gateway_permission, reference_customer),
    FIELD(gateway_permission, reference_segment),
    FIELD(gateway_permission, type_gateway),
    FIELD_CHOICE_OF(gateway_permission, type_payment, type_payment_names),
    FIELD_CHOICE_OF(gateway_permission, state_permission, state_permission_names),
    FIELD(gateway_permission, is_default),
    FIELD(gateway_permission, name_display),
    FIELD(gateway_permission, brand),
    FIELD(gateway_permission, country),
    FIELD(gateway_permission, date_expiration),
    FIELD(gateway_permission, token_customer),
    FIELD(gateway_permission, token_permission),
    FIELD(gateway_permission, token_page),
    FIELD(gateway_permission, page_url),
    FIELD(gateway_permission, return_url),
    FIELD(gateway_permission, progress),
    FIELD(gateway_permission, mandate),
    FIELD(gateway_permission, code),
    FIELD(gateway_permission, message),
    FIELD(gateway_permission, failures),
    FIELD(gateway_permission, noticed_days),
    FIELD(gateway_permission, next_at),
    FIELD(gateway_permission, idempotency_key),
    CALL_FIELDS(gateway_permission),
    TRACE_FIELDS(gateway_permission),
    FIELDS_END,
};

const struct field registration_fields[] = {
    FIELD(registration, reference_customer),
    FIELD(registration, reference_segment),
    FIELD(registration, id_gateway),
    FIELD_CHOICE_OF(registration, type_payment, type_payment_names),
    FIELD(registration, return_url),
    FIELD(registration, number),
    FIELDS_END,
};

/* reading -----------------------------------------------------------------------------------------
 */

enum err permission_get(struct ctx *ctx, int64_t id, struct gateway_permission *out)
{
    enum err err = db_get(ctx, &sql_permission_get, ARGS(ARG(id)), gateway_permission_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.GatewayPermission.NotFound", NULL,
                    "There is no such method of payment.");
    return err;
}

enum err permission_of_page(struct ctx *ctx, const char *token_page, struct gateway_permission *out)
{
    return db_get(ctx, &sql_permission_of_page, ARGS(ARG(token_page)), gateway_permission_fields,
                  out);
}

enum err permission_usable(struct ctx *ctx, int64_t id_customer, struct gateway_permission *out)
{
    return db_get(ctx, &sql_permission_usable, ARGS(ARG(id_customer)), gateway_permission_fields,
                  out);
}

enum err permission_list(struct ctx *ctx, int64_t id_customer, const struct page *page,
                         struct list *out, int64_t *total)
{
    struct args args = ARGS(ARG(id_customer), ARG_AS(size_page, page->size_page),
                            ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_permission_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_permission_list, args, gateway_permission_fields,
                   sizeof(struct gateway_permission), out);
}

/* Its customer's row first, as everywhere. */
static enum err lock(struct ctx *ctx, int64_t id, struct customer *customer,
                     struct gateway_permission *out)
{
    TRY(permission_get(ctx, id, out));
    TRY(customer_lock(ctx, out->id_customer, customer));
    return permission_get(ctx, id, out);
}

static enum err save(struct ctx *ctx, struct gateway_permission *permission)
{
    trace_updated(ctx, &permission->trace);
    TRY(db_update(ctx, &sql_permission_save, gateway_permission_fields, permission));
    permission->trace.version++;
    return OK;
}

static enum err tell(struct ctx *ctx, const struct gateway_permission *permission,
                     const struct customer *customer, enum event_type type)
{
    return event_record(
        ctx, type,
        (struct about){.id_segment = customer->id_segment,
                       .id_customer = customer->id,
                       .id_permission = permission->id,
                       .state = state_permission_names[permission->state_permission]});
}

static enum err record(struct ctx *ctx, const char *action,
                       const struct gateway_permission *permission)
{
    return audit_record(ctx, action, "permissions", permission->id, NULL, NULL);
}

/* the customer's view -----------------------------------------------------------------------------
 */

/* What his payment settings say; PAYMENT_NONE: he has no way to pay any more. */
static enum err set_type(struct ctx *ctx, struct customer *customer, int type_payment)
{
    customer->type_payment = type_payment;
    TRY(customer_save(ctx, customer));
    return event_record(
        ctx, EVENT_CUSTOMER_PAYMENT_METHOD_UPDATED,
        (struct about){.id_segment = customer->id_segment, .id_customer = customer->id});
}

static enum err make_default(struct ctx *ctx, struct customer *customer,
                             struct gateway_permission *permission)
{
    TRY(db_run(ctx, &sql_permission_clear_default,
               ARGS(ARG_AS(id_customer, customer->id), ARG_AS(id, permission->id))));
    permission->is_default = true;
    TRY(save(ctx, permission));
    return set_type(ctx, customer, permission->type_payment);
}

/* Whichever is Ok and was registered last takes the place of one that is gone. */
static enum err replace_default(struct ctx *ctx, struct customer *customer,
                                const struct gateway_permission *gone)
{
    struct gateway_permission next;
    int64_t id;

    TRY(db_number(ctx, &sql_permission_successor,
                  ARGS(ARG_AS(id_customer, customer->id), ARG_AS(id, gone->id)), &id));
    if (id != NONE) {
        TRY(permission_get(ctx, id, &next));
        return make_default(ctx, customer, &next);
    }
    if (gone->state_permission != PERMISSION_DELETED || customer->type_payment < PAYMENT_CARD)
        return OK;
    return set_type(ctx, customer, PAYMENT_NONE);
}

/* the end of a registration -----------------------------------------------------------------------
 */

static void end_page(struct gateway_permission *permission)
{
    permission->page_url = permission->progress = NULL;
    call_end(&permission->call);
}

static void take_facts(struct ctx *ctx, const struct permission_facts *facts,
                       struct gateway_permission *permission)
{
    struct expiry expiry;

    if (facts->token_customer)
        permission->token_customer = facts->token_customer;
    if (facts->token_permission)
        permission->token_permission = facts->token_permission;
    if (facts->name_display)
        permission->name_display = facts->name_display;
    if (facts->brand)
        permission->brand = facts->brand;
    if (facts->country)
        permission->country = facts->country;
    if (facts->mandate)
        permission->mandate = facts->mandate;
    if (!instant_is_set(facts->date_expiration))
        return;
    permission->date_expiration = facts->date_expiration;
    /* Who has just typed it knows how soon that is. */
    expiry = expiry_at(facts->date_expiration, NOTICE_NONE, ctx->now);
    permission->noticed_days = expiry.notice == NOTICE_NONE ? NONE : expiry.notice;
    permission->next_at = expiry.notice == NOTICE_EXPIRED ? ctx->now : expiry.next_at;
}

static enum err offer_mail(struct ctx *ctx, enum mail_type type,
                           const struct gateway_permission *permission)
{
    const struct mail_about about = {.id_customer = permission->id_customer,
                                     .id_object = permission->id};

    return mail_offer(ctx, type, &about);
}

static enum err become_usable(struct ctx *ctx, struct customer *customer,
                              struct gateway_permission *permission,
                              const struct permission_facts *facts)
{
    take_facts(ctx, facts, permission);
    end_page(permission);
    permission->state_permission = PERMISSION_OK;
    permission->failures = 0;
    permission->code = permission->message = NULL;
    TRY(db_run(ctx, &sql_permission_failed_clear, ARGS(ARG_AS(id_customer, customer->id))));
    TRY(make_default(ctx, customer, permission));
    TRY(offer_mail(ctx, MAIL_METHOD_ADDED, permission));
    return collect_resume(ctx, customer);
}

/* Too many in a row, and no page opens any more. */
static enum err weigh_failures(struct ctx *ctx, struct customer *customer)
{
    struct settings settings;
    int64_t count;

    TRY(settings_load(ctx, &settings));
    TRY(db_number(ctx, &sql_permission_failed_count, ARGS(ARG_AS(id_customer, customer->id)),
                  &count));
    if (customer->is_grey_listed ||
        count < setting_number(&settings, SETTING_REGISTRATION_FAILURES_MAX, customer->id_segment))
        return OK;
    TRY(db_run(ctx, &sql_permission_failed_clear, ARGS(ARG_AS(id_customer, customer->id))));
    customer->is_grey_listed = true;
    TRY(customer_save(ctx, customer));
    return event_record(
        ctx, EVENT_CUSTOMER_IS_GREY_LISTED,
        (struct about){.id_segment = customer->id_segment, .id_customer = customer->id});
}

static enum err fail_registration(struct ctx *ctx, struct customer *customer,
                                  struct gateway_permission *permission, bool is_counted,
                                  const char *code, const char *message)
{
    end_page(permission);
    permission->state_permission = PERMISSION_FAILED;
    permission->failures = is_counted;
    permission->code = code;
    permission->message = message;
    TRY(save(ctx, permission));
    return is_counted ? weigh_failures(ctx, customer) : OK;
}

/* The page is there, and waits for the customer. */
static enum err show_page(struct ctx *ctx, struct gateway_permission *permission,
                          const struct gateway_outcome *outcome)
{
    if (outcome->token_page)
        permission->token_page = outcome->token_page;
    if (outcome->page_url)
        TRY(gateway_page_url(ctx, outcome->page_url, &permission->page_url));
    if (outcome->permission.token_customer)
        permission->token_customer = outcome->permission.token_customer;
    call_end(&permission->call);
    return OK;
}

static enum err settle_pending(struct ctx *ctx, struct customer *customer,
                               struct gateway_permission *permission, bool has_server,
                               const struct gateway_outcome *outcome)
{
    if (outcome->permission.is_usable)
        return become_usable(ctx, customer, permission, &outcome->permission);
    if (outcome->state == TRANSACTION_FAILED)
        return fail_registration(ctx, customer, permission, true, outcome->code, outcome->message);
    if (outcome->state == TRANSACTION_CANCELLED)
        return fail_registration(ctx, customer, permission, false, "abandoned",
                                 "The page was left, or is over.");
    if (outcome->page_url || outcome->state == TRANSACTION_PENDING ||
        outcome->state == TRANSACTION_TO_AUTHENTICATE) {
        TRY(show_page(ctx, permission, outcome));
        if (ctx->now.micros > permission->trace.date_creation.micros + PAGE_LIFE)
            return fail_registration(ctx, customer, permission, false, "abandoned",
                                     "Nobody came to the page for a day.");
        if (has_server)
            call_later(ctx, &permission->call, WISH_CONFIRM, PAGE_INTERVAL);
    } else {
        call_silence(ctx, &permission->call);
    }
    return save(ctx, permission);
}

enum err permission_settle(struct ctx *ctx, struct gateway_permission *permission,
                           const struct gateway_outcome *outcome)
{
    const struct driver *driver = driver_of(permission->type_gateway);
    bool has_server = !driver->perform;
    struct customer customer;

    TRY(customer_lock(ctx, permission->id_customer, &customer));
    if (outcome->progress)
        permission->progress = *outcome->progress ? outcome->progress : NULL;
    if (outcome->is_unfinished) {
        call_wish(ctx, &permission->call, (enum wish)permission->call.wish);
        return save(ctx, permission);
    }
    if (permission->state_permission == PERMISSION_PENDING)
        return settle_pending(ctx, &customer, permission, has_server, outcome);
    if (outcome->state == TRANSACTION_UNKNOWN)
        call_silence(ctx, &permission->call);
    else
        call_end(&permission->call);
    return save(ctx, permission);
}

/* registering -------------------------------------------------------------------------------------
 */

static enum err choose_gateway(struct ctx *ctx, const struct registration *registration,
                               const struct customer *customer, struct gateway *out)
{
    enum err err;

    if (registration->id_gateway != NONE) {
        TRY(gateway_get(ctx, registration->id_gateway, out));
        if (out->id_segment != NONE && out->id_segment != customer->id_segment)
            return fail(ctx, ERR_INVALID, "Error.Api.Validation", "IdGateway",
                        "IdGateway: that gateway is another segment's.");
        if (out->state_gateway == GATEWAY_ACTIVE)
            return OK;
        return fail(ctx, ERR_CONFLICT, "Error.Gateway.Inactive", "IdGateway",
                    "IdGateway: that gateway is not active.");
    }
    err = gateway_choose(ctx, customer->id_segment, registration->type_payment, out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_CONFLICT, "Error.Gateway.Missing", NULL,
                    "There is no active gateway for this customer; add one first.");
    return err;
}

static enum err check_registration(struct ctx *ctx, const struct registration *registration,
                                   const struct customer *customer, const struct gateway *gateway)
{
    check_http_url(ctx, "ReturnUrl", registration->return_url);
    if (registration->number && !sandbox_is_it(gateway->type_gateway))
        complain(ctx, NULL, "Number",
                 "Number: only the sandbox takes test numbers; a real one never comes here.");
    else if (registration->number &&
             !sandbox_number_is_known(gateway->type_payment, registration->number))
        complain(ctx, NULL, "Number", "Number: is not one of the sandbox's test numbers.");
    TRY(complaints(ctx));
    if (customer->is_grey_listed)
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.GreyListed", NULL,
                    "You are not allowed to access the payment forms");
    return OK;
}

/* The errand for its next step, and what is known of the customer. */
static enum err errand_of(struct ctx *ctx, const struct gateway_permission *permission,
                          enum wish wish, struct gateway_errand *out)
{
    struct customer customer;
    struct gateway gateway;

    TRY(gateway_get(ctx, permission->id_gateway, &gateway));
    TRY(customer_get(ctx, permission->id_customer, &customer));
    TRY(gateway_errand(ctx, &gateway, out));
    out->wish = wish;
    out->id = permission->id;
    out->idempotency_key = permission->idempotency_key;
    out->progress = permission->progress;
    out->reference_customer = customer.reference_customer;
    out->name = customer_name(&customer);
    out->email = customer.email;
    out->language = customer.language;
    out->currency = customer.currency;
    out->token_customer = permission->token_customer;
    out->token_permission = permission->token_permission;
    out->token_page = permission->token_page;
    out->return_url = permission->return_url;
    return OK;
}

/* Done now where no server is needed, else wanted of it. */
static enum err want(struct ctx *ctx, struct gateway_permission *permission, enum wish wish)
{
    const struct driver *driver = driver_of(permission->type_gateway);
    struct gateway_outcome outcome = {0};
    struct gateway_errand errand;

    if (!driver->perform) {
        call_wish(ctx, &permission->call, wish);
        return save(ctx, permission);
    }
    TRY(errand_of(ctx, permission, wish, &errand));
    driver->perform(ctx, &errand, &outcome);
    return permission_settle(ctx, permission, &outcome);
}

/* A path of ours with its id in the place of the #, behind the address of this server. */
static enum err complete_return(struct ctx *ctx, const char *path,
                                struct gateway_permission *permission)
{
    size_t before = strcspn(path, "#");

    return gateway_page_url(ctx,
                            arena_printf(ctx->arena, "%.*s%" PRId64 "%s", (int)before, path,
                                         permission->id, path + before + (path[before] != '\0')),
                            &permission->return_url);
}

static enum err create(struct ctx *ctx, const struct registration *registration,
                       const struct customer *customer, const struct gateway *gateway,
                       struct gateway_permission *out)
{
    struct gateway_permission known;
    enum err err;

    *out = (struct gateway_permission){
        .id = db_new_id(ctx, ID_PUBLIC),
        .id_customer = customer->id,
        .id_gateway = gateway->id,
        .reference_customer = customer->reference_customer,
        .reference_segment = customer->reference_segment,
        .type_gateway = gateway->type_gateway,
        .type_payment = gateway->type_payment,
        .state_permission = PERMISSION_PENDING,
        .token_page = random_hex(ctx->arena, PAGE_TOKEN_SIZE),
        .return_url = registration->return_url,
        .noticed_days = NONE,
        .idempotency_key = random_hex(ctx->arena, KEY_SIZE),
        .trace = trace_created(ctx),
    };
    if (registration->return_path)
        TRY(complete_return(ctx, registration->return_path, out));
    err = permission_usable(ctx, customer->id, &known);
    if (err == OK && known.id_gateway == gateway->id)
        out->token_customer = known.token_customer; /* he is the same person there */
    else if (err != ERR_NOT_FOUND)
        TRY(err);
    TRY(db_save(ctx, &sql_permission_add, gateway_permission_fields, out));
    return record(ctx, "Permission.Add", out);
}

enum err permission_begin(struct ctx *ctx, const struct registration *registration,
                          struct gateway_permission *out)
{
    struct customer customer;
    struct gateway gateway;

    TRY(customer_access(ctx, registration->reference_customer, registration->reference_segment,
                        &customer));
    TRY(customer_lock(ctx, customer.id, &customer));
    TRY(choose_gateway(ctx, registration, &customer, &gateway));
    TRY(check_registration(ctx, registration, &customer, &gateway));
    TRY(create(ctx, registration, &customer, &gateway, out));
    TRY(want(ctx, out, WISH_REGISTER));
    if (!registration->number)
        return OK;
    return permission_try_number(ctx, out, registration->number);
}

enum err permission_try_number(struct ctx *ctx, struct gateway_permission *permission,
                               const char *number)
{
    permission->progress = sandbox_token(permission->type_payment, number);
    return want(ctx, permission, WISH_CONFIRM);
}

enum err permission_confirm(struct ctx *ctx, int64_t id, struct gateway_permission *out)
{
    struct customer customer;

    TRY(lock(ctx, id, &customer, out));
    if (out->state_permission != PERMISSION_PENDING || driver_of(out->type_gateway)->perform)
        return OK;
    return want(ctx, out, WISH_CONFIRM);
}

/* later -------------------------------------------------------------------------------------------
 */

enum err permission_set_default(struct ctx *ctx, int64_t id, struct gateway_permission *out)
{
    struct customer customer;

    TRY(lock(ctx, id, &customer, out));
    if (out->state_permission != PERMISSION_OK)
        return fail(ctx, ERR_CONFLICT, "Error.GatewayPermission.NotUsable", NULL,
                    "That method cannot be charged; it is %s.",
                    state_permission_names[out->state_permission]);
    if (out->is_default && customer.type_payment == out->type_payment)
        return OK;
    TRY(make_default(ctx, &customer, out));
    TRY(record(ctx, "Permission.Default", out));
    TRY(offer_mail(ctx, MAIL_METHOD_DEFAULT, out));
    return collect_resume(ctx, &customer);
}

enum err permission_forget(struct ctx *ctx, int64_t id, struct gateway_permission *out)
{
    struct customer customer;
    bool was_default;

    TRY(lock(ctx, id, &customer, out));
    if (out->state_permission == PERMISSION_DELETED)
        return OK;
    was_default = out->is_default;
    out->state_permission = PERMISSION_DELETED;
    out->is_default = false;
    out->next_at = (struct instant){0};
    out->trace.state_life = "Deleted";
    end_page(out);
    if (out->token_permission)
        TRY(want(ctx, out, WISH_FORGET));
    else
        TRY(save(ctx, out));
    TRY(record(ctx, "Permission.Forget", out));
    TRY(offer_mail(ctx, MAIL_METHOD_REMOVED, out));
    return was_default ? replace_default(ctx, &customer, out) : OK;
}

/* It cannot be charged any more; another one may. */
static enum err lose(struct ctx *ctx, struct customer *customer,
                     struct gateway_permission *permission, enum state_permission state,
                     enum event_type type)
{
    bool was_default = permission->is_default;

    permission->state_permission = (int)state;
    permission->is_default = false;
    permission->next_at = (struct instant){0};
    TRY(save(ctx, permission));
    TRY(tell(ctx, permission, customer, type));
    return was_default ? replace_default(ctx, customer, permission) : OK;
}

enum err permission_charged(struct ctx *ctx, struct gateway_permission *permission,
                            int64_t id_segment, bool is_good, enum decline decline)
{
    struct settings settings;
    struct customer customer;
    enum trust trust;

    if (permission->state_permission != PERMISSION_OK)
        return OK;
    if (is_good) {
        if (!permission->failures)
            return OK;
        permission->failures = 0;
        return save(ctx, permission);
    }
    TRY(customer_get(ctx, permission->id_customer, &customer));
    TRY(settings_load(ctx, &settings));
    permission->failures++;
    trust = trust_after((int)permission->failures,
                        (int)setting_number(&settings, SETTING_METHOD_FAILURES_MAX, id_segment),
                        decline);
    if (trust == TRUST_LOST)
        return lose(ctx, &customer, permission, PERMISSION_DEFECTIVE,
                    EVENT_GATEWAY_PERMISSION_DEFECTIVE);
    TRY(save(ctx, permission));
    if (decline == DECLINE_FUNDS)
        TRY(tell(ctx, permission, &customer, EVENT_GATEWAY_PERMISSION_INSUFFICIENT_FUNDS));
    return trust == TRUST_WARNED
               ? tell(ctx, permission, &customer, EVENT_GATEWAY_PERMISSION_PAYMENT_ISSUES)
               : OK;
}

static enum err learn_of_page(struct ctx *ctx, struct gateway_permission *permission)
{
    return permission->state_permission == PERMISSION_PENDING ? want(ctx, permission, WISH_CONFIRM)
                                                              : OK;
}

enum err permission_learn(struct ctx *ctx, const struct gateway *gateway,
                          const struct gateway_fact *fact)
{
    struct gateway_permission permission;
    struct customer customer;
    enum err err = db_get(ctx, &sql_permission_of_token,
                          ARGS(ARG_AS(id_gateway, gateway->id),
                               ARG_AS(token_permission, fact->token_permission),
                               ARG_AS(token_page, fact->token_page)),
                          gateway_permission_fields, &permission);

    if (err == ERR_NOT_FOUND)
        return OK; /* somebody else's of the same account */
    TRY(err);
    TRY(lock(ctx, permission.id, &customer, &permission));
    if (fact->kind == FACT_PAGE)
        return learn_of_page(ctx, &permission);
    if (permission.state_permission != PERMISSION_OK)
        return OK;
    if (fact->kind == FACT_PERMISSION_CHANGED) {
        take_facts(ctx, &fact->permission, &permission);
        return save(ctx, &permission);
    }
    permission.code = fact->code;
    permission.message = fact->message;
    return lose(ctx, &customer, &permission, PERMISSION_DEFECTIVE,
                EVENT_GATEWAY_PERMISSION_DEFECTIVE);
}

static const struct field id_fields[] = {
    {.name = "id", .kind = FIELD_INTEGER},
    FIELDS_END,
};

enum err permission_anonymize(struct ctx *ctx, struct customer *customer)
{
    struct gateway_permission permission;
    struct list ids;

    TRY(customer_anonymize(ctx, customer));
    TRY(db_list(ctx, &sql_permission_living, ARGS(ARG_AS(id_customer, customer->id)), id_fields,
                sizeof(int64_t), &ids));
    for (size_t i = 0; i < ids.count; i++)
        TRY(permission_forget(ctx, *LIST_AT(ids, int64_t, i), &permission));
    TRY(db_run(ctx, &sql_permission_clear, ARGS(ARG_AS(id_customer, customer->id))));
    return customer_get(ctx, customer->id, customer);
}

/* expiry ------------------------------------------------------------------------------------------
 */

static enum err expire_one(struct ctx *ctx, int64_t id)
{
    struct gateway_permission permission;
    struct customer customer;
    struct expiry expiry;

    TRY(lock(ctx, id, &customer, &permission));
    permission.next_at = (struct instant){0};
    if (permission.state_permission != PERMISSION_OK)
        return save(ctx, &permission);
    expiry = expiry_at(permission.date_expiration,
                       permission.noticed_days == NONE ? NOTICE_NONE : (int)permission.noticed_days,
                       ctx->now);
    if (expiry.notice == NOTICE_EXPIRED)
        return lose(ctx, &customer, &permission, PERMISSION_EXPIRED,
                    EVENT_GATEWAY_PERMISSION_EXPIRED);
    permission.next_at = expiry.next_at;
    if (expiry.notice != NOTICE_NONE)
        permission.noticed_days = expiry.notice;
    TRY(save(ctx, &permission));
    return expiry.notice == NOTICE_NONE
               ? OK
               : tell(ctx, &permission, &customer, EVENT_GATEWAY_PERMISSION_SOON_EXPIRED);
}

enum err permission_expire(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                           int64_t *count)
{
    struct list due;

    TRY(db_list(ctx, &sql_permission_due, ARGS(ARG(at), ARG(first), ARG(last)),
                gateway_permission_fields, sizeof(struct gateway_permission), &due));
    *count = (int64_t)due.count;
    for (size_t i = 0; i < due.count; i++)
        TRY(expire_one(ctx, LIST_AT(due, struct gateway_permission, i)->id));
    return OK;
}

/* the lane ----------------------------------------------------------------------------------------
 */

static enum err list_calls(struct ctx *ctx, int64_t most, struct list *out)
{
    return db_list(ctx, &sql_permission_calls, ARGS(ARG(most)), lane_due_fields,
                   sizeof(struct lane_due), out);
}

static enum err prepare(struct ctx *ctx, int64_t id, struct asking *out)
{
    struct gateway_permission permission;
    struct gateway_request request = {0};
    struct gateway_errand errand;
    struct customer customer;
    enum err err;

    TRY(lock(ctx, id, &customer, &permission));
    if (!call_lease(ctx, &permission.call))
        return OK;
    TRY(save(ctx, &permission));
    *out = (struct asking){.id = id, .lease = permission.call.leases, .what = permission.call.wish};
    err = errand_of(ctx, &permission, (enum wish)out->what, &errand);
    if (err == OK)
        err = driver_of(permission.type_gateway)->request(ctx, &errand, &request);
    if (err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_FAILED) {
        struct gateway_outcome outcome = {.state = TRANSACTION_FAILED,
                                          .code = ctx->failures ? ctx->failures->code : NULL,
                                          .message = ctx->failures ? ctx->failures->message : NULL};

        ctx->failures = NULL;
        return permission_settle(ctx, &permission, &outcome);
    }
    TRY(err);
    out->post = gateway_post(ctx, &request);
    return OK;
}

static enum err conclude(struct ctx *ctx, const struct asking *asking)
{
    struct gateway_answer answer = {asking->post.status, asking->post.answer, asking->post.error};
    struct gateway_outcome outcome = {0};
    struct gateway_permission permission;
    struct gateway_errand errand;
    struct customer customer;

    TRY(lock(ctx, asking->id, &customer, &permission));
    if (permission.call.leases != asking->lease)
        return OK;
    TRY(errand_of(ctx, &permission, (enum wish)asking->what, &errand));
    driver_of(permission.type_gateway)->outcome(ctx, &errand, &answer, &outcome);
    return permission_settle(ctx, &permission, &outcome);
}

const struct lane permission_lane = {
    .name = "permissions",
    .list = list_calls,
    .prepare = prepare,
    .conclude = conclude,
};
