/* What a person types of a document: of an invoice composed by hand, an estimate, or the template
 * of a recurring invoice. All three keep it as JSON in a column `composition`, and what it comes to
 * is worked out by one rule (rules/composition.h) and with the taxes of the moment, so that the
 * same lines come to the same cent wherever they stand.
 *
 * Its lines are in no balance. They become lines of the balance, and frozen, in the moment in which
 * an invoice is issued; nobody but staff sees them before. */
#ifndef DOMAIN_INVOICES_COMPOSITION_H
#define DOMAIN_INVOICES_COMPOSITION_H

#include "domain/balance/balance.h"

struct composed_line {
    const char *label, *description;  /* the latter stands below it */
    struct quantity quantity;         /* above 0; not given: one */
    int64_t amount_unit;              /* without tax, in minor units, */
    struct decimal amount_unit_exact; /* or, where that is too coarse, with decimals */
    int type_off;                     /* a discount of the line (rules/formula.h) */
    int64_t value_off;
    const char *key_charge;                            /* what it is, as far as taxes care */
    struct instant date_period_start, date_period_end; /* of the service: [start, end) */
};
extern const struct field composed_line_fields[];

/* `fields_clear` makes one of which nothing is given. */
struct composition {
    struct list lines; /* of struct composed_line */
    int type_off;      /* a discount of the whole */
    int64_t value_off;
    int type_deposit; /* what is asked for first: Flat or PerTenThousand, of the total with tax */
    int64_t value_deposit;
    const char *reference_order; /* the customer's purchase order */
    /* So many days after the issue, or the next such day of a month after it (31: its last);
     * neither: the setting. */
    int64_t payment_limit_days, payment_limit_day;
};
extern const struct field composition_fields[];

/* Complains of all that makes no sense, as `Composition.Lines[2].Quantity`; ERR_INVALID if anything
 * did. A document of its own needs a line. */
MUST_CHECK enum err composition_check(struct ctx *ctx, const struct composition *composition,
                                      const struct customer *customer, bool needs_line);

/* Takes over what is given: lines all together, and of the rest what is there. A blank
 * reference_order, or a value of 0, removes. */
void composition_change(struct composition *composition, const struct composition *change);

bool composition_is_empty(struct ctx *ctx, const struct composition *composition);

/* As it is kept, and back. NULL is one without anything. */
const char *composition_write(struct ctx *ctx, const struct composition *composition);
MUST_CHECK enum err composition_read(struct ctx *ctx, const char *json, struct composition *out);

/* What lines it has, of `struct balance_line`, without ids and at the segment's rate: those that
 * were typed, each with its discount behind it, then the discount of the whole, one line per
 * KeyCharge. Nothing is written. */
struct composed_for {
    int64_t id_customer;
    const char *language, *currency; /* of the labels */
    int64_t rate_tax;
};
struct list composition_lines(struct ctx *ctx, const struct composition *composition,
                              const struct composed_for *to);

/* Is it one of those, and none that was in a balance? */
bool line_is_composed(const struct balance_line *line);

/* What an invoice of it would be if it was issued now. Only reads. */
struct worked_out {
    struct list lines; /* of struct balance_line */
    struct list taxes; /* of struct invoice_tax */
    int64_t amount_subtotal, amount_total;
    int64_t amount_deposit; /* NONE: none is asked for */
};
MUST_CHECK enum err composition_work_out(struct ctx *ctx, const struct composition *composition,
                                         const struct customer *customer, struct worked_out *out);

#endif
