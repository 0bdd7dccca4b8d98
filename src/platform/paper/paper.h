/* Documents on paper, as PDF: pages of A4, texts of any script that break over lines and pages, and
 * thin rules. It knows nothing of what it prints.
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

/* Where a text stands. */
struct paper_place {
    double x, y;   /* left end of the first baseline */
    double width;  /* it breaks here */
    bool is_right; /* flush with the right end */
    int most;      /* lines, then an ellipsis; 0: as many as it takes */
};

struct paper;

struct paper_job {
    const char *title, *author, *subject;
    const char *made_on;  /* the date that the file says: `2026-06-01` */
    const char *language; /* chooses between forms of letters: "fr" */
    double top, bottom;   /* of what `draw` fills: y of the first baseline, y of the last one */
    /* Called twice: first to learn how many pages there will be, then to print them. Both times it
     * must do the same; `data` belongs to the caller. */
    void (*draw)(struct paper *paper, void *data);
    /* At the beginning of each page. */
    void (*begin)(struct paper *paper, void *data);
    void *data;
};

/* The whole file. ERR_FAILED, noted, if cairo cannot write it. */
MUST_CHECK enum err paper_print(struct ctx *ctx, const struct paper_job *job, struct bytes *out);

/* The page that is being drawn, from 1, and how many there will be: 0 while they are counted. */
int paper_page(const struct paper *paper);
int paper_pages(const struct paper *paper);

/* Where the next baseline may be: `top` on a new page; whoever draws moves it down. */
double paper_y(const struct paper *paper);
void paper_move(struct paper *paper, double by);
/* Begins a new page unless baselines as far as `height` below this one have a place here. */
void paper_need(struct paper *paper, double height);

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

#endif
