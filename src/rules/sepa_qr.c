#include "rules/sepa_qr.h"

#include <inttypes.h>

#include "rules/iban.h"
#include "rules/sepa_text.h"

#define AMOUNT_MOST INT64_C(99999999999)

/* Service tag, version, character set (1: UTF-8), identification; BIC, name, IBAN, amount; purpose,
 * structured reference, remark. */
const char *sepa_qr_text(struct arena *arena, const struct sepa_transfer *transfer)
{
    const char *name = sepa_text(arena, transfer->name, SEPA_NAME_MAX);
    const char *remark = sepa_text(arena, transfer->remark, SEPA_REMARK_MAX);

    if (!name || !transfer->iban || iban_objection(arena, transfer->iban) ||
        !iban_is_sepa(transfer->iban) || transfer->amount < 1 || transfer->amount > AMOUNT_MOST)
        return NULL;
    return arena_printf(arena, "BCD\n002\n1\nSCT\n%s\n%s\n%s\nEUR%" PRId64 ".%02" PRId64 "\n\n\n%s",
                        transfer->bic ? transfer->bic : "", name, transfer->iban,
                        transfer->amount / 100, transfer->amount % 100, remark ? remark : "");
}
