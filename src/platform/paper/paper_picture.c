#include <string.h>

#include "platform/paper/paper_parts.h"

/* More points than this along a side are more than paper shows of a logo. */
enum { POINTS_MAX = 800, SIDE_MAX = 4000 };

struct reading {
    const unsigned char *at;
    size_t left;
};

static cairo_status_t read_bytes(void *data, unsigned char *out, unsigned size)
{
    struct reading *reading = data;

    if (size > reading->left)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(out, reading->at, size);
    reading->at += size;
    reading->left -= size;
    return CAIRO_STATUS_SUCCESS;
}

static bool is_fine(cairo_surface_t *surface)
{
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
        return true;
    cairo_surface_destroy(surface);
    return false;
}

/* One that is larger than paper can show is made smaller once, rather than kept whole. */
static cairo_surface_t *reduced(cairo_surface_t *surface)
{
    int width = cairo_image_surface_get_width(surface);
    int height = cairo_image_surface_get_height(surface);
    int longer = width > height ? width : height;
    cairo_surface_t *small;
    cairo_t *cairo;

    if (longer <= POINTS_MAX)
        return surface;
    small = cairo_surface_create_similar_image(surface, CAIRO_FORMAT_ARGB32,
                                               1 + (width * POINTS_MAX - 1) / longer,
                                               1 + (height * POINTS_MAX - 1) / longer);
    cairo = cairo_create(small);
    cairo_scale(cairo, (double)POINTS_MAX / longer, (double)POINTS_MAX / longer);
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_paint(cairo);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return small;
}

static cairo_surface_t *read_png(const struct bytes *picture)
{
    struct reading reading = {picture->at, picture->size};
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_bytes, &reading);

    return is_fine(surface) ? reduced(surface) : NULL;
}

static unsigned two_bytes(const unsigned char *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

/* Does a frame of that marker begin with its height and width? */
static bool is_frame(unsigned char marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static bool read_jpeg_size(const struct bytes *picture, int *width, int *height)
{
    const unsigned char *bytes = picture->at;
    size_t at = 2;

    while (at + 9 < picture->size && bytes[at] == 0xff) {
        if (is_frame(bytes[at + 1])) {
            *height = (int)two_bytes(bytes + at + 5);
            *width = (int)two_bytes(bytes + at + 7);
            return *width > 0 && *height > 0 && *width <= SIDE_MAX && *height <= SIDE_MAX;
        }
        at += 2 + two_bytes(bytes + at + 2);
    }
    return false;
}

/* Its bytes go into the file as they are: readers of PDF know JPEG. */
static cairo_surface_t *read_jpeg(const struct bytes *picture)
{
    cairo_surface_t *surface;
    int width, height;

    if (!read_jpeg_size(picture, &width, &height))
        return NULL;
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    if (!is_fine(surface))
        return NULL;
    cairo_surface_set_mime_data(surface, CAIRO_MIME_TYPE_JPEG, picture->at,
                                (unsigned long)picture->size, NULL, NULL);
    return surface;
}

static cairo_surface_t *read_picture(const struct bytes *picture)
{
    static const unsigned char png[] = {0x89, 'P', 'N', 'G'}, jpeg[] = {0xff, 0xd8, 0xff};

    if (picture->size > sizeof png && memcmp(picture->at, png, sizeof png) == 0)
        return read_png(picture);
    if (picture->size > sizeof jpeg && memcmp(picture->at, jpeg, sizeof jpeg) == 0)
        return read_jpeg(picture);
    return NULL;
}

bool picture_draw(cairo_t *cairo, const struct paper_box *box, const struct bytes *picture)
{
    cairo_surface_t *surface = read_picture(picture);
    double across, down;

    if (!surface)
        return false;
    across = box->width / cairo_image_surface_get_width(surface);
    down = box->height / cairo_image_surface_get_height(surface);
    cairo_save(cairo);
    cairo_translate(cairo, box->x, box->y);
    cairo_scale(cairo, across < down ? across : down, across < down ? across : down);
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(surface);
    return true;
}
