#include "platform/paper/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <pthread.h>
#include <string.h>

#include "base/text.h"
#include "platform/paper/paper_parts.h"

/* What the first does not have is looked for in the others, then anywhere. */
#define FAMILIES "Inter, Noto Sans, DejaVu Sans"

/* A text with its lines broken. What is measured is drawn next, mostly. */
struct laid_out {
    struct paper_font font;
    double width;
    enum paper_side side;
    int most;
    char *text;
    PangoLayout *layout;
};

enum { LAID_OUT_MAX = 64 };

struct paper {
    const struct paper_job *job;
    cairo_t *cairo;
    PangoContext *context;
    struct laid_out kept[LAID_OUT_MAX]; /* the latest, in a ring */
    int oldest;
    int page, pages;
    double y;
    bool is_measuring; /* nothing is drawn, and no page is full */
};

/* the fonts' files
 * ---------------------------------------------------------------------------------
 */

/* All threads share cairo's open font files, of which it closes one to open another; up to 1.16 it
 * may close what somebody reads. So whoever touches fonts is alone, for one text or one page at a
 * time, and nobody waits for a long document. */
static pthread_mutex_t font_files = PTHREAD_MUTEX_INITIALIZER;

static void lock_fonts(void)
{
    pthread_mutex_lock(&font_files);
}

static void unlock_fonts(void)
{
    pthread_mutex_unlock(&font_files);
}

/* texts -------------------------------------------------------------------------------------------
 */

static bool is_control(unsigned char c)
{
    return (c < ' ' && c != '\n') || c == 0x7f;
}

/* Without control characters: those of ASCII, and those of Latin-1, which are C2 80 to C2 9F. */
static char *printable(const char *text)
{
    size_t size = strlen(text);
    char *copy = g_strndup(text, size);

    for (size_t i = 0; i < size; i++) {
        if (is_control((unsigned char)copy[i]))
            copy[i] = ' ';
        if ((unsigned char)copy[i] == 0xc2 && (unsigned char)copy[i + 1] >= 0x80 &&
            (unsigned char)copy[i + 1] < 0xa0)
            memset(copy + i, ' ', 2);
    }
    return copy;
}

/* Contextual forms are most of the work of a font, and what is written in Latin, Greek or Cyrillic
 * letters, as far as the Armenian ones, with common punctuation, has none that anybody misses. */
static bool has_forms(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (*at >= 0xd4 && *at != 0xe2)
            return true;
    return false;
}

static void set_font(PangoLayout *layout, const struct paper_font *font, const char *text)
{
    PangoFontDescription *description = pango_font_description_from_string(FAMILIES);
    PangoAttrList *attributes = pango_attr_list_new();

    pango_font_description_set_absolute_size(description, font->size * PANGO_SCALE);
    pango_font_description_set_weight(description, (PangoWeight)font->weight);
    pango_attr_list_insert(
        attributes, pango_attr_font_features_new(has_forms(text) ? "tnum=1" : "tnum=1, calt=0"));
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_font_description(layout, description);
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_font_description_free(description);
}

/* Pango turns left into right for a text that is written from the right. Here a column is flush on
 * one side, whatever is in it. A change of the alignment breaks all lines anew, so it is done for
 * such texts alone. */
static void align(PangoLayout *layout, enum paper_side side)
{
    static const PangoAlignment alignments[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_RIGHT,
                                                PANGO_ALIGN_CENTER};
    PangoLayoutLine *first;

    pango_layout_set_alignment(layout, alignments[side]);
    if (side == PAPER_MIDDLE)
        return;
    first = pango_layout_get_line_readonly(layout, 0);
    if (pango_layout_line_get_resolved_direction(first) == PANGO_DIRECTION_RTL)
        pango_layout_set_alignment(layout, alignments[!side]);
}

