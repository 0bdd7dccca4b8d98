#include <qrencode.h>

#include "platform/paper/paper_parts.h"

enum { QUIET = 4 };

/* Modules that touch in a row are one rectangle. */
static void add_row(cairo_t *cairo, const unsigned char *modules, int width, int row)
{
    for (int from = 0, to; from < width; from = to + 1) {
        for (to = from; to < width && (modules[to] & 1); to++)
            ;
        if (to > from)
            cairo_rectangle(cairo, QUIET + from, QUIET + row, to - from, 1);
    }
}

bool qr_draw(cairo_t *cairo, double x, double y, double side, const char *text)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);

    if (!code)
        return false;
    cairo_save(cairo);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_rectangle(cairo, x, y, side, side);
    cairo_fill(cairo);
    cairo_translate(cairo, x, y);
    cairo_scale(cairo, side / (code->width + 2 * QUIET), side / (code->width + 2 * QUIET));
    for (int row = 0; row < code->width; row++)
        add_row(cairo, code->data + row * code->width, code->width, row);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_fill(cairo);
    cairo_restore(cairo);
    QRcode_free(code);
    return true;
}
