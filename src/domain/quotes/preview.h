/* What something would cost, as the invoice of it would say: shown to a customer before he confirms
 * it. The lines are those of the verb's own plan (subscriptions/subscription_plan.h), the taxes
 * those of a whole document (invoices/invoice.h), so what is then invoiced is what was shown.
 *
 * A pledge says what was shown: a sealed text in the form that confirms. What is done with it is
 * done as of the moment that it names, since each second of a period has its price, and only if it
 * still comes to the same. */
#ifndef DOMAIN_QUOTES_PREVIEW_H
#define DOMAIN_QUOTES_PREVIEW_H

#include "domain/invoices/invoice.h"
#include "domain/subscriptions/subscription_plan.h"

struct preview_line {
    const char *label;
    int64_t amount_subtotal;
    struct instant date_period_start, date_last; /* days of the period that it is for */
};

struct preview_tax {
    const char *label_tax;
    int64_t rate_tax, amount_tax;
};

struct preview {
    const char *currency;
    struct list lines; /* of struct preview_line */
    struct list taxes; /* of struct preview_tax */
    int64_t amount_subtotal, amount_total;
    int64_t amount_money;  /* of it: paid with what came in before */
    int64_t amount_due;    /* the rest; of credits alone nothing */
    int64_t amount_credit; /* of credits that are larger: what the next invoice will be lower by */
    bool is_due, is_money, is_credit;
};
extern const struct field preview_fields[];

/* Charges of a subscription as the lines that they would be: of `struct balance_line`. */
struct list preview_charges(struct ctx *ctx, const struct payer *payer,
                            const struct subscription_parts *parts, const struct charge *charges,
                            size_t count);
/* All charges of a plan. */
struct list preview_plan_lines(struct ctx *ctx, const struct subscription_plan *plan);
/* What the end of the running period brings if nothing changes: what was consumed until now, what
 * is in arrears or missing to a minimum, and the period that follows, if one does, or the
 * termination fee. Of one that does not run: nothing. */
MUST_CHECK enum err preview_term_lines(struct ctx *ctx, const struct payer *payer,
                                       const struct subscription_parts *parts, struct list *out);
struct list preview_join(struct ctx *ctx, const struct list *a, const struct list *b);

/* With what waits for his invoice until `until`; not set: of these lines alone. */
MUST_CHECK enum err preview_show(struct ctx *ctx, const struct customer *customer,
                                 const struct list *lines, int64_t id_offer, struct instant until,
                                 struct preview *out);

enum { PLEDGE_MINUTES = 15 };

struct pledge {
    int64_t id_subscription, version; /* of its row */
    int64_t choice;                   /* what is to be done: pledge_choice */
    int64_t amount_total;             /* that it comes to, with tax; negative: a credit */
    struct instant date;              /* as of when: at a whole second */
};

/* A text that stands for what was chosen. */
int64_t pledge_choice(const char *words);
const char *pledge_seal(struct ctx *ctx, const struct pledge *pledge);
/* ERR_CONFLICT, noted, for what is none of this subscription and choice, is too old, or was made
 * of a subscription that has changed. */
MUST_CHECK enum err pledge_open(struct ctx *ctx, const char *text,
                                const struct subscription *subscription, int64_t choice,
                                struct pledge *out);
/* ERR_CONFLICT, noted, if it comes to something else by now. */
MUST_CHECK enum err pledge_check(struct ctx *ctx, const struct pledge *pledge,
                                 int64_t amount_total);
/* ERR_CONFLICT, noted: the same, whatever has changed. */
enum err pledge_refuse(struct ctx *ctx);

#endif
