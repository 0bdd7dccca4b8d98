/* The merchant's documents on paper: what invoices, credit notes, estimates, receipts and
 * statements have in common, so that a file per document only says what is in it.
 *
 * A document is a struct with a field table: the same that fills its page. What is drawn is taken
 * from it by the names of that table, and written as the page writes it, so that paper and page
 * cannot differ. Every document has `seller`, `has_address_seller`, `address_seller`, `name`,
 * `has_address_customer` and `address_customer`, as struct parties has them.
 *
 * Sheets are A4, with margins of 18 mm. A table that goes on repeats its heading, and each sheet
 * says who sells and which of how many it is. Lengths are in points, as in platform/paper. The same
 * document is the same file; what is put into one afterwards (an e-invoice) is added to the bytes
 * that sheet_print gives. */
#ifndef DOMAIN_SHEETS_SHEET_H
#define DOMAIN_SHEETS_SHEET_H

#include "domain/customers/customer.h"
#include "domain/html.h"
#include "domain/sheets/letterhead.h"
#include "platform/paper/paper.h"

#define SHEET_TYPE "application/pdf"

#define SHEET_LEFT  MILLIMETRES(18)
#define SHEET_WIDTH MILLIMETRES(174)

struct sheet;

struct sheet_document {
    const char *title;   /* "Invoice F42-00000349" */
    const char *made_on; /* "2026-06-01" */
    const char *language;
    const struct letterhead *letterhead;
    const struct field *fields;
    const void *values;
    const char *bill; /* the member that has the amounts (sheet_bill.h), or NULL */
    /* Draws everything, from the heading to the end. */
    void (*draw)(struct sheet *sheet);
};

/* The whole file. Asks no database. */
MUST_CHECK enum err sheet_print(struct ctx *ctx, const struct sheet_document *document,
                                struct bytes *out);

/* A document while it is drawn. */
struct sheet {
    struct arena *arena;
    struct paper *paper;
    const struct sheet_document *document;
    struct html_style style;
    struct view_scope texts, scope;
    const struct sheet_column *columns; /* of the table whose heading a new sheet repeats */
    size_t column_count;
    void (*more)(struct sheet *sheet); /* what follows a total (sheet_bill.h) */
};

/* values ------------------------------------------------------------------------------------------
 */

/* What a page shows under that name, or NULL. */
const char *sheet_shown(const struct sheet *sheet, const char *name);
/* The text of that key, "" if there is none. */
const char *sheet_text(const struct sheet *sheet, const char *key);
/* Both with something between, or the one that is there. */
const char *sheet_joined(const struct sheet *sheet, const char *a, const char *between,
                         const char *b);
/* Somebody's own words among ours: his may be written from the right. */
const char *sheet_isolated(const struct sheet *sheet, const char *text);
/* Draws something for each element of the list of that name, which is where names are looked for
 * meanwhile. What is made for an element is forgotten after it. */
void sheet_each(struct sheet *sheet, const char *name, void (*draw)(struct sheet *sheet));

/* drawing -----------------------------------------------------------------------------------------
 */

extern const struct paper_font sheet_plain, sheet_strong, sheet_small, sheet_legal, sheet_total;

/* The logo, the title with what became of the document in a few words, or NULL; and both parties.
 */
void sheet_heading(struct sheet *sheet, const char *mark);

struct sheet_fact {
    const char *label; /* the key of a text */
    const char *value; /* NULL: left out */
};
/* Up to four of them, side by side between two rules. */
void sheet_facts(struct sheet *sheet, const struct sheet_fact *facts, size_t count);

/* A column of figures that ends at `right`, from the left margin, or of words that begins at
 * `right` less `width`. What is left of the first one is for the label of a row. */
struct sheet_column {
    const char *label, *name; /* the key of a text, and what is shown */
    double right, width;
    enum paper_side side;
};
/* Begins a table with its heading; `label` is the key of the first column's. */
void sheet_table(struct sheet *sheet, const struct sheet_column *columns, size_t count);
/* A row: a label with a line below it, or NULL, and in each other column what has its name. */
void sheet_row(struct sheet *sheet, const char *label, const char *below);
/* The same with what is given for each other column. */
void sheet_row_of(struct sheet *sheet, const char *label, const char *below,
                  const char *const *cells);
/* One over the whole width, which stays with the row that follows. */
void sheet_row_heading(struct sheet *sheet, const char *label);
/* One whose last column says what others came to. */
void sheet_row_sum(struct sheet *sheet, const char *label, const char *amount);
void sheet_table_end(struct sheet *sheet);

/* What should not be parted. */
void sheet_together(struct sheet *sheet, void (*draw)(struct sheet *sheet));
/* Draws both beside each other from here on; below the longer one it goes on. */
void sheet_beside(struct sheet *sheet, void (*left)(struct sheet *sheet),
                  void (*right)(struct sheet *sheet));

/* A line of sums, at the right. */
void sheet_sum(struct sheet *sheet, const struct paper_font *font, const char *label,
               const char *amount);
/* A rule above the next one. */
void sheet_sum_rule(struct sheet *sheet);
/* A row of a small table at the left: three cells, two of them figures. */
void sheet_small_row(struct sheet *sheet, const struct paper_font *font,
                     const char *const cells[3]);

/* A paragraph over the whole width, under its label if it has one; nothing for NULL. */
void sheet_paragraph(struct sheet *sheet, const struct paper_font *font, const char *label,
                     const char *text);

/* What a customer needs to pay, in a panel, perhaps with a QR code that says the same. */
struct sheet_payment {
    const char *heading;
    const struct sheet_fact *facts; /* one below the other */
    size_t count;
    const char *code; /* of the QR code, or NULL */
    const char *help; /* below it all, or NULL */
};
void sheet_payment(struct sheet *sheet, const struct sheet_payment *payment);

#endif
