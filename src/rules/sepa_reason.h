/* Why a bank did not collect, or took back: the reason codes of ISO 20022 as the SEPA direct debit
 * rulebooks use them, and what follows from each. Pure. */
#ifndef RULES_SEPA_REASON_H
#define RULES_SEPA_REASON_H

#include <stdbool.h>

#include "rules/collect.h"

struct sepa_reason {
    const char *code;
    enum decline decline;
    bool is_dispute;      /* the debtor took the money back, or his bank for him */
    bool is_mandate_over; /* nothing may be collected by this mandate any more */
    const char *meaning;
};

/* Never NULL: a code that is not in the table, or NULL, is an unknown reason, tried again like
 * MS03. Its `code` is then the one that was asked for. */
struct sepa_reason sepa_reason_of(const char *code);

#endif
