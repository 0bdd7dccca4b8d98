/* A subscription as its customer stands before it: what he may do with it, and what is done once he
 * has confirmed. Shared by the pages of the portal about subscriptions.
 *
 * Who holds it may change it; who only pays for it looks. What each button does is the merchant's
 * to say (domain/look/look.h): a page whose button he hid or leads elsewhere is not there. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_SEEN_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_SEEN_H

#include "domain/look/look_url.h"
#include "domain/portal/portal.h"
#include "domain/quotes/preview.h"

struct seen {
    struct subscription_parts parts; /* whole: with discounts */
    struct surroundings around;
    struct customer buyer;
    struct payer payer;
    bool is_holder;
    bool pays_himself; /* is the invoice the visitor's own? */
    const char *path;  /* "/portal/subscriptions/42" */
};

/* The one of the path, or portal_refuse. */
MUST_CHECK enum err seen_load(struct ctx *ctx, const struct request *request, struct seen *out);
/* The same under the buyer's lock, of one that was loaded: as it is now. */
MUST_CHECK enum err seen_lock(struct ctx *ctx, struct seen *seen);

/* May he see it at all? A holder sees his own, drafts as well; who only pays, what he pays for. */
bool seen_may_see(const struct visitor *visitor, const struct subscription *subscription);

/* The conditions of the buttons. */
bool seen_is_active(const struct seen *seen);
bool seen_can_change(const struct seen *seen);
bool seen_can_terminate(const struct seen *seen);
bool seen_can_change_options(const struct seen *seen);
bool seen_can_keep(const struct seen *seen); /* what is scheduled can be called off */
bool seen_can_restart(const struct seen *seen);
bool seen_can_start(const struct seen *seen);
bool seen_has_ended(const struct seen *seen);
/* May a customer set this feature himself? */
bool seen_is_option(const struct subscription_feature *feature);
/* The first moment after what he committed himself to; not set: he is not engaged. */
struct instant seen_engaged_until(const struct seen *seen);

/* Where the button leads: to `path` behind that of the subscription, or where the merchant wants;
 * NULL: it is not shown. */
const char *seen_button(struct ctx *ctx, const struct seen *seen, enum button button,
                        bool is_offered, const char *path);
/* portal_refuse unless the page behind the button is ours and his to open. */
MUST_CHECK enum err seen_check_button(struct ctx *ctx, const struct seen *seen, enum button button);

/* A preview as of now, with the pledge that confirms it. */
struct offered {
    struct preview preview;
    const char *pledge;
    struct instant date;
};
/* `lines` is what the plan costs. */
MUST_CHECK enum err seen_offer(struct ctx *ctx, const struct seen *seen, const struct list *lines,
                               int64_t id_offer, int64_t choice, struct offered *out);
/* Checks the pledge and what it costs by now, `lines`, and issues what is due at once when `write`
 * has done it: all as of the pledge's moment. `invoice` has id 0 if none was issued. */
typedef enum err seen_lines(struct ctx *ctx, struct seen *seen, void *data, struct list *lines,
                            int64_t *id_offer);
typedef enum err seen_write(struct ctx *ctx, struct seen *seen, void *data);
struct confirmation {
    struct seen *seen;
    const struct request *request; /* with its `Pledge` and, if there are terms of sale, their box */
    int64_t choice;
    seen_lines *lines;
    seen_write *write;
    void *data;
    struct invoice invoice;
};
/* For portal_try. */
portal_deed seen_confirm;

/* Where he goes then: to the merchant's page, to the invoice that he has to pay, or to `path` with
 * `done`. */
MUST_CHECK enum err seen_go(struct ctx *ctx, struct response *response, const struct seen *seen,
                            enum return_from from, const struct invoice *invoice, const char *path,
                            const char *done);

#endif
