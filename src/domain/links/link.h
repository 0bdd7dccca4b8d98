/* Links: what a customer, or anybody, may open on the pages that we host, as a text that only this
 * program can write and read.
 *
 * A link names a page, whose it is and what it is about, and is sealed with a key that is derived
 * from the sealing key (platform/crypto/keyring.h), so no table holds it. It is dead when its time
 * is over, when the customer is suspended or gone, and when his links were revoked, which counts
 * `link_epoch` on. Whoever holds one that lives needs no other credentials, so it must not live
 * long: a day by default (setting `link_lifetime_hours`), which lets a page that was opened in the
 * morning work in the evening, and a link that was found in a log not work the day after.
 *
 * The same link sealed twice within an hour is the same text, so that answers can be compared. */
#ifndef DOMAIN_LINKS_LINK_H
#define DOMAIN_LINKS_LINK_H

#include "domain/accounts/business.h"
#include "domain/accounts/setting.h"
#include "domain/customers/contact.h"

/* The numbers are in links that were given out: they never change. */
enum link_page {
    LINK_NONE = 0,
    LINK_HOME = 1, /* the customer's portal; for anybody, the offers */
    LINK_COLLECTION_OFFERS = 2,
    LINK_REGISTER = 3,           /* how he pays; of a subscription or in general */
    LINK_SUBSCRIBE = 4,          /* to an offer */
    LINK_START = 5,              /* a subscription that is a draft */
    LINK_COLLECTION_UPGRADE = 6, /* the offers that he may change to */
    LINK_UPGRADE = 7,            /* from a subscription */
    LINK_UPGRADE_TO = 8,         /* to an offer */
    LINK_RESTART = 9,            /* a subscription */
    LINK_RELATED_SUBSCRIPTION = 10,
    LINK_CHARGE = 11,             /* paying an invoice */
    LINK_COLLECTION_INVOICE = 12, /* all his invoices */
    LINK_RELATED_INVOICE = 13,    /* the document */
    LINK_ESTIMATE = 14,
    LINK_PAYMENTS = 15, /* all that he paid */
    LINK_PAGE_COUNT
};

struct link {
    enum link_page page;
    int64_t id_segment;
    int64_t id_customer;        /* 0: anybody */
    int64_t id_contact;         /* who of the customer's it was written for; 0: he himself */
    int64_t id_agent;           /* who of the merchant's opens it in his stead; 0: nobody */
    bool is_mailed;             /* went out by e-mail, and so may have come to anybody */
    int64_t link_epoch;         /* of the customer, and of the contact, added up */
    int64_t id_object; /* the offer, subscription, invoice or estimate that it is about; 0: none */
    struct instant date_expiry; /* by the machine's clock, at a whole hour; an agent's: second */
};

/* The end of a link that is made now. */
struct instant link_expiry(const struct ctx *ctx, const struct settings *settings,
                           int64_t id_segment);
/* A text of the letters that a URL may hold. */
const char *link_seal(struct ctx *ctx, const struct link *link);

/* A link that was opened, and who and what it brings along. */
struct visit {
    struct link link;
    struct segment segment;
    bool is_known;            /* is it a customer's? */
    struct customer customer; /* if it is */
    struct contact contact;   /* id 0: he himself */
};

/* Sets ctx->id_business, is_live and now. ERR_NOT_FOUND, always in the same words, for a text that
 * we did not seal and for a link that is dead, whatever it died of. */
MUST_CHECK enum err link_open(struct ctx *ctx, const char *text, struct visit *out);
/* The same words, for what a link leads to and is not there. */
enum err link_refuse(struct ctx *ctx);

/* Under which a link is found in API Live, behind `insite-` or `hosted-`: "related-invoice". */
const char *link_relation(enum link_page page);

#endif
