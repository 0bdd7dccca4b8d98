#include "domain/invoices/invoice_paper.h"

#include <string.h>

#include "domain/html.h"
#include "platform/paper/paper.h"

/* The look: one colour, one family, four sizes. */
enum { INK = 0x14161b, SOFT = 0x555a64, BRAND = 0x2c4a9e, LINE = 0xdedcd4 };

static const struct paper_font title_font = {17, 21, 600, INK}, name_font = {13, 16, 600, BRAND},
                               total_font = {13, 16, 600, INK}, strong_font = {9, 12.75, 600, INK},
                               plain_font = {9, 12.75, 400, INK},
                               small_font = {8, 11.25, 400, SOFT};

#define LEFT   MILLIMETRES(18)
#define WIDTH  MILLIMETRES(174)
#define TOP    MILLIMETRES(24)
#define BOTTOM MILLIMETRES(272)
#define FOOT   MILLIMETRES(285)
#define THIN   MILLIMETRES(0.15)
#define THICK  MILLIMETRES(0.35)

/* More of an address than this, or of a name, would push the lines off the page. */
enum { ADDRESS_LINES = 4, HEADING_LINES = 3 };

/* An invoice while it is drawn, and how its values are written. */
struct sheet {
    struct arena *arena;
    struct html_style style;
    struct view_scope texts, scope;
    bool is_in_lines; /* a new page repeats the heading of the table */
};

/* What a page shows under that name, or NULL. */
static const char *shown(const struct sheet *sheet, const char *name)
{
    return html_shown(sheet->arena, &sheet->style, &sheet->scope, name);
}

static const char *text_of(const struct sheet *sheet, const char *key)
{
    const char *text = html_text(sheet->arena, sheet->style.language, key);

    return text ? text : "";
}

/* Both with a space between, or the one that is there. */
static const char *joined(const struct sheet *sheet, const char *a, const char *between,
                          const char *b)
{
    if (!a || !b)
        return a ? a : b;
    return arena_printf(sheet->arena, "%s%s%s", a, between, b);
}

/* A merchant's or a customer's words among ours: theirs may be written from the right. */
static const char *isolated(const struct sheet *sheet, const char *text)
{
    return text ? arena_printf(sheet->arena, "\u2068%s\u2069", text) : NULL;
}

static const char *title_of(const struct sheet *sheet)
{
    const char *kind =
        text_of(sheet, shown(sheet, "invoice.type_credit") ? "credit_note" : "invoice");

    return joined(sheet, kind, " ", shown(sheet, "invoice.full_number"));
}

/* the parties -------------------------------------------------------------------------------------
 */

/* Draws a line of a block, if there is one, and moves the place below it. */
static void put(struct paper *paper, const struct paper_font *font, struct paper_place *place,
                const char *text)
{
    if (text)
        place->y += paper_put(paper, font, place, text) + font->leading;
}

static void put_labelled(const struct sheet *sheet, struct paper *paper, struct paper_place *place,
                         const char *label, const char *name)
{
    const char *value = shown(sheet, name);

    if (value)
        put(paper, &plain_font, place, joined(sheet, text_of(sheet, label), "\u00a0", value));
}

/* The page's address_lines, where the names belong to `whose` address. */
static void put_address(struct sheet *sheet, struct paper *paper, struct paper_place *place,
                        const char *whose)
{
    const struct view_scope outer = sheet->scope;
    struct view_value address;

    if (!view_find(sheet->arena, &outer, whose, &address))
        return;
    sheet->scope = (struct view_scope){address, &outer};
    put(paper, &plain_font, place, shown(sheet, "address_line1"));
    put(paper, &plain_font, place, shown(sheet, "address_line2"));
    put(paper, &plain_font, place,
        joined(sheet, isolated(sheet, shown(sheet, "zip_code")), " ",
               isolated(sheet, shown(sheet, "city"))));
    put(paper, &plain_font, place, shown(sheet, "country"));
    put(paper, &plain_font, place, shown(sheet, "tax_information"));
    sheet->scope = outer;
}

static const char *seller_of(const struct sheet *sheet)
{
    return joined(sheet, isolated(sheet, shown(sheet, "seller.name")), " ",
                  isolated(sheet, shown(sheet, "seller.legal_form")));
}

