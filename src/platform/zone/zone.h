/* Time zones, by ICU's data: which calendar day a moment is where somebody lives. */
#ifndef PLATFORM_ZONE_ZONE_H
#define PLATFORM_ZONE_ZONE_H

#include <stdbool.h>

#include "base/instant.h"

/* The moment as the clocks of the zone show it, as if they showed UTC: what day_format and
 * civil_from_instant should be given. A zone that ICU does not know counts as UTC. */
struct instant zone_local(const char *zone, struct instant at);
/* The moment at which the clocks of the zone show `local`; of a time that they skip, as if they had
 * not been put forward yet. */
struct instant zone_universal(const char *zone, struct instant local);

#endif
