/* A text as a QR code inside a page: what its template writes as the `d` of a <path>, black on
 * white whatever the theme, since cameras want it so. */
#ifndef PLATFORM_VIEW_QR_PATH_H
#define PLATFORM_VIEW_QR_PATH_H

#include <stdint.h>

#include "base/arena.h"

/* Squares of one unit inside `side` by `side`, its quiet zone included; NULL if the text is too
 * long for one. */
const char *qr_path(struct arena *arena, const char *text, int64_t *side);

#endif