static double put_seller(struct sheet *sheet, struct paper *paper, double y)
{
    struct paper_place place = {LEFT, y, MILLIMETRES(80), false, ADDRESS_LINES};

    put(paper, &small_font, &place, text_of(sheet, "seller"));
    put(paper, &strong_font, &place, seller_of(sheet));
    if (shown(sheet, "has_address_seller"))
        put_address(sheet, paper, &place, "address_seller");
    put_labelled(sheet, paper, &place, "capital", "seller.capital");
    put_labelled(sheet, paper, &place, "siren", "seller.siren");
    put(paper, &plain_font, &place, shown(sheet, "seller.city_registry"));
    put_labelled(sheet, paper, &place, "vat_number", "seller.vat_number");
    return place.y;
}

static double put_buyer(struct sheet *sheet, struct paper *paper, double y)
{
    struct paper_place place = {LEFT + MILLIMETRES(89), y, MILLIMETRES(85), false, ADDRESS_LINES};
    const char *company = NULL, *person = NULL;

    put(paper, &small_font, &place, text_of(sheet, "billed_to"));
    if (shown(sheet, "has_address_customer")) {
        company = shown(sheet, "address_customer.company");
        person = joined(sheet, shown(sheet, "address_customer.first_name"), " ",
                        shown(sheet, "address_customer.last_name"));
    }
    put(paper, &strong_font, &place, company ? company : person ? person : shown(sheet, "name"));
    put(paper, &plain_font, &place, company ? person : NULL);
    if (shown(sheet, "has_address_customer"))
        put_address(sheet, paper, &place, "address_customer");
    else
        put(paper, &small_font, &place, text_of(sheet, "address_unknown"));
    return place.y;
}

/* the heading -------------------------------------------------------------------------------------
 */

static void put_fact(const struct sheet *sheet, struct paper *paper, struct paper_place *place,
                     double *lowest, const char *label, const char *value)
{
    struct paper_place below = *place;

    if (!value)
        return;
    put(paper, &small_font, &below, text_of(sheet, label));
    put(paper, &plain_font, &below, value);
    if (below.y > *lowest)
        *lowest = below.y;
    place->x += WIDTH / 4;
}

/* The dates and the like, between two lines. */
static double put_facts(const struct sheet *sheet, struct paper *paper, double y)
{
    const double width = WIDTH / 4 - MILLIMETRES(4);
    struct paper_place place = {LEFT, y + MILLIMETRES(6), width, false, ADDRESS_LINES};
    double lowest = place.y;

    paper_bar(paper, LEFT, y, WIDTH, THICK, INK);
    put_fact(sheet, paper, &place, &lowest, "issue_date", shown(sheet, "invoice.issued_on"));
    put_fact(sheet, paper, &place, &lowest, "payable_until",
             shown(sheet, "invoice.date_payment_limit"));
    put_fact(sheet, paper, &place, &lowest, "corrects", shown(sheet, "corrects"));
    put_fact(sheet, paper, &place, &lowest, "payment", shown(sheet, "invoice.type_payment"));
    if (place.x < LEFT + WIDTH - 1)
        put_fact(sheet, paper, &place, &lowest, "customer",
                 shown(sheet, "customer.reference_customer"));
    y = lowest - MILLIMETRES(1);
    paper_bar(paper, LEFT, y, WIDTH, THIN, LINE);
    return y;
}

static void draw_heading(struct sheet *sheet, struct paper *paper)
{
    const double top = paper_y(paper);
    const struct paper_place left = {LEFT, top, MILLIMETRES(84), false, HEADING_LINES};
    const struct paper_place right = {LEFT + MILLIMETRES(89), top, MILLIMETRES(85), true,
                                      HEADING_LINES};
    double y, seller, buyer;

    paper_bar(paper, LEFT, top - MILLIMETRES(8), MILLIMETRES(12), MILLIMETRES(1.2), BRAND);
    y = paper_put(paper, &name_font, &left, shown(sheet, "seller.name"));
    seller = paper_put(paper, &title_font, &right, title_of(sheet));
    y = top + (y > seller ? y : seller) + MILLIMETRES(16);
    seller = put_seller(sheet, paper, y);
    buyer = put_buyer(sheet, paper, y);
    y = put_facts(sheet, paper, (seller > buyer ? seller : buyer) + MILLIMETRES(3));
    paper_move(paper, y + MILLIMETRES(11) - top);
}

/* the lines ---------------------------------------------------------------------------------------
 */

/* A column of figures ends at `right`, from the left margin. */
struct column {
    const char *label, *value;
    double right, width;
};

static const struct column columns[] = {
    {"quantity",    "quantity_billed", MILLIMETRES(90),  MILLIMETRES(20)},
    {"unit_price",  "amount_unit",     MILLIMETRES(119), MILLIMETRES(27)},
    {"tax",         "rate_tax",        MILLIMETRES(138), MILLIMETRES(17)},
    {"without_tax", "amount_subtotal", MILLIMETRES(174), MILLIMETRES(34)},
};

enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

#define LABEL_WIDTH MILLIMETRES(67)
#define ROW_ABOVE   MILLIMETRES(5)   /* from a rule to the baseline below it */
#define ROW_BELOW   MILLIMETRES(2.4) /* from a baseline to the rule below it */

static void rule(struct paper *paper, double width, double thickness, unsigned colour)
{
    paper_move(paper, ROW_BELOW);
    paper_bar(paper, LEFT + WIDTH - width, paper_y(paper), width, thickness, colour);
    paper_move(paper, ROW_ABOVE);
}

/* Draws what stands in one column; how far below paper_y its last line is. */
static double put_figure(struct paper *paper, const struct paper_font *font,
                         const struct column *column, const char *text)
{
    const struct paper_place place = {LEFT + column->right - column->width, paper_y(paper),
                                      column->width, true, 0};

    return text ? paper_put(paper, font, &place, text) : 0;
}

static void draw_table_heading(const struct sheet *sheet, struct paper *paper)
{
    const struct paper_place place = {LEFT, paper_y(paper), LABEL_WIDTH, false, 1};

    paper_put(paper, &small_font, &place, text_of(sheet, "line"));
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        put_figure(paper, &small_font, &columns[i], text_of(sheet, columns[i].label));
    rule(paper, WIDTH, THIN, LINE);
}

/* The days that a line is for, or its day, as line_period.html has them. */
static const char *period_of(const struct sheet *sheet)
{
    const char *last = shown(sheet, "date_last");

    if (!last)
        return shown(sheet, "date_move");
    return arena_printf(sheet->arena, "%s %s %s %s", text_of(sheet, "from"),
                        shown(sheet, "date_period_start"), text_of(sheet, "to"), last);
}

/* Begins a page for what would be cut, unless it is long and may well be. */
static void need_together(struct paper *paper, double height)
{
    paper_need(paper, height < (BOTTOM - TOP) / 2 ? height : 0);
}

static void draw_line(const struct sheet *sheet, struct paper *paper)
{
    const struct paper_place place = {LEFT, 0, LABEL_WIDTH, false, 0};
    const char *label = shown(sheet, "label"), *period = period_of(sheet);
    double height = 0, top;
    int page;

    need_together(paper, paper_measure(paper, &strong_font, &place, label ? label : "") +
                             strong_font.leading);
    top = paper_y(paper);
    page = paper_page(paper);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        double one = put_figure(paper, &plain_font, &columns[i], shown(sheet, columns[i].value));

        height = one > height ? one : height;
    }
    paper_flow(paper, &strong_font, &place, label ? label : "");
    if (period)
        paper_flow(paper, &small_font, &place, period);
    paper_move(paper, period ? -small_font.leading : -strong_font.leading);
    if (paper_page(paper) == page && paper_y(paper) < top + height)
        paper_move(paper, top + height - paper_y(paper));
    rule(paper, WIDTH, THIN, LINE);
}

/* Whose the lines of a group are that follow. */
static void draw_group_heading(struct paper *paper, const char *name)
{
    const struct paper_place place = {LEFT, 0, WIDTH, false, 0};

    need_together(paper,
                  paper_measure(paper, &strong_font, &place, name) + 3 * strong_font.leading);
    paper_flow(paper, &strong_font, &place, name);
    paper_move(paper, -strong_font.leading);
    rule(paper, WIDTH, THIN, LINE);
}

static void draw_group_sum(const struct sheet *sheet, struct paper *paper, const char *amount)
{
    struct paper_place place = {LEFT, 0, LABEL_WIDTH, false, 1};

    paper_need(paper, strong_font.leading);
    place.y = paper_y(paper);
    paper_put(paper, &small_font, &place, text_of(sheet, "subtotal"));
    put_figure(paper, &strong_font, &columns[COLUMN_COUNT - 1], amount);
    rule(paper, WIDTH, THIN, LINE);
}

/* A document of ten thousand lines keeps the memory of one. */
static void draw_lines(struct sheet *sheet, struct paper *paper)
{
    const struct view_scope outer = sheet->scope;
    struct arena *outer_arena = sheet->arena;
    struct view_value lines;

    if (!view_find(sheet->arena, &outer, "lines", &lines))
        return;
    sheet->is_in_lines = true;
    draw_table_heading(sheet, paper);
    sheet->arena = arena_new();
    for (size_t i = 0; i < lines.source->count(&lines); i++) {
        sheet->scope = (struct view_scope){lines.source->element(&lines, i), &outer};
        if (shown(sheet, "name_group"))
            draw_group_heading(paper, shown(sheet, "name_group"));
        draw_line(sheet, paper);
        if (shown(sheet, "amount_group"))
            draw_group_sum(sheet, paper, shown(sheet, "amount_group"));
        arena_reset(sheet->arena);
    }
    arena_free(sheet->arena);
    sheet->arena = outer_arena;
    sheet->scope = outer;
    sheet->is_in_lines = false;
}

