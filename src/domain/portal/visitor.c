#include "domain/portal/visitor.h"

#include <string.h>
#include <strings.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/accounts/clock.h"
#include "domain/html.h"
#include "domain/links/numbers.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/keyring.h"
#include "platform/db/db.h"
#include "sql.h"

/* Only over TLS or on this machine, from this host alone, for all its paths. */
#define COOKIE "__Host-tacite"
/* What the seals say of their purpose. */
#define PLACE      "portal session"
#define FORM_PLACE "portal form"

enum { NUMBER_COUNT = 11, FORM_TOKEN_BYTES = 16 };

/* the cookie --------------------------------------------------------------------------------------
 */

static const char *seal_session(struct ctx *ctx, const struct session *session)
{
    const int64_t numbers[NUMBER_COUNT] = {
        session->id,           session->id_business,
        session->id_segment,   session->id_customer,
        session->id_contact,   session->id_agent,
        session->link_epoch,   session->nonce,
        session->is_framed,    session->date_expiry.micros / SECONDS(1),
        session->is_entrusted,
    };

    return numbers_seal(ctx, PLACE, numbers, NUMBER_COUNT);
}

static bool unseal_session(struct ctx *ctx, const char *text, struct session *out)
{
    int64_t numbers[NUMBERS_MAX];

    if (numbers_unseal(ctx, PLACE, text, numbers) != NUMBER_COUNT)
        return false;
    *out = (struct session){
        .id = numbers[0],
        .id_business = numbers[1],
        .id_segment = numbers[2],
        .id_customer = numbers[3],
        .id_contact = numbers[4],
        .id_agent = numbers[5],
        .link_epoch = numbers[6],
        .nonce = numbers[7],
        .is_framed = numbers[8] != 0,
        .is_entrusted = numbers[10] != 0,
        .date_expiry = {numbers[9] * SECONDS(1)},
    };
    return true;
}

/* The value of one cookie in `a=1; b=2`, or NULL. */
static const char *cookie_value(struct arena *arena, const struct request *request,
                                const char *name)
{
    const char *at = header_value(request, "Cookie");
    size_t size = strlen(name);

    while (at && *at) {
        at += strspn(at, "; ");
        if (strncmp(at, name, size) == 0 && at[size] == '=')
            return arena_copy_bytes(arena, at + size + 1, strcspn(at + size + 1, "; "));
        at += strcspn(at, ";");
    }
    return NULL;
}

/* Inside a page of somebody else's a cookie is sent only if it says so, and is then kept apart for
 * that page. */
static void set_cookie(struct ctx *ctx, struct response *response, const char *value,
                       bool is_framed, int64_t seconds)
{
    respond_header(
        ctx, response, "Set-Cookie",
        arena_printf(ctx->arena, COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=%s; Max-Age=%lld",
                     value, is_framed ? "None; Partitioned" : "Lax", (long long)seconds));
}

void session_give(struct ctx *ctx, struct response *response, struct session session)
{
    int64_t lasts = (session.date_expiry.micros - ctx->machine_now.micros) / SECONDS(1);

    random_bytes(&session.nonce, sizeof session.nonce);
    session.nonce &= INT64_MAX;
    set_cookie(ctx, response, seal_session(ctx, &session), session.is_framed, lasts);
}

void session_take(struct ctx *ctx, struct response *response)
{
    set_cookie(ctx, response, "", ctx->visitor && ctx->visitor->session.is_framed, 0);
}

bool request_is_framed(const struct request *request)
{
    const char *where = header_value(request, "Sec-Fetch-Dest");

    return where && strcmp(where, "iframe") == 0;
}

struct session session_of_link(const struct request *request, const struct visit *visit,
                               const struct ctx *ctx)
{
    const struct link *link = &visit->link;

    return (struct session){
        .id_business = ctx->id_business,
        .id_segment = link->id_segment,
        .id_customer = link->id_customer,
        .id_contact = link->id_contact,
        .id_agent = link->id_agent,
        .link_epoch = link->link_epoch,
        .is_entrusted = link->id_customer && !link->is_mailed,
        .is_framed = request_is_framed(request),
        .date_expiry = link->date_expiry,
    };
}

