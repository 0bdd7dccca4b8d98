/* Providers of payments behind one small table of functions.
 *
 * A driver is pure: from what is wanted to a request for the provider's server, and from the answer
 * to what came of it. It keeps nothing, touches no row and sends nothing: the switchboard (app)
 * does that, outside any transaction. Whoever adds a provider writes one file and one row of
 * `drivers`.
 *
 * No answer, an answer that cannot be read and a crash while one was under way all mean "unknown":
 * the errand becomes WISH_ASK until the provider says what became of it, and only then is anything
 * tried again. A request that moves money carries `idempotency_key`, the same for ever for the same
 * transaction, so that sending it twice moves the money once.
 *
 * Only tokens are kept: a card number or an IBAN that a customer types into a provider's page never
 * reaches us. (The driver of SEPA files is its own bank: there the IBAN is a sealed secret.) */
#ifndef DOMAIN_GATEWAYS_DRIVER_H
#define DOMAIN_GATEWAYS_DRIVER_H

#include "base/ctx.h"
#include "base/field.h"
#include "domain/customers/customer.h"
#include "rules/collect.h"

enum wish {
    WISH_NONE,
    WISH_REGISTER, /* a page of the provider's on which the customer registers a method */
    WISH_CONFIRM,  /* what came of that page */
    WISH_CHARGE,   /* take money, the customer being away; by a `page` if he is there */
    WISH_ASK,      /* what became of a charge or a refund; TRANSACTION_TO_SEND: he never saw it */
    WISH_REFUND,   /* give back what a charge took, wholly or in part */
    WISH_CANCEL,   /* call off a charge that is not settled */
    WISH_FORGET,   /* the method is not wanted any more */
    WISH_COUNT,
};

extern const char *const wish_names[];

/* One thing that is wanted of a provider. What does not belong to the wish is NULL, 0 or NONE. */
struct gateway_errand {
    enum wish wish;
    const char *type_gateway;
    int type_payment;     /* PAYMENT_CARD or PAYMENT_DIRECT_DEBIT */
    bool is_live;         /* real money */
    const char *api_url;  /* where the provider listens; NULL: where he always does */
    const char *secret;   /* the API key */
    const char *settings; /* the gateway's own, as a JSON object, or NULL */
    int64_t id;           /* of the transaction, or of the permission */
    const char *idempotency_key;
    const char *progress; /* what the driver noted in the step before, or NULL */
    /* Who: the customer, and his method as the provider knows them. */
    const char *reference_customer, *name, *email, *language;
    const char *token_customer, *token_permission;
    /* How much, for what. */
    int64_t amount; /* minor units, positive */
    const char *currency, *description;
    const char *token_transaction; /* how the provider calls it; of a refund the charge's */
    const char *token_refund;      /* of a refund, once it has one */
    const char *token_page;        /* of WISH_CONFIRM: how he calls the page */
    const char *return_url;        /* where a page sends the customer in the end */
    bool is_customer_present;      /* of WISH_CHARGE: make a page on which he authenticates */
    struct instant date;           /* when a debit is wanted; not set: as soon as possible */
    bool is_refund;                /* of WISH_ASK: what became of a refund, not of a charge */
    struct instant date_sent; /* of WISH_ASK: when he was first asked, by the machine's clock */
};

struct gateway_request {
    const char *verb, *url; /* "GET", "POST" … */
    const char *content_type, *body;
    struct list headers; /* of struct post_header */
};

struct gateway_answer {
    int status; /* 0: there was none */
    const char *body, *error;
};

/* A method as it can be shown: never enough of it to pay with. */
struct permission_facts {
    const char *token_customer, *token_permission;
    const char *name_display; /* ****-****-****-4242 */
    const char *country, *brand;
    struct instant date_expiration; /* the end of the month on the card; not set: none */
    const char *mandate;            /* of a direct debit: its unique reference */
    bool is_usable;
};

struct gateway_outcome {
    bool is_unfinished;   /* one more step: ask the driver for its next request */
    const char *progress; /* what it wants to find again then */
    enum state_transaction state;
    enum decline decline;
    const char *code, *message; /* the provider's, of a failure */
    const char *token_transaction, *token_refund;
    const char *page_url, *token_page; /* where the customer goes */
    struct instant date_settlement;    /* when money that is pending should be there */
    struct permission_facts permission;
};

/* What a provider tells of himself, by a webhook or a file. */
enum fact_kind {
    FACT_NONE,
    FACT_ASK,  /* something happened to a transaction: ask what */
    FACT_PAGE, /* something happened to a page: WISH_CONFIRM */
    FACT_SUCCEEDED,
    FACT_FAILED, /* also after it had succeeded: a direct debit that comes back */
    FACT_DISPUTED,
    FACT_DISPUTE_WON,
    FACT_DISPUTE_LOST,
    FACT_PERMISSION_DEFECTIVE, /* revoked, closed, unusable */
    FACT_PERMISSION_CHANGED,   /* a new expiry or number, by the provider's card updater */
};

struct gateway_fact {
    const char *id_event; /* counts once */
    enum fact_kind kind;
    const char *idempotency_key; /* of the transaction, if he repeats what we told him: his own name
                                    of it may never have reached us */
    const char *token_transaction, *token_refund, *token_page, *token_permission;
    enum decline decline;
    const char *code, *message;
    int64_t amount; /* of a dispute; NONE: all of it */
    struct instant date;
    struct permission_facts permission;
};

/* A notification as it came in. */
struct gateway_notice {
    const char *secret; /* that of the provider's webhooks */
    const char *signature, *body;
    size_t size;
    struct instant now; /* by the machine's clock: old ones are refused */
};

struct driver {
    const char *type_gateway, *help;
    bool takes_cards, takes_debits;
    bool has_pages; /* on which customers register a method themselves */
    const char *api_url, *api_url_live; /* where he listens, for the sandbox and for real money */
    const char *signature_header;       /* of his notifications; NULL: he sends none */
    /* Complains about settings or an API key that make no sense, each NULL if it was not given; or
     * NULL: whatever is given will do. */
    void (*check)(struct ctx *ctx, const char *settings, const char *api_key);
    /* The request for the errand's next step. ERR_INVALID, noted, for a wish that he cannot fulfil.
     * NULL for one that needs no server, which has `perform` instead. */
    enum err (*request)(struct ctx *ctx, const struct gateway_errand *errand,
                        struct gateway_request *out);
    /* What the answer means. Never fails: what cannot be read is TRANSACTION_UNKNOWN. */
    void (*outcome)(struct ctx *ctx, const struct gateway_errand *errand,
                    const struct gateway_answer *answer, struct gateway_outcome *out);
    /* Of one without a server: what comes of it, at `ctx->now`. */
    void (*perform)(struct ctx *ctx, const struct gateway_errand *errand,
                    struct gateway_outcome *out);
    /* Of struct gateway_fact. ERR_UNAUTHENTICATED, noted, for a wrong or an old signature,
     * ERR_INVALID, noted, for what cannot be read. NULL: he sends no notifications. */
    enum err (*facts)(struct ctx *ctx, const struct gateway_notice *notice, struct list *out);
};

extern const struct driver driver_sandbox, driver_stripe, driver_gocardless, driver_sepa;
/* All of them, ended by a NULL. */
extern const struct driver *const drivers[];
/* NULL if there is none of that name. */
const struct driver *driver_of(const char *type_gateway);

#endif