static PangoLayout *new_layout(struct paper *paper, const struct paper_font *font,
                               const struct paper_place *place, const char *text)
{
    PangoLayout *layout = pango_layout_new(paper->context);
    char *copy = printable(text);

    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    set_font(layout, font, text);
    pango_layout_set_width(layout, (int)(place->width * PANGO_SCALE));
    pango_layout_set_height(layout, place->most ? -place->most : G_MININT);
    pango_layout_set_ellipsize(layout, place->most ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
    pango_layout_set_text(layout, copy, -1);
    align(layout, place->side);
    g_free(copy);
    return layout;
}

static bool is_same(const struct laid_out *kept, const struct paper_font *font,
                    const struct paper_place *place, const char *text)
{
    return kept->layout && memcmp(&kept->font, font, sizeof *font) == 0 &&
           kept->width == place->width && kept->side == place->side && kept->most == place->most &&
           strcmp(kept->text, text) == 0;
}

static void forget(struct laid_out *kept)
{
    g_free(kept->text);
    if (kept->layout)
        g_object_unref(kept->layout);
    *kept = (struct laid_out){0};
}

/* With its lines broken. It is the paper's, until 64 others were asked for. */
static PangoLayout *lay_out(struct paper *paper, const struct paper_font *font,
                            const struct paper_place *place, const char *text)
{
    struct laid_out *kept = &paper->kept[paper->oldest];

    for (int i = 0; i < LAID_OUT_MAX; i++)
        if (is_same(&paper->kept[i], font, place, text))
            return paper->kept[i].layout;
    forget(kept);
    *kept = (struct laid_out){
        .font = *font,
        .width = place->width,
        .side = place->side,
        .most = place->most,
        .text = g_strdup(text),
        .layout = new_layout(paper, font, place, text),
    };
    paper->oldest = (paper->oldest + 1) % LAID_OUT_MAX;
    return kept->layout;
}

static void set_colour(cairo_t *cairo, unsigned colour)
{
    cairo_set_source_rgb(cairo, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
                         (colour & 0xff) / 255.0);
}

/* The line where the iterator is; Pango knows how far from the left it begins. */
static void draw_line(const struct paper *paper, PangoLayoutIter *at, unsigned colour, double x,
                      double y)
{
    PangoRectangle extents;

    if (paper->is_measuring)
        return;
    pango_layout_iter_get_line_extents(at, NULL, &extents);
    set_colour(paper->cairo, colour);
    cairo_move_to(paper->cairo, x + (double)extents.x / PANGO_SCALE, y);
    pango_cairo_show_layout_line(paper->cairo, pango_layout_iter_get_line_readonly(at));
}

double paper_measure(struct paper *paper, const struct paper_font *font,
                     const struct paper_place *place, const char *text)
{
    int lines;

    lock_fonts();
    lines = pango_layout_get_line_count(lay_out(paper, font, place, text));
    unlock_fonts();
    return font->leading * (lines - 1);
}

double paper_put(struct paper *paper, const struct paper_font *font,
                 const struct paper_place *place, const char *text)
{
    double y = place->y;
    PangoLayoutIter *at;

    lock_fonts();
    at = pango_layout_get_iter(lay_out(paper, font, place, text));
    do {
        draw_line(paper, at, font->colour, place->x, y);
        y += font->leading;
    } while (pango_layout_iter_next_line(at));
    pango_layout_iter_free(at);
    unlock_fonts();
    return y - font->leading - place->y;
}

/* A new page prints texts of its own, so this one holds on to its layout, and the fonts are free
 * between its lines. */
void paper_flow(struct paper *paper, const struct paper_font *font, const struct paper_place *place,
                const char *text)
{
    PangoLayout *layout;
    PangoLayoutIter *at;
    bool has_more = true;

    lock_fonts();
    layout = g_object_ref(lay_out(paper, font, place, text));
    at = pango_layout_get_iter(layout);
    unlock_fonts();
    while (has_more) {
        paper_need(paper, 0);
        lock_fonts();
        draw_line(paper, at, font->colour, place->x, paper->y);
        has_more = pango_layout_iter_next_line(at);
        unlock_fonts();
        paper->y += font->leading;
    }
    lock_fonts();
    pango_layout_iter_free(at);
    g_object_unref(layout);
    unlock_fonts();
}

void paper_bar(struct paper *paper, double x, double y, double width, double height,
               unsigned colour)
{
    if (paper->is_measuring)
        return;
    set_colour(paper->cairo, colour);
    cairo_rectangle(paper->cairo, x, y, width, height);
    cairo_fill(paper->cairo);
}

void paper_panel(struct paper *paper, double x, double y, double width, double height,
                 double radius, unsigned colour)
{
    const double right = x + width - radius, bottom = y + height - radius, quarter = G_PI / 2;

    if (paper->is_measuring)
        return;
    cairo_new_path(paper->cairo);
    cairo_arc(paper->cairo, right, y + radius, radius, -quarter, 0);
    cairo_arc(paper->cairo, right, bottom, radius, 0, quarter);
    cairo_arc(paper->cairo, x + radius, bottom, radius, quarter, 2 * quarter);
    cairo_arc(paper->cairo, x + radius, y + radius, radius, 2 * quarter, 3 * quarter);
    cairo_close_path(paper->cairo);
    set_colour(paper->cairo, colour);
    cairo_fill(paper->cairo);
}

bool paper_picture(struct paper *paper, double x, double y, double width, double height,
                   const struct bytes *picture)
{
    const struct paper_box box = {x, y, width, height};

    return paper->is_measuring || picture_draw(paper->cairo, &box, picture);
}

bool paper_qr(struct paper *paper, double x, double y, double side, const char *text)
{
    return paper->is_measuring || qr_draw(paper->cairo, x, y, side, text);
}

/* pages -------------------------------------------------------------------------------------------
 */

int paper_page(const struct paper *paper)
{
    return paper->page;
}

int paper_pages(const struct paper *paper)
{
    return paper->pages;
}

double paper_y(const struct paper *paper)
{
    return paper->y;
}

void paper_move(struct paper *paper, double by)
{
    paper->y += by;
}

static void begin_page(struct paper *paper)
{
    paper->page++;
    paper->y = paper->job->top;
    paper->job->begin(paper, paper->job->data);
}

void paper_need(struct paper *paper, double height)
{
    if (paper->is_measuring || paper->y + height <= paper->job->bottom)
        return;
    lock_fonts();
    cairo_show_page(paper->cairo);
    unlock_fonts();
    begin_page(paper);
}

void paper_together(struct paper *paper, void (*draw)(struct paper *paper, void *data), void *data)
{
    const double before = paper->y;
    double height;

    paper->is_measuring = true;
    draw(paper, data);
    paper->is_measuring = false;
    height = paper->y - before;
    paper->y = before;
    if (height <= paper->job->bottom - paper->job->top)
        paper_need(paper, height);
    draw(paper, data);
}

static void draw_all(struct paper *paper)
{
    paper->page = 0;
    begin_page(paper);
    paper->job->draw(paper, paper->job->data);
}

/* printing ----------------------------------------------------------------------------------------
 */

/* Where a glyph is does not depend on the pixels of any screen. */
static PangoContext *new_context(const char *language)
{
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string(language));
    cairo_font_options_destroy(options);
    return context;
}

