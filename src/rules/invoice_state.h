/* What may be done with an invoice in which state, and what it is then. Pure.
 *
 * One table (invoice_state.c) has a cell for every state and verb; a verb that finds no state there
 * is refused. Where the next state depends on how the invoice is paid, the cell says so. */
#ifndef RULES_INVOICE_STATE_H
#define RULES_INVOICE_STATE_H

#include <stdbool.h>

enum state_invoice {
    INVOICE_NONE,
    INVOICE_DRAFT,
    INVOICE_DRAFT_CHARGING,
    INVOICE_DUE_AUTO,
    INVOICE_DUE_OFFLINE,
    INVOICE_DUE_TO_PROCESS,
    INVOICE_DUE_PENDING,
    INVOICE_PAID,
    INVOICE_PAID_REFUNDED,
    INVOICE_PROBLEM_AUTO,
    INVOICE_PROBLEM_OVERDUE,
    INVOICE_PROBLEM_DISPUTED,
    INVOICE_VOID,
    INVOICE_UNCOLLECTIBLE,
};
enum { STATE_INVOICE_COUNT = INVOICE_UNCOLLECTIBLE + 1 };
extern const char *const state_invoice_names[];

enum invoice_verb {
    INVOICE_EDIT,         /* its lines, note and address, or delete it */
    INVOICE_ISSUE,        /* number it */
    INVOICE_SETTLE,       /* pay what is left */
    INVOICE_LAPSE,        /* let its grace run out */
    INVOICE_CANCEL,       /* take it back by a credit note: it was not paid */
    INVOICE_REFRESH,      /* take it back and issue it again with the present address */
    INVOICE_REFUND_PART,  /* give money back, by a credit note */
    INVOICE_REFUND_WHOLE, /* the rest of it */
    INVOICE_DISPUTE,      /* the customer contests it; what he paid may have been taken back */
    INVOICE_WIN,          /* the dispute, for an invoice that still is to be paid */
    INVOICE_LOSE,         /* the dispute: it is to be charged again, cancelled or given up */
    INVOICE_WRITE_OFF,    /* give it up */
    INVOICE_REOPEN,       /* take that back */
};
enum { INVOICE_VERB_COUNT = INVOICE_REOPEN + 1 };

/* How an invoice is to be paid. */
struct invoice_way {
    bool is_automatic; /* collected by us, not paid by the customer */
    bool is_late;      /* the time to pay it is over */
};

/* INVOICE_NONE: refused. */
enum state_invoice invoice_state_after(enum state_invoice state, enum invoice_verb verb,
                                       struct invoice_way way);

/* Is it still to be paid? */
bool invoice_is_unpaid(enum state_invoice state);

#endif
