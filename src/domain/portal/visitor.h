/* Visitors: who stands at the portal, and what he may do there.
 *
 * A link (links/link.h) opens a session, which a cookie carries from page to page: a sealed text
 * that no table holds, dead when the link would be. One that went out by e-mail may look, pay and
 * approve. What is sensitive asks for more: that the visitor proves that the e-mail is his, by a
 * code that is sent there; such a session has a row, by which it can be listed and ended. A link
 * that the API gave to the merchant's server proves as much, since that server knows whom it shows
 * it to, unless the setting `api_links_prove` says no. An agent of the merchant may stand there in a
 * customer's stead; what he does is written down as his.
 *
 * What a visitor may do are bits of his actor (platform/http/route.h), by the role of the contact
 * whose link or e-mail it was. Whatever is wrong with a session, its answer is the same. */
#ifndef DOMAIN_PORTAL_VISITOR_H
#define DOMAIN_PORTAL_VISITOR_H

#include "domain/links/link.h"
#include "domain/look/look.h"
#include "platform/http/route.h"

/* How long a proof lasts. */
#define PROOF_LIFETIME HOURS(8)
/* And an agent's visit. */
#define STAFF_LIFETIME HOURS(1)

/* What the cookie says. */
struct session {
    int64_t id; /* of its row; 0: it has none, nothing was proved */
    int64_t id_business, id_segment;
    int64_t id_customer; /* 0: anybody */
    int64_t id_contact;  /* 0: the customer himself */
    int64_t id_agent;    /* of the merchant's; 0: nobody */
    int64_t link_epoch;  /* of the customer and the contact */
    int64_t nonce;       /* of no meaning, so that no two are alike */
    bool is_entrusted;   /* is it of a link that the merchant's server was given? */
    bool is_framed;      /* was it opened inside a page of the merchant's? */
    struct instant date_expiry;
};

struct visitor {
    struct session session;
    bool is_known;  /* is he a customer's? */
    bool is_proven; /* has he proved who he is, or is he of the merchant's? */
    struct segment segment;
    struct customer customer; /* if he is known */
    struct contact contact;   /* id 0: the customer himself */
    const char *name, *email; /* the person's; may be NULL */
    const char *language;     /* of his pages */
    struct look look;         /* what the merchant decided about them */
    const char *zone;         /* where he lives */
    const char *form_token;   /* what every form must send: `FormToken` */
};

/* For `struct face`. A session is asked for, and of what is posted the token of a form of ours;
 * sets ctx->visitor, its business, its time and what it may do. */
MUST_CHECK enum err visitor_authenticate(struct ctx *ctx, const struct request *request);
/* The same again, inside the transaction that writes. */
MUST_CHECK enum err visitor_set_time(struct ctx *ctx);

/* Is that one of the lists that the merchant took out of the portal? Then it is not. */
bool visitor_may_see(const struct visitor *visitor, const char *path);

/* The cookie of a new session: in the answer. */
void session_give(struct ctx *ctx, struct response *response, struct session session);
/* Nobody any more. */
void session_take(struct ctx *ctx, struct response *response);
/* Is the page shown inside another one? */
bool request_is_framed(const struct request *request);
/* What a link that was opened gives. */
struct session session_of_link(const struct request *request, const struct visit *visit,
                               const struct ctx *ctx);

/* A session that was proved, as its owner sees it. */
struct proof {
    int64_t id, id_customer, id_contact;
    const char *email, *device;
    struct instant date_creation, date_expiry;
};
extern const struct field proof_fields[];

/* Writes the row; `out` is complete then. */
MUST_CHECK enum err session_prove(struct ctx *ctx, const struct request *request,
                                  const struct entrant *entrant, const char *email,
                                  struct session *out);
/* Those of a person that live, the newest first: of struct proof. */
MUST_CHECK enum err proof_list(struct ctx *ctx, int64_t id_customer, int64_t id_contact,
                               struct list *out);
/* Ends one of a person's. ERR_NOT_FOUND, noted. */
MUST_CHECK enum err proof_end(struct ctx *ctx, int64_t id_customer, int64_t id_contact, int64_t id);

#endif
