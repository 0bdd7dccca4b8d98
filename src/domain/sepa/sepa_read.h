/* What a bank tells, from its files: pain.002 (what became of a file of ours), camt.053 and
 * camt.054 (what was booked). Nothing here touches a row.
 *
 * Elements are found by their names, so that all versions are read that keep them: camt .02 to .12,
 * pain.002 .03 to .14. Only what is booked counts; what is pending will be told again. A return is
 * known by its RtrInf or by the reversal of its entry, a batch by the ids of the file or block that
 * the bank hands back. */
#ifndef DOMAIN_SEPA_SEPA_READ_H
#define DOMAIN_SEPA_SEPA_READ_H

#include "base/ctx.h"
#include "base/field.h"

enum told_sepa {
    SEPA_NONE,
    SEPA_ACCEPTED,  /* so far: nothing follows from it */
    SEPA_REJECTED,  /* before any money moved */
    SEPA_COLLECTED, /* a debit of ours, or a whole batch of them, was credited */
    SEPA_RETURNED,  /* a debit of ours came back: return, refund or reversal */
    SEPA_RECEIVED,  /* somebody transferred money to us */
    SEPA_PAID_OUT,  /* a transfer of ours left the account */
    SEPA_SENT_BACK, /* a transfer of ours came back */
    SEPA_OTHER,     /* something else left the account: fees, cheques, cards */
};
extern const char *const told_sepa_names[];

enum reach_sepa { REACH_NONE, REACH_TRANSACTION, REACH_BLOCK, REACH_FILE };

/* One thing. Absent texts are NULL. */
struct sepa_told {
    int told, reach;
    const char *place;                 /* in the file: `entry 3, transaction 2` */
    const char *key;                   /* the same however often it is told, also by another file */
    const char *end_to_end;            /* NULL also for NOTPROVIDED */
    const char *message_id, *block_id; /* ours, handed back */
    const char *mandate;
    int64_t amount; /* minor units, positive; NONE: not told */
    const char *currency;
    struct instant date; /* the day of its booking */
    const char *code, *explanation;
    const char *name, *remark; /* of the other party */
};

struct sepa_statement {
    const char *kind;       /* `camt.053` */
    const char *message_id; /* the bank's */
    const char *account;    /* the first IBAN that it is about, or NULL */
    int64_t count_pending;  /* entries that are not booked yet */
    struct list told;       /* of struct sepa_told, in the order of the file; of a pain.002 what
                               is about one transaction before what is about many */
};

/* ERR_INVALID, noted, for what is no such file (platform/xml/xml.h), or `Error.Sepa.Unreadable`
 * with the place of an amount or a date that makes no sense: then nothing of it counts. */
MUST_CHECK enum err sepa_read(struct ctx *ctx, const char *bytes, size_t size,
                              struct sepa_statement *out);

#endif