/* who it is ---------------------------------------------------------------------------------------
 */

static enum err refuse(struct ctx *ctx)
{
    return fail(ctx, ERR_UNAUTHENTICATED, "Error.Portal.NoSession", NULL,
                "This page asks for a link that lives, or for signing in.");
}

static uint32_t permissions_of(const struct visitor *visitor)
{
    static const uint32_t roles[] = {
        [ROLE_NONE] = MAY_VISIT | MAY_PAY | MAY_APPROVE | MAY_MANAGE,
        [ROLE_OWNER] = MAY_VISIT | MAY_PAY | MAY_APPROVE | MAY_MANAGE,
        [ROLE_APPROVER] = MAY_VISIT | MAY_PAY | MAY_APPROVE,
        [ROLE_PAYER] = MAY_VISIT | MAY_PAY,
        [ROLE_VIEWER] = MAY_VISIT,
    };
    uint32_t permissions = MAY_LOOK;

    if (!visitor->is_known)
        return permissions;
    permissions |= roles[visitor->contact.role_contact];
    if (visitor->is_proven)
        permissions |= MAY_VISIT_PROVEN;
    /* What binds the customer is his own to say. */
    return visitor->session.id_agent ? permissions & ~(uint32_t)MAY_APPROVE : permissions;
}

static const char *form_token(struct ctx *ctx, const struct session *session)
{
    const struct sealing_key *key = keyring_current(ctx->keyring);
    const int64_t numbers[] = {session->id_business, session->id_customer, session->nonce};
    uint8_t signature[SHA256_SIZE];

    keyring_sign(key, FORM_PLACE, numbers, sizeof numbers, signature);
    return hex(ctx->arena, signature, FORM_TOKEN_BYTES);
}

/* ERR_NOT_FOUND, not noted, for one that was ended or is of somebody else. */
static enum err check_proof(struct ctx *ctx, const struct session *session)
{
    struct proof proof;

    TRY(db_get(ctx, &sql_session_get, ARGS(ARG_AS(id, session->id)), proof_fields, &proof));
    return proof.id_customer == session->id_customer && proof.id_contact == session->id_contact
               ? OK
               : ERR_NOT_FOUND;
}

static enum err load_customer(struct ctx *ctx, struct visitor *visitor)
{
    const struct session *session = &visitor->session;

    TRY(customer_get(ctx, session->id_customer, &visitor->customer));
    if (session->id_contact)
        TRY(contact_get(ctx, session->id_contact, &visitor->contact));
    if (session->id)
        TRY(check_proof(ctx, session));
    return OK;
}

static bool is_alive(const struct ctx *ctx, const struct visitor *visitor)
{
    const struct session *session = &visitor->session;
    const struct customer *customer = &visitor->customer;

    return session->date_expiry.micros > ctx->machine_now.micros &&
           (!visitor->is_known ||
            (customer->id_segment == session->id_segment && !customer_is_suspended(customer) &&
             (!session->id_contact || visitor->contact.id_customer == customer->id) &&
             customer->link_epoch + visitor->contact.link_epoch == session->link_epoch));
}

static void describe(struct ctx *ctx, struct visitor *visitor)
{
    const struct customer *customer = &visitor->customer;
    bool is_contact = visitor->contact.id != 0;

    if (visitor->is_known) {
        visitor->name = is_contact ? visitor->contact.name : customer_name(customer);
        visitor->email = is_contact ? visitor->contact.email : customer->email;
    }
    visitor->zone = customer->time_zone ? customer->time_zone : visitor->segment.time_zone;
    visitor->form_token = form_token(ctx, &visitor->session);
}

/* ERR_NOT_FOUND, not noted. */
static enum err load(struct ctx *ctx, struct visitor *visitor)
{
    const struct session *session = &visitor->session;
    struct business business;

    ctx->id_business = session->id_business;
    visitor->customer = (struct customer){0};
    visitor->contact = (struct contact){0};
    visitor->is_known = session->id_customer != 0;
    TRY(business_get(ctx, &business));
    TRY(segment_get(ctx, session->id_segment, &visitor->segment));
    if (visitor->is_known)
        TRY(load_customer(ctx, visitor));
    if (!is_alive(ctx, visitor))
        return ERR_NOT_FOUND;
    ctx->is_live = business.is_live;
    describe(ctx, visitor);
    return clock_read(ctx);
}

