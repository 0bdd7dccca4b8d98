/* Documents on paper, as PDF: pages of A4, texts of any script that break over lines and pages,
 * thin rules, panels, pictures and QR codes. It knows nothing of what it prints.
 *
 * Lengths are points (72 to the inch), y runs downwards, and a text stands on the baseline that it
 * is given, so that what stands side by side is in line whatever fonts its scripts need. A text is
 * a paragraph of its own: nothing that it contains changes the direction of its neighbours. Control
 * characters become spaces.
 *
 * The same drawing gives the same bytes, as long as the machine has the same fonts. Any number of
 * threads may print at once, taking turns from text to text. Pango keeps a cache of fonts for each
 * thread, which is expensive to fill and is filled by the first document of the thread. */
#ifndef PLATFORM_PAPER_PAPER_H
#define PLATFORM_PAPER_PAPER_H

#include <stdbool.h>

#include "base/ctx.h"
#include "base/field.h"

#define MILLIMETRES(n) ((n)*72.0 / 25.4)

#define PAPER_WIDTH  MILLIMETRES(210)
#define PAPER_HEIGHT MILLIMETRES(297)

/* How a text looks. Figures are as wide as each other. */
struct paper_font {
    double size;     /* in points */
    double leading;  /* from line to line */
    int weight;      /* 400 is regular, 600 half bold */
    unsigned colour; /* 0xRRGGBB */
};

enum paper_side { PAPER_LEFT, PAPER_RIGHT, PAPER_MIDDLE };

/* Where a text stands. */
struct paper_place {
    double x, y;          /* left end of the first baseline */
    double width;         /* it breaks here */
    enum paper_side side; /* with which it is flush */
    int most;             /* lines, then an ellipsis; 0: as many as it takes */
};

struct paper;

struct paper_job {
    const char *title, *author, *subject;
    const char *made_on;  /* the date that the file says: `2026-06-01` */
    const char *language; /* chooses between forms of letters: "fr" */
    double top, bottom;   /* of what `draw` fills: y of the first baseline, y of the last one */
    /* Called for one page, and again if it became more, since each page may say how many there are.
     * Every time it must do the same; `data` belongs to the caller. */
    void (*draw)(struct paper *paper, void *data);
    /* At the beginning of each page. */
    void (*begin)(struct paper *paper, void *data);
    void *data;
};

/* The whole file. ERR_FAILED, noted, if cairo cannot write it. */
MUST_CHECK enum err paper_print(struct ctx *ctx, const struct paper_job *job, struct bytes *out);

/* The page that is being drawn, from 1, and how many there will be. */
int paper_page(const struct paper *paper);
int paper_pages(const struct paper *paper);

/* Where the next baseline may be: `top` on a new page; whoever draws moves it down. */
double paper_y(const struct paper *paper);
void paper_move(struct paper *paper, double by);
/* Begins a new page unless baselines as far as `height` below this one have a place here. */
void paper_need(struct paper *paper, double height);
/* Draws what should not be parted: on a new page if this one has no place for it. What is longer
 * than a page begins where it is. `draw` is called twice, and must do the same. */
void paper_together(struct paper *paper, void (*draw)(struct paper *paper, void *data), void *data);

/* How far below its first baseline the text's last one is. */
double paper_measure(struct paper *paper, const struct paper_font *font,
                     const struct paper_place *place, const char *text);
/* Draws it, all on this page; what paper_measure says. */
double paper_put(struct paper *paper, const struct paper_font *font,
                 const struct paper_place *place, const char *text);
/* Draws it line by line from paper_y on, which is below it afterwards, and goes to the next page
 * when this one is full. The y of the place means nothing. */
void paper_flow(struct paper *paper, const struct paper_font *font, const struct paper_place *place,
                const char *text);

/* A bar whose upper left corner is at x, y. */
void paper_bar(struct paper *paper, double x, double y, double width, double height,
               unsigned colour);
/* The same with round corners. */
void paper_panel(struct paper *paper, double x, double y, double width, double height,
                 double radius, unsigned colour);

/* A PNG or a JPEG as large as it fits into the box, from its upper left corner on; false if it is
 * neither, and then nothing is drawn. */
bool paper_picture(struct paper *paper, double x, double y, double width, double height,
                   const struct bytes *picture);

/* A QR code of error correction M, black on a white square of that side, in which four modules
 * around it are quiet; false if the text is too long for one. */
bool paper_qr(struct paper *paper, double x, double y, double side, const char *text);

#endif
