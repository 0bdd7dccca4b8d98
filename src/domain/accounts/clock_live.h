/* The test clock in API Live, which the contract does not know: an integrator's test sees next
 * month today. Only a sandbox has one.
 *
 * Moving sets the target and answers at once; the clock's own thread does all that falls due on the
 * way, in its order, and the clock stands at the moment that is being done. Whoever wants to see
 * the end asks again until IsMoving is false. The connection does not wait for it: a year of a
 * large sandbox takes minutes, and a client that gave up in the middle would not know where it
 * stands. */
#ifndef DOMAIN_ACCOUNTS_CLOCK_LIVE_H
#define DOMAIN_ACCOUNTS_CLOCK_LIVE_H

#include "domain/accounts/clock.h"
#include "platform/http/route.h"

extern const struct field clock_live_fields[], clock_live_move_fields[];

handler clock_live_get;
handler clock_live_move; /* to a moment, or by so many days, weeks, months or years */

#endif
