/* Estimates: what a customer is offered before anything is owed, to be approved by him.
 *
 *   Draft -> Sent -> Approved -> Converted into an invoice
 *                 -> Declined, with a comment;  Expired, when its last day is over
 *
 * A draft is composed (domain/invoices/composition.h) and seen by nobody but staff. When it is sent
 * it is numbered, without gaps, and frozen: its canonical content is kept and hashed, and that hash
 * is what the customer approves. Approving is one transaction: the evidence of who did it, when and
 * from where, and, as the setting `estimate_converts` says, the invoice of the same lines, issued.
 *
 * It can be approved through the end of its last day, where the customer lives. That this day is
 * over makes it Expired at once, whether or not the clock has told so. What was sent cannot be
 * edited: it is duplicated and cancelled. */
#ifndef DOMAIN_ESTIMATES_ESTIMATE_H
#define DOMAIN_ESTIMATES_ESTIMATE_H

#include "domain/invoices/composition.h"
#include "domain/invoices/invoice.h"
#include "rules/estimate_state.h"

/* Who answered what. */
struct estimate_answer {
    int64_t id_estimate;
    const char *answer; /* Approved or Declined */
    struct instant date_answer;
    const char *actor;        /* who acted, in the words of actor_name */
    const char *name, *email; /* the person's; erased with the customer's */
    const char *ip, *user_agent;
    const char *terms_url; /* of the terms that he was shown, or NULL */
    const char *comment;
    const char *reason;        /* why staff answered in his stead, or NULL */
    struct bytes content_hash; /* of what was answered */
};
extern const struct field estimate_answer_fields[];

struct estimate {
    int64_t id, id_segment, id_customer;
    const char *reference_segment, *reference_customer, *currency;
    int state_estimate; /* as it is now: enum state_estimate */
    const char *note;
    const char *composition;                               /* what was typed, as it is kept */
    int64_t amount_subtotal, amount_total, amount_deposit; /* the latter may be NONE */
    const char *valid_until;            /* a day like 2026-04-01; NULL: decided when it is sent */
    struct instant expires_at, next_at; /* the end of that day; the same while it is to be told */
    int64_t id_seller, id_series, number;
    const char *full_number; /* NULL: a draft */
    struct instant date_issue;
    const char *issued_on;
    int64_t id_address_seller, id_address_customer;
    const char *content;
    struct bytes content_hash;
    struct instant date_viewed;
    int64_t id_invoice;              /* what it became, or NONE */
    const char *full_number_invoice; /* the same by its number */
    struct instant date_creation;
    int64_t id_user_creation;
    struct instant date_update;
    /* Not in a list. */
    struct composition typed;
    struct list lines, taxes;      /* of struct content_line and struct invoice_tax */
    struct estimate_answer answer; /* `answer` is NULL if there is none */
};
extern const struct field estimate_fields[]; /* the row */

/* staff -------------------------------------------------------------------------------------------
 */

/* Absent members stay as they are, where there is one already. */
struct estimate_input {
    const char *reference_customer, *reference_segment; /* whose; only of a new one */
    const char *note;                                   /* a blank one removes it */
    const char *valid_until;                            /* not before today */
    struct composition composition;                     /* composition_change */
};

/* ERR_INVALID with every mistake noted; ERR_FORBIDDEN for an unknown customer or one whose access
 * is closed. */
MUST_CHECK enum err estimate_create(struct ctx *ctx, const struct estimate_input *input,
                                    struct estimate *out);

/* All that follow: ERR_NOT_FOUND, noted, for an unknown one, ERR_CONFLICT where the state refuses
 * it. `out` is whole. */
MUST_CHECK enum err estimate_edit(struct ctx *ctx, int64_t id, const struct estimate_input *input,
                                  struct estimate *out);
/* Only a draft. */
MUST_CHECK enum err estimate_delete(struct ctx *ctx, int64_t id);
/* Numbers and freezes it: from here on the customer sees it. One that was sent stays as it is. */
MUST_CHECK enum err estimate_mark_sent(struct ctx *ctx, int64_t id, struct estimate *out);
/* The same with an e-mail to the customer, or to one of his contacts; each time. */
struct estimate_sending {
    int64_t id_contact; /* NONE: the customer himself */
    const char *message;
};
MUST_CHECK enum err estimate_send(struct ctx *ctx, int64_t id,
                                  const struct estimate_sending *sending, struct estimate *out);
/* A new draft of what was typed, whatever became of the first one. */
MUST_CHECK enum err estimate_duplicate(struct ctx *ctx, int64_t id, struct estimate *out);
/* What was approved becomes an invoice that is issued. */
MUST_CHECK enum err estimate_convert(struct ctx *ctx, int64_t id, struct estimate *out);
MUST_CHECK enum err estimate_cancel(struct ctx *ctx, int64_t id, struct estimate *out);

/* the answer --------------------------------------------------------------------------------------
 */

/* What is known of whoever answers. Who is not the customer himself answers in his stead only if he
 * says whose answer it is and why: `name` and `reason`. */
struct estimate_given {
    const char *name, *email, *ip, *user_agent, *terms_url;
    const char *comment, *reason;
};

/* Once: what was answered, has expired or was cancelled is ERR_CONFLICT. `out->id_invoice` is the
 * invoice, if it was converted. */
MUST_CHECK enum err estimate_approve(struct ctx *ctx, int64_t id,
                                     const struct estimate_given *given, struct estimate *out);
MUST_CHECK enum err estimate_decline(struct ctx *ctx, int64_t id,
                                     const struct estimate_given *given, struct estimate *out);

/* reading -----------------------------------------------------------------------------------------
 */

/* A draft as it would be now, what was sent as it was. ERR_NOT_FOUND, noted. */
MUST_CHECK enum err estimate_show(struct ctx *ctx, int64_t id, struct estimate *out);
/* The same of one customer, as he may see it: of others and of drafts ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err estimate_show_sent(struct ctx *ctx, int64_t id_customer, int64_t id,
                                       struct estimate *out);
/* The customer looks at it: told as an event, at most once an hour. */
MUST_CHECK enum err estimate_view(struct ctx *ctx, const struct estimate *estimate);

struct estimate_filter {
    int64_t id_customer, id_segment; /* NONE: any */
    int state_estimate;              /* 0: any */
    const char *full_number;         /* NULL: any */
    bool is_sent;                    /* no drafts: what a customer may see */
};
/* A page of `struct estimate`, newest first, without what is not in a list; `total` counts all that
 * match. */
MUST_CHECK enum err estimate_list(struct ctx *ctx, const struct estimate_filter *filter,
                                  const struct page *page, struct list *out, int64_t *total);

/* the clock ---------------------------------------------------------------------------------------
 */

/* Those from one id to another whose last day is over at `at` are told; `count` says how many. */
MUST_CHECK enum err estimate_lapse(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                                   int64_t *count);

/* The canonical content as it is hashed. The order of the table is the canonical order and never
 * changes; a new field goes to the end. An address stands by its digest. */
struct estimate_content {
    const char *full_number, *issued_on;
    struct instant date_issue;
    const char *valid_until, *seller, *vat_number;
    int64_t id_customer;
    const char *address_customer;
    const char *currency, *language, *note, *reference_order;
    struct list lines, taxes; /* of struct content_line and struct invoice_tax */
    int64_t amount_subtotal, amount_total, amount_deposit;
};
extern const struct field estimate_content_fields[];
MUST_CHECK enum err estimate_content_read(struct ctx *ctx, const char *json,
                                          struct estimate_content *out);

#endif
