#include "domain/sheets/sheet.h"

#include <stdio.h>

/* The look: one family, five sizes, hardly a colour. */
enum { INK = 0x14161b, SOFT = 0x555a64, LEGAL = 0x4a4f59, LINE = 0xc9c7bf, PANEL = 0xf4f3ee };

static const struct paper_font title_font = {17, MILLIMETRES(8), 600, INK},
                               name_font = {13, MILLIMETRES(6), 600, INK},
                               panel_font = {11, MILLIMETRES(5), 600, INK},
                               foot_font = {7, MILLIMETRES(3.5), 400, LEGAL};
const struct paper_font sheet_plain = {9, MILLIMETRES(4.5), 400, INK},
                        sheet_strong = {9, MILLIMETRES(4.5), 600, INK},
                        sheet_small = {8, MILLIMETRES(4), 400, SOFT},
                        sheet_legal = {7.5, MILLIMETRES(3.7), 400, LEGAL},
                        sheet_total = {13, MILLIMETRES(7), 600, INK};

#define TOP        MILLIMETRES(24)  /* of the first baseline */
#define FOOT       MILLIMETRES(283) /* of the last baseline of the foot */
#define FOOT_ABOVE MILLIMETRES(4)   /* from its rule to its first baseline */
#define FOOT_SPACE MILLIMETRES(6)   /* from the last baseline of what is said to that rule */
#define THIN       MILLIMETRES(0.15)
#define THICK      MILLIMETRES(0.35)

/* More of an address than this, or of a name, would push the lines off the sheet. */
enum { ADDRESS_LINES = 4, HEADING_LINES = 3, FACTS_MAX = 4 };

/* values ------------------------------------------------------------------------------------------
 */

const char *sheet_shown(const struct sheet *sheet, const char *name)
{
    return html_shown(sheet->arena, &sheet->style, &sheet->scope, name);
}

const char *sheet_text(const struct sheet *sheet, const char *key)
{
    const char *text = html_own_text(sheet->style.language, sheet->style.own, key);

    return text ? text : "";
}

const char *sheet_joined(const struct sheet *sheet, const char *a, const char *between,
                         const char *b)
{
    if (!a || !b)
        return a ? a : b;
    return arena_printf(sheet->arena, "%s%s%s", a, between, b);
}

const char *sheet_isolated(const struct sheet *sheet, const char *text)
{
    return text ? arena_printf(sheet->arena, "\u2068%s\u2069", text) : NULL;
}

/* `SIREN 790 118 206`, or NULL. */
static const char *labelled(const struct sheet *sheet, const char *label, const char *name)
{
    const char *value = sheet_shown(sheet, name);

    return value ? sheet_joined(sheet, sheet_text(sheet, label), "\u00a0", value) : NULL;
}

/* A document of ten thousand lines keeps the memory of one. */
void sheet_each(struct sheet *sheet, const char *name, void (*draw)(struct sheet *sheet))
{
    const struct view_scope outer = sheet->scope;
    struct arena *outer_arena = sheet->arena;
    struct view_value list;

    if (!view_find(sheet->arena, &outer, name, &list))
        return;
    sheet->arena = arena_new();
    for (size_t i = 0; i < list.source->count(&list); i++) {
        sheet->scope = (struct view_scope){list.source->element(&list, i), &outer};
        draw(sheet);
        arena_reset(sheet->arena);
    }
    arena_free(sheet->arena);
    sheet->arena = outer_arena;
    sheet->scope = outer;
}

/* the parties -------------------------------------------------------------------------------------
 */

/* Draws a line of a block, if there is one, and moves the place below it. */
static void put(struct sheet *sheet, const struct paper_font *font, struct paper_place *place,
                const char *text)
{
    if (text)
        place->y += paper_put(sheet->paper, font, place, text) + font->leading;
}

