/* What the QR code of a SEPA transfer says, so that a bank's application fills the transfer in
 * (EPC069-12, version 002). Pure. */
#ifndef RULES_SEPA_QR_H
#define RULES_SEPA_QR_H

#include <stdint.h>

#include "base/arena.h"

/* In euros, to an account of SEPA. */
struct sepa_transfer {
    const char *name, *iban;
    const char *bic;    /* or NULL: within SEPA nobody needs it */
    int64_t amount;     /* cents */
    const char *remark; /* the number of what is paid */
};

/* NULL if it cannot be one: no name or account, or an amount that is not from 0.01 to
 * 999 999 999.99. */
const char *sepa_qr_text(struct arena *arena, const struct sepa_transfer *transfer);

#endif
