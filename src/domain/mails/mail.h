/* Mails: what customers are told by e-mail.
 *
 * A mail is a row of `mails`, written in the transaction of its cause. The switchboard
 * (app/switchboard.c) goes round the two lanes of this room: one makes mails of events, the other
 * says what each reads like (mail_write.h), draws its paper and hands it to the merchant's mail
 * server, outside any transaction. A crash can at worst send a mail twice, under the same
 * Message-ID.
 *
 * Of each kind the table below says what causes it. Nothing goes out by itself until the merchant
 * has switched its kind on (`mail_switch`). What a person asks for goes out in any case: staff who
 * send an invoice, a customer who wants a code.
 *
 * Each reader of a mail, the customer himself and his contacts, has a row of his own and in it
 * links of his own. Links and codes are credentials: the database never holds them in the open. */
#ifndef DOMAIN_MAILS_MAIL_H
#define DOMAIN_MAILS_MAIL_H

#include "base/ctx.h"
#include "base/field.h"
#include "domain/event.h"
#include "domain/lane.h"
#include "domain/page.h"

/* What it is about: `id_object` is the id of one of these. */
enum mail_topic {
    MAIL_ABOUT_NOTHING,
    MAIL_ABOUT_INVOICE,
    MAIL_ABOUT_ESTIMATE,
    MAIL_ABOUT_PAYMENT,
    MAIL_ABOUT_SUBSCRIPTION,
    MAIL_ABOUT_METHOD,
};
extern const char *const mail_topic_names[];

/* What brings one about. */
enum mail_cause {
    MAIL_BY_EVENT, /* its event, if the kind is on */
    MAIL_BY_VERB,  /* mail_offer, if the kind is on */
    MAIL_BY_WISH,  /* mail_queue alone: somebody asked for it, and it goes out in any case */
};

/* Which contacts read it, beside the customer himself and his contacts of the role Owner. */
enum mail_readers {
    MAIL_TO_OWNERS,    /* no others */
    MAIL_TO_PAYERS,    /* also those of the role Payer */
    MAIL_TO_APPROVERS, /* also those of the role Approver */
    MAIL_TO_READER,    /* whoever is named, nobody else */
};

/* All kinds: the constant, the name, the cause, the event, the topic, the readers, and whether its
 * paper is attached. */