/* The page's address_lines, where the names belong to `whose` address. */
static void put_address(struct sheet *sheet, struct paper_place *place, const char *whose)
{
    const struct view_scope outer = sheet->scope;
    struct view_value address;

    if (!view_find(sheet->arena, &outer, whose, &address))
        return;
    sheet->scope = (struct view_scope){address, &outer};
    put(sheet, &sheet_plain, place, sheet_shown(sheet, "address_line1"));
    put(sheet, &sheet_plain, place, sheet_shown(sheet, "address_line2"));
    put(sheet, &sheet_plain, place,
        sheet_joined(sheet, sheet_isolated(sheet, sheet_shown(sheet, "zip_code")), " ",
                     sheet_isolated(sheet, sheet_shown(sheet, "city"))));
    put(sheet, &sheet_plain, place, sheet_shown(sheet, "country"));
    put(sheet, &sheet_plain, place, sheet_shown(sheet, "tax_information"));
    sheet->scope = outer;
}

static const char *seller_of(const struct sheet *sheet)
{
    return sheet_joined(sheet, sheet_isolated(sheet, sheet_shown(sheet, "seller.name")), " ",
                        sheet_isolated(sheet, sheet_shown(sheet, "seller.legal_form")));
}

static double put_seller(struct sheet *sheet, double y)
{
    struct paper_place place = {SHEET_LEFT, y, MILLIMETRES(80), PAPER_LEFT, ADDRESS_LINES};

    put(sheet, &sheet_small, &place, sheet_text(sheet, "seller"));
    put(sheet, &sheet_strong, &place, seller_of(sheet));
    if (sheet_shown(sheet, "has_address_seller"))
        put_address(sheet, &place, "address_seller");
    put(sheet, &sheet_plain, &place, labelled(sheet, "capital", "seller.capital"));
    put(sheet, &sheet_plain, &place, labelled(sheet, "siren", "seller.siren"));
    put(sheet, &sheet_plain, &place, sheet_shown(sheet, "seller.city_registry"));
    put(sheet, &sheet_plain, &place, labelled(sheet, "vat_number", "seller.vat_number"));
    return place.y;
}

static double put_buyer(struct sheet *sheet, double y)
{
    struct paper_place place = {SHEET_LEFT + MILLIMETRES(89), y, MILLIMETRES(85), PAPER_LEFT,
                                ADDRESS_LINES};
    const char *company = NULL, *person = NULL;

    put(sheet, &sheet_small, &place, sheet_text(sheet, "billed_to"));
    if (sheet_shown(sheet, "has_address_customer")) {
        company = sheet_shown(sheet, "address_customer.company");
        person = sheet_joined(sheet, sheet_shown(sheet, "address_customer.first_name"), " ",
                              sheet_shown(sheet, "address_customer.last_name"));
    }
    put(sheet, &sheet_strong, &place,
        company  ? company
        : person ? person
                 : sheet_shown(sheet, "name"));
    put(sheet, &sheet_plain, &place, company ? person : NULL);
    if (sheet_shown(sheet, "has_address_customer"))
        put_address(sheet, &place, "address_customer");
    else
        put(sheet, &sheet_small, &place, sheet_text(sheet, "address_unknown"));
    return place.y;
}

/* the heading -------------------------------------------------------------------------------------
 */

/* `#2c4a9e` as a number; what is no colour is ours. */
static unsigned colour_of(const char *brand)
{
    unsigned colour = 0;

    if (!brand || *brand != '#' || sscanf(brand + 1, "%6x", &colour) != 1)
        return 0x2c4a9e;
    return colour;
}

