/* Why a line is what it is: the formula of its amount (rules/formula.h) as data, kept beside the
 * line as JSON, and as a sentence in the customer's language, made from the data when somebody
 * asks.
 *
 * Nothing is kept of what explains itself: a whole fee, a line by hand, a credit, a line of a
 * credit note. Their formula is made up from the line. Lines of versions before 0.4 kept what was
 * prorated only, in a form of their own, which is understood. */
#ifndef DOMAIN_BALANCE_EXPLANATION_H
#define DOMAIN_BALANCE_EXPLANATION_H

#include "domain/balance/balance.h"
#include "rules/formula.h"

/* What one step adds. Amounts with decimals are exact, in minor units. */
struct explained_step {
    struct quantity quantity_from, quantity_until; /* beyond the one, up to the other */
    struct quantity quantity, increment;           /* priced; of a lot */
    int64_t lots;
    int64_t amount_per_increment; /* or, where it is finer than a minor unit: */
    struct decimal amount_per_increment_exact, percentage;
    int64_t amount_flat, amount_ceiling; /* the ceiling, where the step hits it */
    const char *amount;
};

struct explained_price {
    int64_t sign;
    int mode_pricing; /* enum mode_pricing */
    struct quantity quantity, quantity_included;
    struct list steps;    /* of struct explained_step */
    int64_t amount_steps; /* their sum, rounded half up */
    int64_t amount_min, amount_max;
    int64_t amount; /* within these bounds */
};

struct explanation {
    int formula;             /* enum type_formula */
    struct list prices;      /* of struct explained_price */
    int64_t amount_whole;    /* before proration */
    int64_t units, of_units; /* of a part of the period, with: */
    int unit, rounding;
    int64_t amount_accrued, amount_before;
    int type_off; /* of a discount */
    int64_t value_off, amount_fee;
    int64_t amount_used; /* of a credit, what invoices have of it already */
    int64_t amount;
};
extern const struct field explanation_fields[];

/* The JSON that is kept with the line of a charge; NULL if it explains itself. */
const char *explanation_write(struct ctx *ctx, const struct charge *charge);

/* What explains the line, kept or made up. */
MUST_CHECK enum err explanation_read(struct ctx *ctx, const struct balance_line *line,
                                     struct explanation *out);

/* `3 × €15.00 + 5 × €12.00 = €105.00; 120 hours of 744, truncated: €16.93`. */
const char *explanation_in_words(struct ctx *ctx, const char *language, const char *currency,
                                 const struct explanation *explanation);

/* An exact amount as a decimal: micros of a minor unit, which may be more than 64 bits hold. */
const char *exact_amount_text(struct ctx *ctx, int128 micros);

/* A line with what explains it. */
struct explained_line {
    int64_t id, position; /* NONE while it is open */
    const char *label_localized;
    int type_line;
    const char *currency;
    int64_t amount_subtotal;
    struct explanation explanation;
    const char *sentence_localized;
};
extern const struct field explained_line_fields[];

MUST_CHECK enum err explained_line_of(struct ctx *ctx, const char *language, const char *currency,
                                      const struct balance_line *line, struct explained_line *out);
/* The line of that id, open or invoiced; without a language in its customer's. ERR_NOT_FOUND, not
 * noted. */
MUST_CHECK enum err explained_line_get(struct ctx *ctx, int64_t id, const char *language,
                                       struct explained_line *out);

#endif
