#include "rules/sepa_reason.h"

#include <stddef.h>
#include <string.h>

#include "base/count.h"

/* Our own mistakes, in a file or a creditor identifier, are soft: the customer's method is not to
 * blame, and once mended the same charge may go again. */
/* clang-format off */
static const struct sepa_reason reasons[] = {
    {"AC01", DECLINE_HARD,  false, true,  "the account number is wrong"},
    {"AC04", DECLINE_HARD,  false, true,  "the account is closed"},
    {"AC06", DECLINE_HARD,  false, false, "the account is blocked"},
    {"AC13", DECLINE_HARD,  false, true,  "the account is a consumer's, and the mandate B2B"},
    {"AG01", DECLINE_HARD,  false, false, "the account cannot be debited"},
    {"AG02", DECLINE_SOFT,  false, false, "the bank did not understand the type of collection"},
    {"AM04", DECLINE_FUNDS, false, false, "there was too little money on the account"},
    {"AM05", DECLINE_SOFT,  false, false, "the bank takes it for a duplicate"},
    {"BE05", DECLINE_SOFT,  false, false, "the bank does not know the creditor identifier"},
    {"CNOR", DECLINE_SOFT,  false, false, "the creditor's bank is not registered"},
    {"DNOR", DECLINE_HARD,  false, false, "the debtor's bank is not registered"},
    {"DT01", DECLINE_SOFT,  false, false, "the date of collection was refused"},
    {"ED05", DECLINE_SOFT,  false, false, "the settlement failed"},
    {"FF01", DECLINE_SOFT,  false, false, "the file was not well formed"},
    {"FF05", DECLINE_SOFT,  false, false, "the bank did not understand the scheme"},
    {"FOCR", DECLINE_HARD,  true,  false, "taken back after a recall"},
    {"MD01", DECLINE_HARD,  true,  true,  "there is no mandate, or it was revoked"},
    {"MD02", DECLINE_SOFT,  false, false, "the mandate's data is missing or wrong"},
    {"MD06", DECLINE_HARD,  true,  false, "the debtor asked for his money back"},
    {"MD07", DECLINE_HARD,  false, true,  "the debtor has died"},
    {"MS02", DECLINE_SOFT,  false, false, "the debtor refused, without saying why"},
    {"MS03", DECLINE_SOFT,  false, false, "the bank does not say why"},
    {"RC01", DECLINE_HARD,  false, false, "the BIC is wrong"},
    {"RR01", DECLINE_SOFT,  false, false, "the law wants the debtor's account or number"},
    {"RR02", DECLINE_SOFT,  false, false, "the law wants the debtor's name or address"},
    {"RR03", DECLINE_SOFT,  false, false, "the law wants the creditor's name or address"},
    {"RR04", DECLINE_HARD,  false, false, "a law forbids it"},
    {"SL01", DECLINE_HARD,  false, false, "the debtor has his bank block this creditor"},
    {"TECH", DECLINE_SOFT,  false, false, "the file had a technical fault"},
    {"TM01", DECLINE_SOFT,  false, false, "the file came too late"},
    {"UPAY", DECLINE_HARD,  true,  true,  "the collection was not authorised"},
};
/* clang-format on */

struct sepa_reason sepa_reason_of(const char *code)
{
    for (size_t i = 0; code && i < COUNT_OF(reasons); i++)
        if (strcmp(reasons[i].code, code) == 0)
            return reasons[i];
    return (struct sepa_reason){code, DECLINE_SOFT, false, false, "the reason is not known"};
}