/* The logo, else the name under a bar of the merchant's colour; how far below `top` it reaches. */
static double put_logo(struct sheet *sheet, double top)
{
    const struct letterhead *letterhead = sheet->document->letterhead;
    const struct paper_place place = {SHEET_LEFT, top, MILLIMETRES(84), PAPER_LEFT, HEADING_LINES};
    const char *name = sheet_shown(sheet, "seller.name");

    if (letterhead->logo.size && paper_picture(sheet->paper, SHEET_LEFT, top - MILLIMETRES(8),
                                               MILLIMETRES(60), MILLIMETRES(14), &letterhead->logo))
        return MILLIMETRES(6);
    paper_bar(sheet->paper, SHEET_LEFT, top - MILLIMETRES(8), MILLIMETRES(12), MILLIMETRES(1.2),
              colour_of(letterhead->look.brand));
    return paper_put(sheet->paper, &name_font, &place, name ? name : "");
}

void sheet_heading(struct sheet *sheet, const char *mark)
{
    const double top = paper_y(sheet->paper);
    struct paper_place place = {SHEET_LEFT + MILLIMETRES(89), top, MILLIMETRES(85), PAPER_RIGHT,
                                HEADING_LINES};
    double left = top + put_logo(sheet, top), y, buyer;

    put(sheet, &title_font, &place, sheet->document->title);
    place.y -= title_font.leading - MILLIMETRES(5);
    put(sheet, &sheet_small, &place, mark);
    y = (left > place.y ? left : place.y) + MILLIMETRES(13);
    buyer = put_buyer(sheet, y);
    y = put_seller(sheet, y);
    paper_move(sheet->paper, (y > buyer ? y : buyer) + MILLIMETRES(3) - top);
}

void sheet_facts(struct sheet *sheet, const struct sheet_fact *facts, size_t count)
{
    const double width = SHEET_WIDTH / FACTS_MAX;
    double y = paper_y(sheet->paper) + MILLIMETRES(6), lowest = y;
    double x = SHEET_LEFT;

    paper_bar(sheet->paper, SHEET_LEFT, paper_y(sheet->paper), SHEET_WIDTH, THICK, INK);
    for (size_t i = 0; i < count && x < SHEET_LEFT + SHEET_WIDTH - 1; i++) {
        struct paper_place place = {x, y, width - MILLIMETRES(4), PAPER_LEFT, ADDRESS_LINES};

        if (!facts[i].value)
            continue;
        put(sheet, &sheet_small, &place, sheet_text(sheet, facts[i].label));
        put(sheet, &sheet_plain, &place, facts[i].value);
        lowest = place.y > lowest ? place.y : lowest;
        x += width;
    }
    lowest -= MILLIMETRES(1);
    paper_bar(sheet->paper, SHEET_LEFT, lowest, SHEET_WIDTH, THIN, LINE);
    paper_move(sheet->paper, lowest + MILLIMETRES(11) - paper_y(sheet->paper));
}

/* tables ------------------------------------------------------------------------------------------
 */

#define ROW_ABOVE MILLIMETRES(5)   /* from a rule to the baseline below it */
#define ROW_BELOW MILLIMETRES(2.4) /* from a baseline to the rule below it */
#define GAP       MILLIMETRES(4)   /* between columns */

static void rule(struct sheet *sheet, double width, double thickness, unsigned colour)
{
    paper_move(sheet->paper, ROW_BELOW);
    paper_bar(sheet->paper, SHEET_LEFT + SHEET_WIDTH - width, paper_y(sheet->paper), width,
              thickness, colour);
    paper_move(sheet->paper, ROW_ABOVE);
}

/* The first column of the table has the label. */
static double label_width(const struct sheet *sheet)
{
    return sheet->columns[1].right - sheet->columns[1].width - GAP;
}

/* Draws what stands in one column; how far below paper_y its last line is. */
static double put_cell(struct sheet *sheet, const struct paper_font *font,
                       const struct sheet_column *column, const char *text)
{
    const struct paper_place place = {SHEET_LEFT + column->right - column->width,
                                      paper_y(sheet->paper), column->width, column->side, 0};

    return text ? paper_put(sheet->paper, font, &place, text) : 0;
}

