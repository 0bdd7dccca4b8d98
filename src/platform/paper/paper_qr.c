#include <qrencode.h>
#include <string.h>

#include "platform/paper/paper_parts.h"

enum { QUIET = 4, BLACK = 0 };

/* A picture with a point for each module, white around them: some bytes of a file, where a drawing
 * of so many squares would be most of it. */
static cairo_surface_t *picture_of(const QRcode *code)
{
    const int side = code->width + 2 * QUIET;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
    unsigned char *bytes = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);

    if (!bytes)
        return surface;
    memset(bytes, 0xff, (size_t)(stride * side));
    for (int row = 0; row < code->width; row++)
        for (int column = 0; column < code->width; column++)
            if (code->data[row * code->width + column] & 1)
                memset(bytes + (row + QUIET) * stride + (column + QUIET) * 4, BLACK, 4);
    cairo_surface_mark_dirty(surface);
    return surface;
}

bool qr_draw(cairo_t *cairo, double x, double y, double side, const char *text)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    cairo_surface_t *surface;

    if (!code)
        return false;
    surface = picture_of(code);
    cairo_save(cairo);
    cairo_translate(cairo, x, y);
    cairo_scale(cairo, side / (code->width + 2 * QUIET), side / (code->width + 2 * QUIET));
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(surface);
    QRcode_free(code);
    return true;
}
