/* The courier: a thread that tells webhooks what happened (domain/webhooks/delivery.h).
 *
 * Each webhook has a share of the connections, which is small at first, grows while it answers well
 * and shrinks to one when it does not, so that a receiver that hangs holds back nobody else. A
 * database may have several couriers, one per server. */
#ifndef APP_COURIER_H
#define APP_COURIER_H

#include "app/app.h"

struct courier;

/* NULL if the machine refuses. */
struct courier *courier_start(struct app *app);
/* Breaks off what is under way, which stays due. */
void courier_stop(struct courier *courier);

#endif