static void draw_table_heading(struct sheet *sheet)
{
    const struct paper_place place = {SHEET_LEFT, paper_y(sheet->paper), label_width(sheet),
                                      PAPER_LEFT, 1};

    paper_put(sheet->paper, &sheet_small, &place, sheet_text(sheet, sheet->columns[0].label));
    for (size_t i = 1; i < sheet->column_count; i++)
        put_cell(sheet, &sheet_small, &sheet->columns[i],
                 sheet_text(sheet, sheet->columns[i].label));
    rule(sheet, SHEET_WIDTH, THIN, LINE);
}

void sheet_table(struct sheet *sheet, const struct sheet_column *columns, size_t count)
{
    paper_need(sheet->paper, ROW_ABOVE + ROW_BELOW + 2 * sheet_strong.leading);
    sheet->columns = columns;
    sheet->column_count = count;
    draw_table_heading(sheet);
}

void sheet_table_end(struct sheet *sheet)
{
    sheet->columns = NULL;
    sheet->column_count = 0;
}

/* Begins a sheet for what would be cut, unless it is long and may well be. */
static void need_together(struct sheet *sheet, double height)
{
    paper_need(sheet->paper, height < MILLIMETRES(120) ? height : 0);
}

void sheet_row(struct sheet *sheet, const char *label, const char *below)
{
    const char **cells = ARENA_ARRAY(sheet->arena, const char *, sheet->column_count);

    for (size_t i = 1; i < sheet->column_count; i++)
        cells[i - 1] = sheet_shown(sheet, sheet->columns[i].name);
    sheet_row_of(sheet, label, below, cells);
}

void sheet_row_of(struct sheet *sheet, const char *label, const char *below,
                  const char *const *cells)
{
    const struct paper_place place = {SHEET_LEFT, 0, label_width(sheet), PAPER_LEFT, 0};
    struct paper *paper = sheet->paper;
    double height = 0, top;
    int page;

    need_together(sheet, paper_measure(paper, &sheet_strong, &place, label) + sheet_strong.leading);
    top = paper_y(paper);
    page = paper_page(paper);
    for (size_t i = 1; i < sheet->column_count; i++) {
        double one = put_cell(sheet, &sheet_plain, &sheet->columns[i], cells[i - 1]);

        height = one > height ? one : height;
    }
    paper_flow(paper, &sheet_strong, &place, label);
    if (below)
        paper_flow(paper, &sheet_small, &place, below);
    paper_move(paper, below ? -sheet_small.leading : -sheet_strong.leading);
    if (paper_page(paper) == page && paper_y(paper) < top + height)
        paper_move(paper, top + height - paper_y(paper));
    rule(sheet, SHEET_WIDTH, THIN, LINE);
}

void sheet_row_heading(struct sheet *sheet, const char *label)
{
    const struct paper_place place = {SHEET_LEFT, 0, SHEET_WIDTH, PAPER_LEFT, 0};

    need_together(sheet, paper_measure(sheet->paper, &sheet_strong, &place, label) +
                             3 * sheet_strong.leading);
    paper_flow(sheet->paper, &sheet_strong, &place, label);
    paper_move(sheet->paper, -sheet_strong.leading);
    rule(sheet, SHEET_WIDTH, THIN, LINE);
}

void sheet_row_sum(struct sheet *sheet, const char *label, const char *amount)
{
    struct paper_place place = {SHEET_LEFT, 0, label_width(sheet), PAPER_LEFT, 1};

    paper_need(sheet->paper, sheet_strong.leading);
    place.y = paper_y(sheet->paper);
    paper_put(sheet->paper, &sheet_small, &place, label);
    put_cell(sheet, &sheet_strong, &sheet->columns[sheet->column_count - 1], amount);
    rule(sheet, SHEET_WIDTH, THIN, LINE);
}

/* the end -----------------------------------------------------------------------------------------
 */

struct together {
    struct sheet *sheet;
    void (*draw)(struct sheet *sheet);
};

static void draw_together(struct paper *paper, void *data)
{
    const struct together *together = data;

    (void)paper;
    together->draw(together->sheet);
}