/* What he may do, once the merchant's say is known. */
static void empower(struct ctx *ctx, struct visitor *visitor)
{
    const struct session *session = &visitor->session;

    visitor->is_proven = session->id || session->id_agent ||
                         (session->is_entrusted && visitor->look.api_links_prove);
    ctx->actor = (struct actor){
        .kind = session->id_agent ? ACTOR_API_KEY : ACTOR_CUSTOMER,
        .id = session->id_agent,
        .permissions = permissions_of(visitor),
    };
}

/* A form that was not ours, or of a session before this one. */
static enum err check_form(struct ctx *ctx, const struct request *request,
                           const struct visitor *visitor)
{
    const char *given = form_value(request, "FormToken");
    size_t size = strlen(visitor->form_token);

    if (request->method == GET)
        return OK;
    if (given && strlen(given) == size && equal_in_constant_time(given, visitor->form_token, size))
        return OK;
    return fail(ctx, ERR_MALFORMED, "Error.Portal.OldForm", NULL,
                "This form is of another session; open the page again.");
}

/* what is open ------------------------------------------------------------------------------------
 */

/* The lists of the portal's sections. What stands in them is open still, to whoever was sent there.
 */
static const struct {
    const char *path;
    enum module module;
} doors[] = {
    {"/portal/subscriptions", MODULE_SUBSCRIPTIONS},
    {"/portal/invoices",      MODULE_INVOICES     },
    {"/portal/payments",      MODULE_PAYMENTS     },
    {"/portal/recurring",     MODULE_RECURRING    },
    {"/portal/estimates",     MODULE_ESTIMATES    },
    {"/portal/credits",       MODULE_CREDITS      },
    {"/portal/methods",       MODULE_METHODS      },
    {"/portal/statement",     MODULE_STATEMENT    },
    {"/portal/billing",       MODULE_BILLING      },
    {"/portal/account",       MODULE_ACCOUNT      },
};