#define MAIL_TYPES(ONE)                                                                            \
    ONE(INVOICE, InvoiceSent, WISH, NONE, INVOICE, PAYERS, true)                                   \
    ONE(INVOICE_AUTO, InvoiceToCollect, EVENT, INVOICE_DEBIT_ISSUED_PAYMENT_AUTO, INVOICE, PAYERS, \
        true)                                                                                      \
    ONE(INVOICE_OFFLINE, InvoiceToPay, EVENT, INVOICE_DEBIT_ISSUED_PAYMENT_OFFLINE, INVOICE,       \
        PAYERS, true)                                                                              \
    ONE(INVOICE_PAID, InvoicePaid, EVENT, INVOICE_DEBIT_PAID, INVOICE, PAYERS, true)               \
    ONE(INVOICE_PAYMENT_FAILED, InvoicePaymentFailed, EVENT, INVOICE_DEBIT_PAYMENT_AUTO_FAILED,    \
        INVOICE, PAYERS, false)                                                                    \
    ONE(INVOICE_AUTHENTICATION, InvoiceAuthentication, EVENT,                                      \
        INVOICE_DEBIT_PAYMENT_AUTO_REQUESTED_AUTH, INVOICE, PAYERS, false)                         \
    ONE(INVOICE_REMINDER, InvoiceReminder, EVENT, INVOICE_DEBIT_REMINDER, INVOICE, PAYERS, true)   \
    ONE(INVOICE_OVERDUE, InvoiceOverdue, EVENT, INVOICE_DEBIT_OVERDUE, INVOICE, PAYERS, true)      \
    ONE(INVOICE_DISPUTED, InvoiceDisputed, EVENT, INVOICE_DEBIT_DISPUTED, INVOICE, PAYERS, false)  \
    ONE(CREDIT_NOTE, CreditNoteIssued, EVENT, INVOICE_CREDIT_ISSUED, INVOICE, PAYERS, true)        \
    ONE(RECURRING_INVOICE, RecurringInvoice, WISH, NONE, INVOICE, PAYERS, true)                    \
    ONE(RECEIPT, PaymentReceipt, VERB, NONE, PAYMENT, PAYERS, true)                                \
    ONE(ESTIMATE, EstimateSent, WISH, NONE, ESTIMATE, APPROVERS, true)                             \
    ONE(ESTIMATE_REMINDER, EstimateReminder, VERB, NONE, ESTIMATE, APPROVERS, true)                \
    ONE(ESTIMATE_EXPIRED, EstimateExpired, VERB, NONE, ESTIMATE, APPROVERS, false)                 \
    ONE(ESTIMATE_APPROVED, EstimateApproved, VERB, NONE, ESTIMATE, APPROVERS, true)                \
    ONE(SUBSCRIPTION_NO_METHOD, SubscriptionInterruptedNoMethod, EVENT,                            \
        SUBSCRIPTION_SUSPENDED_PAYMENT_INFO_MISSING, SUBSCRIPTION, PAYERS, false)                  \
    ONE(SUBSCRIPTION_UNPAID, SubscriptionInterruptedUnpaid, EVENT,                                 \
        SUBSCRIPTION_SUSPENDED_PAYMENT_DUE, SUBSCRIPTION, PAYERS, false)                           \
    ONE(SUBSCRIPTION_ENDING, SubscriptionEndsAtTerm, EVENT, SUBSCRIPTION_TERMINATED_AT_RENEWAL,    \
        SUBSCRIPTION, OWNERS, false)                                                               \
    ONE(SUBSCRIPTION_TERMINATED, SubscriptionTerminated, EVENT, SUBSCRIPTION_TERMINATED,           \
        SUBSCRIPTION, OWNERS, false)                                                               \
    ONE(SUBSCRIPTION_OVER, SubscriptionOver, EVENT, SUBSCRIPTION_HISTORY, SUBSCRIPTION, OWNERS,    \
        false)                                                                                     \
    ONE(SUBSCRIPTION_KEPT, SubscriptionKept, VERB, NONE, SUBSCRIPTION, OWNERS, false)              \
    ONE(SUBSCRIPTION_CHANGED, SubscriptionChanged, EVENT, SUBSCRIPTION_UPGRADED, SUBSCRIPTION,     \
        OWNERS, false)                                                                             \
    ONE(SUBSCRIPTION_RENEWAL, SubscriptionRenewalSoon, VERB, NONE, SUBSCRIPTION, OWNERS, false)    \
    ONE(METHOD_EXPIRING, MethodSoonExpired, EVENT, GATEWAY_PERMISSION_SOON_EXPIRED, METHOD,        \
        PAYERS, false)                                                                             \
    ONE(METHOD_EXPIRED, MethodExpired, EVENT, GATEWAY_PERMISSION_EXPIRED, METHOD, PAYERS, false)   \
    ONE(METHOD_DEFECTIVE, MethodDefective, EVENT, GATEWAY_PERMISSION_DEFECTIVE, METHOD, PAYERS,    \
        false)                                                                                     \
    ONE(METHOD_ADDED, MethodAdded, VERB, NONE, METHOD, OWNERS, false)                              \
    ONE(METHOD_REMOVED, MethodRemoved, VERB, NONE, METHOD, OWNERS, false)                          \
    ONE(METHOD_DEFAULT, MethodDefaultChanged, VERB, NONE, METHOD, OWNERS, false)                   \
    ONE(STAFF_ACTED, StaffActed, VERB, NONE, NOTHING, OWNERS, false)                               \
    ONE(SIGN_IN_CODE, SignInCode, WISH, NONE, NOTHING, READER, false)                              \
    ONE(SIGN_IN_LINK, SignInLink, WISH, NONE, NOTHING, READER, false)                              \
    ONE(REGISTRATION, Registration, WISH, NONE, NOTHING, READER, false)                            \
    ONE(EMAIL_CHANGE, EmailChange, WISH, NONE, NOTHING, READER, false)

#define MAIL_CONSTANT(constant, ...) MAIL_##constant,
enum mail_type { MAIL_NONE, MAIL_TYPES(MAIL_CONSTANT) MAIL_TYPE_COUNT };
#undef MAIL_CONSTANT

struct mail_kind {
    const char *name;
    enum mail_cause cause;
    enum event_type trigger; /* EVENT_NONE unless MAIL_BY_EVENT */
    enum mail_topic topic;
    enum mail_readers readers;
    bool has_paper;
};
extern const struct mail_kind mail_kinds[MAIL_TYPE_COUNT];
extern const char *const mail_type_names[];

enum state_mail {
    MAIL_STATE_NONE,
    MAIL_QUEUED,
    MAIL_RETRYING, /* the server was not ready: it is tried again for three days */
    MAIL_SENT,     /* the server took it */
    MAIL_KEPT,     /* not sent, as the setting `mail_mode` wants */
    MAIL_REFUSED,  /* the server will not take it, whenever it is asked; or it cannot be sent */
    MAIL_GIVEN_UP, /* the server was not ready for too long */
};
extern const char *const state_mail_names[];

/* A mail to one reader. */
struct mail {
    int64_t id, id_segment;
    int64_t id_customer; /* NONE: he is none yet */
    const char *reference_customer;
    int64_t id_contact; /* NONE: the customer himself */
    int type_mail;      /* enum mail_type */
    int topic;          /* enum mail_topic */
    int64_t id_object, id_event;
    struct instant occasion; /* of a reminder: the moment that it is about */
    const char *email, *language, *message;
    int state_mail;      /* enum state_mail */
    const char *subject; /* NULL: not written yet, or not kept any more, like what it says */
    const char *content_text, *content_html;
    const char *message_key;
    struct instant date_creation; /* the business's moment; all others are the machine's */
    int64_t id_user_creation;
    struct instant created_at, due_at, attempted_at, failing_since, done_at;
    int64_t attempts, failures;
    int64_t status; /* of the server's last answer; NONE: there was none */
    const char *last_error;
    bool is_erased;
};