void sheet_together(struct sheet *sheet, void (*draw)(struct sheet *sheet))
{
    paper_together(sheet->paper, draw_together, &(struct together){sheet, draw});
}

void sheet_beside(struct sheet *sheet, void (*left)(struct sheet *sheet),
                  void (*right)(struct sheet *sheet))
{
    struct paper *paper = sheet->paper;
    const double top = paper_y(paper);
    const int page = paper_page(paper);
    double lowest;

    left(sheet);
    lowest = paper_y(paper);
    if (paper_page(paper) == page)
        paper_move(paper, top - lowest);
    right(sheet);
    if (paper_page(paper) == page && paper_y(paper) < lowest)
        paper_move(paper, lowest - paper_y(paper));
}

#define SUM_WIDTH MILLIMETRES(78)

void sheet_sum(struct sheet *sheet, const struct paper_font *font, const char *label,
               const char *amount)
{
    const double width = SUM_WIDTH - MILLIMETRES(42);
    struct paper_place place = {SHEET_LEFT + SHEET_WIDTH - SUM_WIDTH, 0, width, PAPER_LEFT, 0};
    double height;

    paper_need(sheet->paper, paper_measure(sheet->paper, font, &place, label));
    place.y = paper_y(sheet->paper);
    height = paper_put(sheet->paper, font, &place, label);
    place.x += width;
    place.width = SUM_WIDTH - width;
    place.side = PAPER_RIGHT;
    paper_put(sheet->paper, font, &place, amount ? amount : "");
    paper_move(sheet->paper, height + font->leading + MILLIMETRES(1));
}

void sheet_sum_rule(struct sheet *sheet)
{
    paper_move(sheet->paper, -sheet_plain.leading - MILLIMETRES(1));
    rule(sheet, SUM_WIDTH, THICK, INK);
    paper_move(sheet->paper, MILLIMETRES(2));
}

void sheet_small_row(struct sheet *sheet, const struct paper_font *font, const char *const cells[3])
{
    static const struct sheet_column columns[] = {
        {NULL, NULL, MILLIMETRES(44), MILLIMETRES(44), PAPER_LEFT },
        {NULL, NULL, MILLIMETRES(68), MILLIMETRES(23), PAPER_RIGHT},
        {NULL, NULL, MILLIMETRES(88), MILLIMETRES(19), PAPER_RIGHT},
    };
    double height = 0;

    paper_need(sheet->paper, font->leading);
    for (size_t i = 0; i < 3; i++) {
        double one = put_cell(sheet, font, &columns[i], cells[i]);

        height = one > height ? one : height;
    }
    paper_move(sheet->paper, height + font->leading + MILLIMETRES(1));
}

void sheet_paragraph(struct sheet *sheet, const struct paper_font *font, const char *label,
                     const char *text)
{
    const struct paper_place place = {SHEET_LEFT, 0, SHEET_WIDTH, PAPER_LEFT, 0};
    struct paper *paper = sheet->paper;

    if (!text)
        return;
    paper_move(paper, MILLIMETRES(2.5));
    need_together(sheet, paper_measure(paper, font, &place, text) + sheet_small.leading);
    if (label)
        paper_flow(paper, &sheet_small, &place, label);
    paper_flow(paper, font, &place, text);
}

/* how to pay --------------------------------------------------------------------------------------
 */

#define PANEL_PAD   MILLIMETRES(4)
#define CODE_SIDE   MILLIMETRES(33)
#define FACT_WIDTH  MILLIMETRES(26)
#define PANEL_RIGHT (SHEET_LEFT + SHEET_WIDTH - PANEL_PAD)