/* Documents, what is paid by them, and leaving: open even where the portal is closed. */
static bool is_of_document(const char *path)
{
    static const char *const beginnings[] = {"/portal/invoices/", "/portal/estimates/",
                                             "/portal/pay", "/portal/sign-out", "/portal/proof"};

    for (size_t i = 0; i < COUNT_OF(beginnings); i++)
        if (strncasecmp(path, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

bool visitor_may_see(const struct visitor *visitor, const char *path)
{
    for (size_t i = 0; i < COUNT_OF(doors); i++) {
        size_t size = strlen(doors[i].path);

        if (strncasecmp(doors[i].path, path, size) == 0 && strchr("/.", path[size]))
            return look_shows(&visitor->look, doors[i].module) || is_of_document(path);
    }
    return true;
}

static enum err check_doors(struct ctx *ctx, const struct request *request,
                            const struct visitor *visitor)
{
    bool is_closed = visitor->is_known && !visitor->look.is_open && !visitor->session.id_agent;

    if (!visitor_may_see(visitor, request->path) || (is_closed && !is_of_document(request->path)))
        return fail(ctx, ERR_NOT_FOUND, "Error.Portal.NotFound", NULL, "There is nothing here.");
    return OK;
}

enum err visitor_authenticate(struct ctx *ctx, const struct request *request)
{
    const char *cookie = cookie_value(ctx->arena, request, COOKIE);
    struct visitor *visitor = ARENA_NEW(ctx->arena, struct visitor);
    enum err err;

    if (!cookie || !unseal_session(ctx, cookie, &visitor->session))
        return refuse(ctx);
    err = load(ctx, visitor);
    if (err == ERR_NOT_FOUND)
        return refuse(ctx);
    TRY(err);
    ctx->visitor = visitor;
    visitor->language = html_language_for(request, visitor->customer.language);
    TRY(look_load(ctx, visitor->segment.id, visitor->language, &visitor->look));
    empower(ctx, visitor);
    TRY(check_doors(ctx, request, visitor));
    return check_form(ctx, request, visitor);
}

enum err visitor_set_time(struct ctx *ctx)
{
    /* Whoever comes in for the first time has none yet. */
    bool has_session = ctx->visitor && ctx->visitor->session.id_business;
    enum err err = has_session ? load(ctx, ctx->visitor) : OK;

    if (err == OK && has_session)
        empower(ctx, ctx->visitor);
    return err == ERR_NOT_FOUND ? refuse(ctx) : err;
}

/* proofs ------------------------------------------------------------------------------------------
 */

const struct field proof_fields[] = {
    FIELD(proof, id),          FIELD(proof, id_customer),
    FIELD(proof, id_contact),  FIELD(proof, email),
    FIELD(proof, device),      FIELD(proof, date_creation),
    FIELD(proof, date_expiry), FIELDS_END,
};

/* The first of the words that the text has: `Chrome/` makes Chrome. */
static const char *first_named(const char *text, const char *const names[][2])
{
    for (size_t i = 0; names[i][0]; i++)
        if (strstr(text, names[i][0]))
            return names[i][1];
    return NULL;
}

/* As its owner would call it: `Firefox, Windows`. Most browsers claim to be others as well. */
static const char *device_of(struct arena *arena, const struct request *request)
{
    static const char *const browsers[][2] = {
        {"Edg/",    "Edge"   },
        {"OPR/",    "Opera"  },
        {"Firefox", "Firefox"},
        {"Chrome",  "Chrome" },
        {"Safari",  "Safari" },
        {NULL,      NULL     },
    };
    static const char *const systems[][2] = {
        {"iPhone",  "iPhone" },
        {"iPad",    "iPad"   },
        {"Android", "Android"},
        {"Windows", "Windows"},
        {"Mac OS",  "Mac"    },
        {"Linux",   "Linux"  },
        {NULL,      NULL     },
    };
    const char *agent = header_value(request, "User-Agent");
    const char *browser = agent ? first_named(agent, browsers) : NULL;
    const char *system = agent ? first_named(agent, systems) : NULL;

    if (browser && system)
        return arena_printf(arena, "%s, %s", browser, system);
    return browser ? browser : system;
}

enum err session_prove(struct ctx *ctx, const struct request *request,
                       const struct entrant *entrant, const char *email, struct session *out)
{
    const struct proof proof = {
        .id = db_new_id(ctx, ID_ROW),
        .id_customer = entrant->id_customer,
        .id_contact = entrant->id_contact,
        .email = email,
        .device = device_of(ctx->arena, request),
        .date_creation = ctx->machine_now,
        .date_expiry = instant_plus(ctx->machine_now, PROOF_LIFETIME),
    };

    TRY(db_run(ctx, &sql_session_sweep,
               ARGS(ARG_AS(id_customer, proof.id_customer), ARG_AS(now, ctx->machine_now))));
    TRY(db_save(ctx, &sql_session_add, proof_fields, &proof));
    *out = (struct session){
        .id = proof.id,
        .id_business = ctx->id_business,
        .id_segment = entrant->id_segment,
        .id_customer = entrant->id_customer,
        .id_contact = entrant->id_contact,
        .link_epoch = entrant->link_epoch,
        .is_framed = request_is_framed(request),
        .date_expiry = proof.date_expiry,
    };
    return OK;
}

enum err proof_list(struct ctx *ctx, int64_t id_customer, int64_t id_contact, struct list *out)
{
    return db_list(ctx, &sql_session_list,
                   ARGS(ARG(id_customer), ARG(id_contact), ARG_AS(now, ctx->machine_now)),
                   proof_fields, sizeof(struct proof), out);
}

enum err proof_end(struct ctx *ctx, int64_t id_customer, int64_t id_contact, int64_t id)
{
    int64_t changed;

    TRY(db_change(ctx, &sql_session_end, ARGS(ARG(id_customer), ARG(id_contact), ARG(id)),
                  &changed));
    return changed
               ? OK
               : fail(ctx, ERR_NOT_FOUND, "Error.Api.NotFound", NULL, "There is no such session.");
}