/* the sums ----------------------------------------------------------------------------------------
 */

#define SUM_WIDTH MILLIMETRES(92)

static void draw_sum(struct paper *paper, const struct paper_font *font, const char *label,
                     const char *amount)
{
    const double label_width = SUM_WIDTH - MILLIMETRES(44);
    struct paper_place place = {LEFT + WIDTH - SUM_WIDTH, 0, label_width, false, 0};
    double height;

    paper_need(paper, paper_measure(paper, font, &place, label));
    place.y = paper_y(paper);
    height = paper_put(paper, font, &place, label);
    place.x += label_width;
    place.width = SUM_WIDTH - label_width;
    place.is_right = true;
    paper_put(paper, font, &place, amount);
    paper_move(paper, height + font->leading + MILLIMETRES(1));
}

static void draw_taxes(struct sheet *sheet, struct paper *paper)
{
    const struct view_scope outer = sheet->scope;
    struct view_value taxes;

    if (!view_find(sheet->arena, &outer, "taxes", &taxes))
        return;
    for (size_t i = 0; i < taxes.source->count(&taxes); i++) {
        const char *label;

        sheet->scope = (struct view_scope){taxes.source->element(&taxes, i), &outer};
        label = isolated(sheet, shown(sheet, "label_tax"));
        label = joined(sheet, label ? label : text_of(sheet, "tax"), " ", shown(sheet, "rate_tax"));
        label = joined(sheet, label, " ", shown(sheet, "country_tax"));
        draw_sum(paper, &plain_font,
                 arena_printf(sheet->arena, "%s %s %s", label, text_of(sheet, "on"),
                              shown(sheet, "amount_subtotal")),
                 shown(sheet, "amount_tax"));
    }
    sheet->scope = outer;
}

static double sums_height(const struct sheet *sheet)
{
    struct view_value taxes;
    size_t count =
        view_find(sheet->arena, &sheet->scope, "taxes", &taxes) ? taxes.source->count(&taxes) : 0;

    return MILLIMETRES(shown(sheet, "amount_remaining") ? 26 : 12) + (double)count * MILLIMETRES(6);
}

static void draw_sums(struct sheet *sheet, struct paper *paper)
{
    paper_move(paper, MILLIMETRES(3));
    need_together(paper, sums_height(sheet));
    draw_sum(paper, &plain_font, text_of(sheet, "total_without_tax"),
             shown(sheet, "invoice.amount_subtotal"));
    draw_taxes(sheet, paper);
    paper_move(paper, -plain_font.leading - MILLIMETRES(1));
    rule(paper, SUM_WIDTH, THICK, INK);
    paper_move(paper, MILLIMETRES(1.5));
    draw_sum(paper, &total_font, text_of(sheet, "total"), shown(sheet, "invoice.amount_total"));
    if (!shown(sheet, "amount_remaining"))
        return;
    draw_sum(paper, &plain_font, text_of(sheet, "paid"), shown(sheet, "invoice.amount_paid"));
    draw_sum(paper, &strong_font, text_of(sheet, "remaining"), shown(sheet, "amount_remaining"));
}

/* the end -----------------------------------------------------------------------------------------
 */

/* A paragraph over the whole width, under its label if it has one. */
static void draw_paragraph(struct paper *paper, const struct paper_font *font, const char *label,
                           const char *text)
{
    const struct paper_place place = {LEFT, 0, WIDTH, false, 0};

    if (!text)
        return;
    paper_move(paper, MILLIMETRES(3));
    need_together(paper, paper_measure(paper, font, &place, text) + small_font.leading);
    if (label)
        paper_flow(paper, &small_font, &place, label);
    paper_flow(paper, font, &place, text);
}

/* Why something is not taxed, under the sums. */
static void draw_mentions(struct sheet *sheet, struct paper *paper)
{
    const struct view_scope outer = sheet->scope;
    struct view_value taxes;

    if (!view_find(sheet->arena, &outer, "taxes", &taxes))
        return;
    for (size_t i = 0; i < taxes.source->count(&taxes); i++) {
        sheet->scope = (struct view_scope){taxes.source->element(&taxes, i), &outer};
        draw_paragraph(paper, &plain_font, NULL, shown(sheet, "mention_tax"));
    }
    sheet->scope = outer;
}

