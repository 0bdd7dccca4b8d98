/* Drafts: invoices that wait for some hours before they are issued (setting draft_hours), so that
 * somebody may look at them.
 *
 * A draft holds lines of the balance, which are still in it and can be in no other draft, and may
 * have lines that a person composed (composition.h), which are in no balance. It has no number, is
 * not in the books, and no customer sees it. Nothing of it is fixed: what it will come to is worked
 * out when it is issued, with the taxes, the credits and the address of that moment. Then its row
 * goes, and the invoice has its id.
 *
 * One that a person composes waits until somebody issues it, unless he says when. */
#ifndef DOMAIN_INVOICES_INVOICE_DRAFT_H
#define DOMAIN_INVOICES_INVOICE_DRAFT_H

#include "domain/invoices/invoice_content.h"

/* A draft as a row, and as it is shown to the merchant. */
struct held_invoice {
    int64_t id, id_segment, id_customer; /* the latter pays */
    const char *reference_segment, *reference_customer, *currency;
    int64_t id_recurring_invoice; /* that made it, or NONE */
    struct instant issue_at;      /* not set: when somebody says so */
    const char *note;             /* of this invoice alone */
    int type_payment;             /* 0: as the customer pays then */
    const char *composition;      /* what was typed of it, as it is kept; NULL: nothing */
    int type_mail;                /* the kind of mail that goes out once it is issued, or 0 */
    int64_t composed_subtotal, composed_total; /* what that came to when it was typed, or NONE */
    struct instant date_creation;
    int64_t id_user_creation;
    struct instant date_update;
    struct composition typed;              /* the same as `composition` */
    struct list lines;                     /* of struct balance_line: the composed ones, without
                                              ids, then those that it holds */
    int64_t amount_subtotal, amount_total; /* of those that it holds with each one's own tax */
    int64_t amount_deposit;                /* what is asked for first, or NONE */
};
extern const struct field held_invoice_fields[];

/* For the billing: makes one of a draft that was worked out and holds `lines`. */
MUST_CHECK enum err draft_make(struct ctx *ctx, const struct draft *draft, const struct list *lines,
                               struct instant issue_at);
MUST_CHECK enum err draft_put_off(struct ctx *ctx, int64_t id, struct instant issue_at);
/* Its lines are free again, and it is gone. */
MUST_CHECK enum err draft_dissolve(struct ctx *ctx, int64_t id);

/* What a person composes. */
struct draft_input {
    const char *reference_customer, *reference_segment;
    const char *note;
    struct instant issue_at; /* not before now; not set: when somebody says so */
    int type_payment;        /* 0: as the customer pays, or by bank if nothing is settled */
    int type_mail;           /* MAIL_NONE: nobody is told by it */
    struct composition composition;
};
/* Makes a draft of it, for the customer named, whoever pays for his subscriptions. ERR_INVALID with
 * every mistake noted; ERR_FORBIDDEN for an unknown customer and one who is suspended. */
MUST_CHECK enum err draft_compose(struct ctx *ctx, const struct draft_input *input,
                                  struct held_invoice *out);
/* The same for a customer who is locked, of what was checked before: an estimate, a recurring
 * invoice. */
MUST_CHECK enum err draft_compose_for(struct ctx *ctx, const struct customer *customer,
                                      const struct draft_input *input, struct held_invoice *out);

/* The verbs of a person. Each locks the customer; ERR_NOT_FOUND, noted, for an unknown draft. */
MUST_CHECK enum err draft_show(struct ctx *ctx, int64_t id, struct held_invoice *out);

struct draft_filter {
    int64_t id_customer, id_segment; /* NONE: any */
};
/* A page, newest first, without lines; `total` counts all that match. */
MUST_CHECK enum err draft_list(struct ctx *ctx, const struct draft_filter *filter,
                               const struct page *page, struct list *out, int64_t *total);

/* What may be changed. Absent members stay. */
struct draft_change {
    const char *note;        /* a blank one removes it */
    struct instant issue_at; /* not before now */
    int type_payment;
    struct composition composition; /* composition_change */
};
MUST_CHECK enum err draft_edit(struct ctx *ctx, int64_t id, const struct draft_change *change,
                               struct held_invoice *out);

/* A line more: one that a person writes, or, by its id, one that waits in the balance of the
 * customer or of a member of his group. ERR_INVALID, noted, for one that does not. */
MUST_CHECK enum err draft_add_line(struct ctx *ctx, int64_t id, const struct manual_line *input,
                                   struct held_invoice *out);
MUST_CHECK enum err draft_take_line(struct ctx *ctx, int64_t id, int64_t id_line,
                                    struct held_invoice *out);
/* It goes back to the balance, for the next billing. */
MUST_CHECK enum err draft_drop_line(struct ctx *ctx, int64_t id, int64_t id_line,
                                    struct held_invoice *out);

/* All its lines go back. */
MUST_CHECK enum err draft_delete(struct ctx *ctx, int64_t id);

/* Issues it now; what is issued has its id. ERR_FORBIDDEN if the customer cannot pay; ERR_CONFLICT
 * if nothing is left to be billed, and then it stays. */
MUST_CHECK enum err draft_issue(struct ctx *ctx, int64_t id, struct invoice *out);

/* Issues the draft of that id, or leaves the invoice of that id as it is, if it was issued already:
 * from here on the customer sees it. ERR_NOT_FOUND, noted; ERR_CONFLICT for a credit note. */
MUST_CHECK enum err invoice_mark_sent(struct ctx *ctx, int64_t id, struct invoice *out);

/* The same with an e-mail to the customer or to one of his contacts; each time. Refuses what
 * mail_queue does (domain/mails/mail.h), and then nothing is issued either. */
struct invoice_sending {
    int64_t id_contact;  /* NONE: the customer himself */
    const char *message; /* in the words of whoever sends it, or NULL */
};
MUST_CHECK enum err invoice_send(struct ctx *ctx, int64_t id, const struct invoice_sending *sending,
                                 struct invoice *out);

#endif
