/* Inside the room: what is drawn with cairo alone, without a font. */
#ifndef PLATFORM_PAPER_PAPER_PARTS_H
#define PLATFORM_PAPER_PAPER_PARTS_H

#include <cairo.h>
#include <stdbool.h>

#include "base/field.h"

struct paper_box {
    double x, y, width, height;
};

/* False, and nothing drawn, for what is no PNG and no JPEG. */
bool picture_draw(cairo_t *cairo, const struct paper_box *box, const struct bytes *picture);
/* False if the text is too long. */
bool qr_draw(cairo_t *cairo, double x, double y, double side, const char *text);

#endif