/* Its words, from the first baseline on. */
static void put_payment(struct sheet *sheet, const struct sheet_payment *payment, double x,
                        double y)
{
    struct paper_place place = {x, y, PANEL_RIGHT - x, PAPER_LEFT, ADDRESS_LINES};

    put(sheet, &panel_font, &place, payment->heading);
    place.y += MILLIMETRES(1);
    for (size_t i = 0; i < payment->count; i++) {
        const struct sheet_fact *fact = &payment->facts[i];
        struct paper_place value = {x + FACT_WIDTH, place.y, PANEL_RIGHT - x - FACT_WIDTH,
                                    PAPER_LEFT, ADDRESS_LINES};

        if (!fact->value)
            continue;
        paper_put(sheet->paper, &sheet_plain, &place, sheet_text(sheet, fact->label));
        put(sheet, &sheet_plain, &value, fact->value);
        place.y = value.y;
    }
    put(sheet, &sheet_small, &place, payment->help);
}

static double words_height(struct sheet *sheet, const struct sheet_payment *payment, double x)
{
    const struct paper_place place = {0, 0, PANEL_RIGHT - x, PAPER_LEFT, ADDRESS_LINES};
    const struct paper_place value = {0, 0, PANEL_RIGHT - x - FACT_WIDTH, PAPER_LEFT,
                                      ADDRESS_LINES};
    double height = paper_measure(sheet->paper, &panel_font, &place, payment->heading) +
                    panel_font.leading + MILLIMETRES(1);

    for (size_t i = 0; i < payment->count; i++)
        if (payment->facts[i].value)
            height += paper_measure(sheet->paper, &sheet_plain, &value, payment->facts[i].value) +
                      sheet_plain.leading;
    if (payment->help)
        height +=
            paper_measure(sheet->paper, &sheet_small, &place, payment->help) + sheet_small.leading;
    return height;
}

/* The panel is drawn first, as high as what stands on it is measured to be. */
void sheet_payment(struct sheet *sheet, const struct sheet_payment *payment)
{
    const double x = SHEET_LEFT + PANEL_PAD + (payment->code ? CODE_SIDE + MILLIMETRES(6) : 0);
    const double words = words_height(sheet, payment, x);
    const double height = 2 * PANEL_PAD + (payment->code && words < CODE_SIDE ? CODE_SIDE : words);
    struct paper *paper = sheet->paper;
    double top;

    paper_move(paper, MILLIMETRES(4));
    paper_need(paper, height);
    top = paper_y(paper) - MILLIMETRES(4);
    paper_panel(paper, SHEET_LEFT, top, SHEET_WIDTH, height, MILLIMETRES(2), PANEL);
    if (payment->code)
        paper_qr(paper, SHEET_LEFT + PANEL_PAD, top + PANEL_PAD, CODE_SIDE, payment->code);
    put_payment(sheet, payment, x, top + PANEL_PAD + MILLIMETRES(3.5));
    paper_move(paper, height + MILLIMETRES(2));
}

/* every sheet -------------------------------------------------------------------------------------
 */

/* `3 rue du Port, 29900 Concarneau` */
static const char *address_in_a_line(struct sheet *sheet)
{
    const struct view_scope outer = sheet->scope;
    struct view_value address;
    const char *place, *line;

    if (!sheet_shown(sheet, "has_address_seller") ||
        !view_find(sheet->arena, &outer, "address_seller", &address))
        return NULL;
    sheet->scope = (struct view_scope){address, &outer};
    place = sheet_joined(sheet, sheet_isolated(sheet, sheet_shown(sheet, "zip_code")), " ",
                         sheet_isolated(sheet, sheet_shown(sheet, "city")));
    line = sheet_joined(sheet, sheet_isolated(sheet, sheet_shown(sheet, "address_line1")), ", ",
                        place);
    sheet->scope = outer;
    return line;
}