static cairo_status_t append(void *out, const unsigned char *bytes, unsigned size)
{
    text_append_bytes(out, (const char *)bytes, size);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *new_surface(const struct paper_job *job, struct text *out)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(append, out, PAPER_WIDTH, PAPER_HEIGHT);
    const char *moment = arena_printf(out->arena, "%sT00:00:00Z", job->made_on);

    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, job->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, job->author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, job->subject);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, moment);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, moment);
    return surface;
}

static cairo_status_t draw_pdf(struct paper *paper, struct text *out)
{
    cairo_surface_t *surface = new_surface(paper->job, out);
    cairo_status_t status;

    paper->cairo = cairo_create(surface);
    draw_all(paper);
    lock_fonts();
    cairo_destroy(paper->cairo);
    cairo_surface_finish(surface);
    status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    unlock_fonts();
    return status;
}

static struct paper begin_paper(const struct paper_job *job)
{
    struct paper paper = {.job = job};

    lock_fonts();
    paper.context = new_context(job->language);
    unlock_fonts();
    return paper;
}

static void end_paper(struct paper *paper)
{
    lock_fonts();
    for (int i = 0; i < LAID_OUT_MAX; i++)
        forget(&paper->kept[i]);
    g_object_unref(paper->context);
    unlock_fonts();
}

/* Most documents have one page: what was drawn as if it had is thrown away if it has more. */
enum err paper_print(struct ctx *ctx, const struct paper_job *job, struct bytes *out)
{
    struct paper paper = begin_paper(job);
    struct text file = {.arena = ctx->arena};
    cairo_status_t status;

    paper.pages = 1;
    status = draw_pdf(&paper, &file);
    if (paper.page != 1) {
        paper.pages = paper.page;
        file = (struct text){.arena = ctx->arena};
        status = draw_pdf(&paper, &file);
    }
    end_paper(&paper);
    *out = (struct bytes){file.at, file.size};
    if (status == CAIRO_STATUS_SUCCESS)
        return OK;
    return fail(ctx, ERR_FAILED, "Error.Api.Internal", NULL, "A page cannot be printed: %s.",
                cairo_status_to_string(status));
}