extern const struct field mail_fields[];

/* queueing ----------------------------------------------------------------------------------------
 */

/* What a mail is about and who reads it. 0 and NULL where there is none. */
struct mail_about {
    int64_t id_customer;
    int64_t id_contact;   /* who reads it; 0: the customer himself */
    int64_t id_object;    /* of the kind's topic */
    const char *email;    /* instead of his: a new address that is to be verified */
    int64_t id_segment;   /* of somebody who is no customer yet, with an email */
    const char *language; /* of his; NULL: the segment's */
    const char *code;     /* a secret that it tells */
    const char *path;     /* a secret place of ours that its button leads to: "/portal/…" */
    const char *message;  /* in the words of whoever sends it, or what staff has done */
};

/* Has a mail sent to one reader, whether or not its kind is on. ERR_NOT_FOUND, noted, if the
 * contact is not the customer's; ERR_INVALID, noted, if the reader has no address; ERR_CONFLICT,
 * noted, if the business has no mail server (`mail_is_possible`). */
MUST_CHECK enum err mail_queue(struct ctx *ctx, enum mail_type type,
                               const struct mail_about *about);

/* Has one sent to everybody whom the kind is for, if it is on; else does nothing. To one reader if
 * `about` names a contact or an address. For verbs whose doing is no event. */
MUST_CHECK enum err mail_offer(struct ctx *ctx, enum mail_type type,
                               const struct mail_about *about);

/* Has one sent to everybody whom the kind is for, whether or not it is on: the customer and those
 * of his contacts. Who has no address holds up nobody: the list of mails shows it. */
MUST_CHECK enum err mail_tell(struct ctx *ctx, enum mail_type type, const struct mail_about *about);

/* Is a kind on that the event brings about? Then whoever is concerned is told in any case. */
MUST_CHECK enum err mail_follows(struct ctx *ctx, enum event_type trigger, bool *out);

/* Are mails sent at all, or at least kept to be looked at? A page asks this before it promises
 * one. */
MUST_CHECK enum err mail_is_possible(struct ctx *ctx, bool *out);

/* for people --------------------------------------------------------------------------------------
 */

/* A kind, and whether it goes out by itself. */
struct mail_switch {
    int type_mail; /* enum mail_type */
    int cause;     /* enum mail_cause */
    int type_trigger;
    bool has_paper;
    int64_t is_on; /* NONE of a kind that somebody asks for: it goes out in any case */
};
extern const struct field mail_switch_fields[];
/* All of them: of struct mail_switch. */
MUST_CHECK enum err mail_switch_list(struct ctx *ctx, struct list *out);
/* Switches a kind on or off, from now on; leaves an audit row. ERR_INVALID, noted, for what is no
 * kind; ERR_CONFLICT for one that somebody asks for. */
MUST_CHECK enum err mail_switch_set(struct ctx *ctx, const char *type_mail, bool is_on,
                                    struct mail_switch *out);

/* NONE, 0 or NULL where it does not matter. */
struct mail_filter {
    int64_t id_customer;
    int state_mail, type_mail;
};
/* A page of struct mail without what they say, the newest first; `total` counts all that match. */
MUST_CHECK enum err mail_list(struct ctx *ctx, const struct mail_filter *filter,
                              const struct page *page, struct list *out, int64_t *total);
/* With what it says. Links and codes are hidden, but in a sandbox: there nobody is behind them.
 * ERR_NOT_FOUND, noted. */
MUST_CHECK enum err mail_get(struct ctx *ctx, int64_t id, struct mail *out);
/* The same again, to the present address of the same reader, as a mail of its own. ERR_CONFLICT,
 * noted, for one with a code or a secret place, and for one whose contents are gone. */
MUST_CHECK enum err mail_repeat(struct ctx *ctx, int64_t id, struct mail *out);
/* One of that kind about nothing that exists, to that address: does the mail server take it? */
MUST_CHECK enum err mail_try(struct ctx *ctx, const char *type_mail, const char *language,
                             const char *email, struct mail *out);

/* Erases what was said by at most so many mails that are too old (setting `mail_kept_days`). */
MUST_CHECK enum err mail_erase_old(struct ctx *ctx, int64_t most, int64_t *count);

/* for the switchboard -----------------------------------------------------------------------------
 */

/* Makes mails of the events that cause some, and of the moments that are near. */
extern const struct lane mail_event_lane, mail_reminder_lane;
/* Writes and sends them. */
extern const struct lane mail_lane;

#endif