/* Who sells, as the law wants it: what a merchant who has written nothing has at the foot. */
static size_t facts_of_seller(struct sheet *sheet, const char *lines[FOOTER_LINES])
{
    const char *registry = sheet_joined(sheet, sheet_shown(sheet, "seller.city_registry"), " · ",
                                        labelled(sheet, "siren", "seller.siren"));
    const char *found[] = {
        sheet_joined(sheet, seller_of(sheet), ", ", labelled(sheet, "capital", "seller.capital")),
        sheet_joined(sheet, address_in_a_line(sheet), " · ", registry),
        labelled(sheet, "vat_number", "seller.vat_number"),
    };
    size_t count = 0;

    for (size_t i = 0; i < sizeof found / sizeof *found; i++)
        if (found[i])
            lines[count++] = found[i];
    return count;
}

static size_t footer_of(struct sheet *sheet, const char *lines[FOOTER_LINES])
{
    const struct list *own = &sheet->document->letterhead->look.footer_lines;
    size_t count = own->count < FOOTER_LINES ? own->count : FOOTER_LINES;

    if (!own->count)
        return facts_of_seller(sheet, lines);
    for (size_t i = 0; i < count; i++)
        lines[i] = LIST_AT(*own, struct footer_line, i)->line;
    return count;
}

static double foot_height(size_t count)
{
    return FOOT_ABOVE + foot_font.leading * (double)(count ? count - 1 : 0);
}

static void begin_sheet(struct paper *paper, void *data)
{
    struct sheet *sheet = data;
    const struct paper_place head = {SHEET_LEFT, MILLIMETRES(16), SHEET_WIDTH, PAPER_RIGHT, 1};
    const struct paper_place number = {SHEET_LEFT, MILLIMETRES(290), SHEET_WIDTH, PAPER_RIGHT, 1};
    struct paper_place place = {SHEET_LEFT, FOOT, SHEET_WIDTH, PAPER_MIDDLE, 1};
    const struct view_scope scope = sheet->scope;
    const char *lines[FOOTER_LINES];
    size_t count;

    sheet->paper = paper;
    sheet->scope = (struct view_scope){view_of(sheet->document->fields, sheet->document->values),
                                       &sheet->texts};
    count = footer_of(sheet, lines);
    place.y -= foot_font.leading * (double)(count ? count - 1 : 0);
    paper_bar(paper, SHEET_LEFT, place.y - FOOT_ABOVE, SHEET_WIDTH, THIN, LINE);
    for (size_t i = 0; i < count; i++)
        put(sheet, &foot_font, &place, lines[i]);
    paper_put(paper, &foot_font, &number,
              arena_printf(sheet->arena, "%d / %d", paper_page(paper), paper_pages(paper)));
    if (paper_page(paper) > 1)
        paper_put(paper, &sheet_small, &head, sheet->document->title);
    sheet->scope = scope;
    if (sheet->columns)
        draw_table_heading(sheet);
}

static void draw(struct paper *paper, void *data)
{
    struct sheet *sheet = data;

    sheet->paper = paper;
    sheet->document->draw(sheet);
}

enum err sheet_print(struct ctx *ctx, const struct sheet_document *document, struct bytes *out)
{
    struct sheet sheet = {.arena = ctx->arena, .document = document};
    const char *lines[FOOTER_LINES], *author, *subject;

    sheet.style = html_style_for(document->language, document->letterhead->zone);
    sheet.style.own = &document->letterhead->look.own;
    sheet.texts = (struct view_scope){html_own_texts(document->language, sheet.style.own), NULL};
    sheet.scope = (struct view_scope){view_of(document->fields, document->values), &sheet.texts};
    author = sheet_shown(&sheet, "seller.name");
    subject = sheet_shown(&sheet, "name");
    return paper_print(ctx,
                       &(struct paper_job){
                           .title = document->title,
                           .author = author ? author : "",
                           .subject = subject ? subject : "",
                           .made_on = document->made_on,
                           .language = document->language,
                           .top = TOP,
                           .bottom = FOOT - foot_height(footer_of(&sheet, lines)) - FOOT_SPACE,
                           .draw = draw,
                           .begin = begin_sheet,
                           .data = &sheet,
                       },
                       out);
}