/* The day and the account, then the mandate and who collects. */
static const char *collection_of(const struct sheet *sheet)
{
    const char *what = joined(sheet, shown(sheet, "collection.collected_on"), ", ",
                              shown(sheet, "collection.account"));
    const char *mandate =
        joined(sheet, text_of(sheet, "mandate"), " ", shown(sheet, "collection.reference_mandate"));
    const char *creditor =
        joined(sheet, text_of(sheet, "creditor_id"), " ", shown(sheet, "collection.creditor_id"));

    return joined(sheet, joined(sheet, what, ", ", mandate), ", ", creditor);
}

static void draw_end(struct sheet *sheet, struct paper *paper)
{
    paper_move(paper, MILLIMETRES(5));
    draw_mentions(sheet, paper);
    if (shown(sheet, "has_collection"))
        draw_paragraph(paper, &plain_font, text_of(sheet, "collection"), collection_of(sheet));
    draw_paragraph(paper, &plain_font, text_of(sheet, "reason"), shown(sheet, "invoice.reason"));
    draw_paragraph(paper, &plain_font, text_of(sheet, "note"), shown(sheet, "invoice.note"));
    draw_paragraph(paper, &small_font, NULL, shown(sheet, "terms"));
    draw_paragraph(paper, &small_font, NULL,
                   joined(sheet, text_of(sheet, "fingerprint"), " ", shown(sheet, "fingerprint")));
}

static void draw(struct paper *paper, void *data)
{
    struct sheet *sheet = data;

    draw_heading(sheet, paper);
    draw_lines(sheet, paper);
    draw_sums(sheet, paper);
    draw_end(sheet, paper);
}

/* every page --------------------------------------------------------------------------------------
 */

/* Who sells, on every page: a sheet may be parted from the others. */
static const char *foot_of(const struct sheet *sheet)
{
    const char *siren = shown(sheet, "seller.siren"), *vat = shown(sheet, "seller.vat_number");

    siren = siren ? joined(sheet, text_of(sheet, "siren"), "\u00a0", siren) : NULL;
    vat = vat ? joined(sheet, text_of(sheet, "vat_number"), "\u00a0", vat) : NULL;
    return joined(sheet, joined(sheet, seller_of(sheet), " · ", siren), " · ", vat);
}

static void begin_page(struct paper *paper, void *data)
{
    const struct sheet *sheet = data;
    const double number_width = MILLIMETRES(24);
    const struct paper_place foot = {LEFT, FOOT, WIDTH - number_width, false, 2};
    const struct paper_place number = {LEFT + WIDTH - number_width, FOOT, number_width, true, 1};
    const struct paper_place head = {LEFT, MILLIMETRES(16), WIDTH, true, 1};

    paper_bar(paper, LEFT, FOOT - MILLIMETRES(5), WIDTH, THIN, LINE);
    paper_put(paper, &small_font, &foot, foot_of(sheet));
    paper_put(paper, &small_font, &number,
              arena_printf(sheet->arena, "%d / %d", paper_page(paper), paper_pages(paper)));
    if (paper_page(paper) > 1)
        paper_put(paper, &small_font, &head, title_of(sheet));
    if (sheet->is_in_lines)
        draw_table_heading(sheet, paper);
}

enum err invoice_paper_print(struct ctx *ctx, const struct invoice_document *document,
                             struct bytes *out)
{
    const char *language = text_equal(document->invoice.language, "fr") ? "fr" : "en";
    struct sheet sheet = {.arena = ctx->arena};
    struct business business;

    TRY(business_get(ctx, &business));
    sheet.style = html_style_for(language, business.time_zone);
    sheet.texts = (struct view_scope){html_texts(language), NULL};
    sheet.scope = (struct view_scope){view_of(invoice_document_fields, document), &sheet.texts};
    return paper_print(ctx,
                       &(struct paper_job){
                           .title = title_of(&sheet),
                           .author = document->seller.name,
                           .subject = document->name,
                           .made_on = document->invoice.issued_on,
                           .language = language,
                           .top = TOP,
                           .bottom = BOTTOM,
                           .draw = draw,
                           .begin = begin_page,
                           .data = &sheet,
                       },
                       out);
}

enum err invoice_paper_respond(struct ctx *ctx, struct response *response, bool is_portal,
                               const struct invoice_document *document)
{
    const char *name = arena_printf(ctx->arena, "%s.pdf", document->invoice.full_number);
    struct bytes file;

    TRY(invoice_paper_print(ctx, document, &file));
    return html_respond_file(ctx, response, is_portal, INVOICE_PAPER_TYPE, name, &file);
}
