/* Files for the bank as text: direct debits (pain.008) and transfers (pain.001), as the SEPA
 * schemes use them. Pure: from orders to bytes, the same for the same orders.
 *
 * Orders of one day, scheme and sequence stand in one payment information block, in the order
 * given. Amounts are euros with two decimals; what is for people is written in the characters that
 * banks pass on (rules/sepa_text.h); addresses are left out, as no scheme asks for them and
 * unstructured ones are refused. */
#ifndef DOMAIN_SEPA_SEPA_WRITE_H
#define DOMAIN_SEPA_SEPA_WRITE_H

#include "base/arena.h"
#include "base/field.h"

enum scheme_mandate { SCHEME_NONE, SCHEME_CORE, SCHEME_B2B };
extern const char *const scheme_mandate_names[]; /* Core, B2b */

/* First and final ones are not told apart from the recurrent: the rulebooks want no such thing
 * since 2016, and a first that was refused would have to be a first again. */
enum sequence_sepa { SEQUENCE_NONE, SEQUENCE_RECURRENT, SEQUENCE_ONE_OFF };
extern const char *const sequence_sepa_names[]; /* Recurrent, OneOff */

/* Which version of the messages a bank takes. */
enum version_sepa { VERSION_NONE, VERSION_2019, VERSION_2009 };
extern const char *const version_sepa_names[]; /* 2019: .008.001.08, .001.001.09; 2009: .02, .03 */

/* One debit or transfer. Absent texts are NULL. */
struct sepa_order {
    const char *end_to_end;
    int64_t amount; /* cents, positive */
    const char *name, *iban, *bic;
    const char *remark;
    struct instant date; /* a day: of collection or of execution */
    /* Of a debit. */
    int scheme, sequence;
    const char *mandate;
    struct instant date_signature;
    /* What has changed since the mandate was last used. */
    const char *mandate_before, *creditor_before, *creditor_name_before;
    bool is_account_new;
};

/* Who sends the file. */
struct sepa_creditor {
    const char *name, *ics, *iban, *bic;
};

struct sepa_message {
    const char *message_id;
    int version;            /* enum version_sepa */
    struct instant made_at; /* as the creditor's clocks show it */
    struct sepa_creditor creditor;
    struct list orders; /* of struct sepa_order, in blocks: equal ones beside each other */
};

const char *sepa_write_debits(struct arena *arena, const struct sepa_message *message);
const char *sepa_write_transfers(struct arena *arena, const struct sepa_message *message);

/* `12.30` */
const char *sepa_amount(struct arena *arena, int64_t cents);
/* The id of the block in which the order of that index stands: `MSG-1`. */
const char *sepa_block_id(struct arena *arena, const struct sepa_message *message, size_t index);

#endif
