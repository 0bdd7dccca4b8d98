/* Quotes in API Live: what something would cost, without doing it (contract section 4, 33 to 37,
 * and the older spellings under Pricing). A quote is the plan of the verb itself, shown as the
 * lines that it would write; its tax is the lines' (contract: per line, truncated), while an
 * invoice's is that of the whole document. */
#ifndef DOMAIN_QUOTES_QUOTE_LIVE_H
#define DOMAIN_QUOTES_QUOTE_LIVE_H

#include "platform/http/route.h"

extern const struct field quote_live_fields[], quote_live_line_fields[];
extern const struct field quote_live_usage_fields[], quote_live_pricing_fields[];
extern const struct field quote_live_start_fields[], quote_live_billing_fields[];

handler quote_live_subscription; /* of a creation that starts at once */
handler quote_live_start, quote_live_upgrade;
handler quote_live_usage;
handler quote_live_balance_line;
handler quote_live_pricing; /* one path for the first three, told apart by what the body names */
handler quote_live_billing; /* of the next invoice: what waits, and what renews before it */

#endif
