#include "domain/gateways/driver.h"

#include "base/text.h"

const char *const wish_names[] = {
    NULL, "Register", "Confirm", "Charge", "Ask", "Refund", "Cancel", "Forget", NULL,
};

const struct driver *const drivers[] = {
    &driver_sandbox, &driver_stripe, &driver_gocardless, &driver_sepa, NULL,
};

const struct driver *driver_of(const char *type_gateway)
{
    for (size_t i = 0; drivers[i]; i++)
        if (text_equal(drivers[i]->type_gateway, type_gateway))
            return drivers[i];
    return NULL;
}
