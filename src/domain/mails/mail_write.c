#include "domain/mails/mail_write.h"

#include <string.h>

#include "base/text.h"
#include "domain/customers/customer.h"
#include "domain/estimates/estimate.h"
#include "domain/html.h"
#include "domain/invoices/invoice_content.h"
#include "domain/look/look.h"
#include "platform/db/db.h"
#include "sql.h"

/* What a value of the data may have at most, so that nobody's name is longer than the mail. */
enum { VALUE_MAX = 300, MESSAGE_MAX = 4000 };

/* Characters of the private use areas stand for nothing elsewhere. */
#define LINK_MARK                                                                                  \
    "\xee\x80\x80"                                                                                 \
    "link"                                                                                         \
    "\xee\x80\x81"
#define CODE_MARK                                                                                  \
    "\xee\x80\x80"                                                                                 \
    "code"                                                                                         \
    "\xee\x80\x81"

/* what is known -----------------------------------------------------------------------------------
 */

static const struct field invoice_fields_of_mail[] = {
    FIELD(mail_invoice, full_number),
    FIELD(mail_invoice, currency),
    FIELD(mail_invoice, title),
    FIELD(mail_invoice, reason),
    FIELD(mail_invoice, issued_on),
    FIELD(mail_invoice, corrects),
    FIELD(mail_invoice, amount_total),
    FIELD(mail_invoice, amount_due),
    FIELD(mail_invoice, date_payment_limit),
    FIELD(mail_invoice, date_payment_scheduled),
    FIELD(mail_invoice, is_due),
    FIELDS_END,
};

static const struct field estimate_fields_of_mail[] = {
    FIELD(mail_estimate, full_number), FIELD(mail_estimate, currency),
    FIELD(mail_estimate, title),       FIELD(mail_estimate, amount_total),
    FIELD(mail_estimate, expires_on),  FIELDS_END,
};

/* With what is only read. */
static const struct field estimate_row_fields[] = {
    FIELD(mail_estimate, full_number),     FIELD(mail_estimate, currency),
    FIELD(mail_estimate, amount_total),    FIELD(mail_estimate, expires_on),
    FIELD_JSON_OF(mail_estimate, content), FIELDS_END,
};

static const struct field payment_fields_of_mail[] = {
    FIELD(mail_payment, currency),
    FIELD(mail_payment, invoices),
    FIELD(mail_payment, amount),
    FIELD(mail_payment, date_payment),
    FIELDS_END,
};

static const struct field subscription_fields_of_mail[] = {
    FIELD(mail_subscription, title),
    FIELD(mail_subscription, currency),
    FIELD(mail_subscription, amount_recurrence),
    FIELD(mail_subscription, date_start),
    FIELD(mail_subscription, date_period_end),
    FIELD(mail_subscription, date_term),
    FIELD(mail_subscription, date_end),
    FIELDS_END,
};

static const struct field method_fields_of_mail[] = {
    FIELD(mail_method, name_display),
    FIELD(mail_method, date_expiration),
    FIELDS_END,
};

const struct field mail_facts_fields[] = {
    FIELD(mail_facts, language),
    FIELD(mail_facts, merchant),
    FIELD(mail_facts, merchant_address),
    FIELD(mail_facts, customer_name),
    FIELD(mail_facts, reference_customer),
    FIELD(mail_facts, reader_name),
    FIELD(mail_facts, email),
    FIELD(mail_facts, message),
    FIELD(mail_facts, code),
    FIELD(mail_facts, link),
    FIELD(mail_facts, logo),
    FIELD(mail_facts, contact),
    FIELD_RECORD_OF(mail_facts, invoice, invoice_fields_of_mail),
    FIELD_RECORD_OF(mail_facts, estimate, estimate_fields_of_mail),
    FIELD_RECORD_OF(mail_facts, payment, payment_fields_of_mail),
    FIELD_RECORD_OF(mail_facts, subscription, subscription_fields_of_mail),
    FIELD_RECORD_OF(mail_facts, method, method_fields_of_mail),
    FIELDS_END,
};

static const struct field paragraph_fields[] = {
    FIELD(mail_paragraph, paragraph),
    FIELDS_END,
};

const struct field mail_page_fields[] = {
    FIELD(mail_page, subject),
    FIELD(mail_page, title),
    FIELD_LIST_OF(mail_page, body, paragraph_fields, mail_paragraph),
    FIELD(mail_page, figure),
    FIELD(mail_page, caption),
    FIELD(mail_page, button),
    FIELD(mail_page, has_button),
    FIELD_LIST_OF(mail_page, help, paragraph_fields, mail_paragraph),
    FIELD(mail_page, facts),
    FIELD(mail_page, foot),
    FIELDS_END,
};

/* cleaning ----------------------------------------------------------------------------------------
 */

/* The size of a character at `at` that no mail is to contain: one that turns the direction of what
 * follows, or one that our marks are made of. Else 0. */
static size_t unwanted(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    bool turns = bytes[0] == 0xe2 && ((bytes[1] == 0x80 && bytes[2] >= 0xaa && bytes[2] <= 0xae) ||
                                      (bytes[1] == 0x81 && bytes[2] >= 0xa6 && bytes[2] <= 0xa9));
    bool is_mark = bytes[0] == 0xee && bytes[1] == 0x80 && bytes[2] <= 0x81;

    return turns || is_mark ? 3 : 0;
}

/* At most so many characters of it, without what could disturb; a line if it is to be one. */
static const char *cleaned(struct arena *arena, const char *value, size_t most, bool is_line)
{
    struct text out = {.arena = arena};
    size_t count = 0;

    for (const char *at = value; *at && count < most;) {
        size_t size = unwanted(at);
        bool is_control = (unsigned char)*at < ' ' || *at == 0x7f;

        if (is_control && (is_line || *at != '\n')) {
            text_append_char(&out, ' ');
            size = 1;
        } else if (!size) {
            size = 1;
            while (((unsigned char)at[size] & 0xc0) == 0x80)
                size++;
            text_append_bytes(&out, at, size);
        }
        at += size;
        count++;
    }
    if (count == most)
        text_append(&out, "…");
    return text_done(&out);
}

/* Every text that the data brings along, whoever wrote it. */
static void clean_values(struct arena *arena, const struct field *fields, void *row)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        const char **text = field_at(field, row);

        if (field->kind == FIELD_RECORD)
            clean_values(arena, field->element, field_at(field, row));
        else if (field->kind == FIELD_TEXT && *text)
            *text = cleaned(arena, *text, VALUE_MAX, true);
    }
}

/* reading -----------------------------------------------------------------------------------------
 */

struct merchant_row {
    const char *merchant, *seller, *time_zone;
    int64_t id_address;
};

static const struct field merchant_row_fields[] = {
    FIELD(merchant_row, merchant),
    FIELD(merchant_row, seller),
    FIELD(merchant_row, id_address),
    FIELD(merchant_row, time_zone),
    FIELDS_END,
};

static void append_with(struct text *out, const char *between, const char *part)
{
    if (part)
        text_appendf(out, "%s%s", out->size ? between : "", part);
}

/* Pictures and words of the merchant's own. A picture needs an address that works anywhere. */
static enum err load_look(struct ctx *ctx, int64_t id_segment, const char *language,
                          struct mail_facts *facts)
{
    struct settings settings;
    struct look look;
    const char *server;

    TRY(settings_load(ctx, &settings));
    TRY(look_load(ctx, id_segment, language, &look));
    server = mail_server_url(ctx, &settings, id_segment);
    if (look.logo_path && *server)
        facts->logo = arena_printf(ctx->arena, "%s%s", server, look.logo_path);
    facts->contact = look.contact;
    return OK;
}

/* `Mirabelle SAS, 14 rue des Tanneurs, 54000 Nancy`. */
static enum err load_merchant(struct ctx *ctx, int64_t id_segment, struct mail_facts *facts)
{
    struct text line = {.arena = ctx->arena};
    struct merchant_row row;
    struct address address;

    TRY(db_get(ctx, &sql_mail_merchant, ARGS(ARG(id_segment)), merchant_row_fields, &row));
    facts->merchant = row.merchant;
    facts->zone = row.time_zone;
    if (!text_equal(row.seller, row.merchant))
        append_with(&line, "", row.seller);
    if (row.id_address != NONE) {
        TRY(address_get(ctx, row.id_address, &address));
        append_with(&line, ", ", address.address_line1);
        append_with(&line, ", ", address.zip_code);
        append_with(&line, address.zip_code ? " " : ", ", address.city);
    }
    facts->merchant_address = line.size ? text_done(&line) : NULL;
    return OK;
}

struct contact_row {
    const char *name;
};

static const struct field contact_row_fields[] = {
    FIELD(contact_row, name),
    FIELDS_END,
};

static enum err load_reader(struct ctx *ctx, const struct mail *mail, struct mail_facts *facts)
{
    struct customer customer;
    struct contact_row contact;
    enum err err;

    if (mail->id_customer == NONE)
        return OK;
    TRY(customer_get(ctx, mail->id_customer, &customer));
    facts->customer_name = facts->reader_name = customer.name;
    facts->reference_customer = customer.reference_customer;
    if (customer.time_zone)
        facts->zone = customer.time_zone;
    if (mail->id_contact == NONE)
        return OK;
    err = db_get(ctx, &sql_mail_contact, ARGS(ARG_AS(id, mail->id_contact)), contact_row_fields,
                 &contact);
    if (err == OK)
        facts->reader_name = contact.name;
    return err == ERR_NOT_FOUND ? OK : err;
}

struct number_row {
    const char *full_number;
};

static const struct field number_row_fields[] = {
    FIELD(number_row, full_number),
    FIELDS_END,
};

static enum err load_payment(struct ctx *ctx, int64_t id, struct mail_payment *out)
{
    struct text numbers = {.arena = ctx->arena};
    struct list rows;

    TRY(db_get(ctx, &sql_mail_payment, ARGS(ARG(id)), payment_fields_of_mail, out));
    TRY(db_list(ctx, &sql_mail_payment_invoices, ARGS(ARG(id)), number_row_fields,
                sizeof(struct number_row), &rows));
    for (size_t i = 0; i < rows.count; i++)
        append_with(&numbers, ", ", LIST_AT(rows, struct number_row, i)->full_number);
    out->invoices = rows.count ? text_done(&numbers) : NULL;
    return OK;
}

/* Its first line says what it is about. */
static enum err load_estimate(struct ctx *ctx, int64_t id, struct mail_estimate *out)
{
    struct estimate_content content;

    TRY(db_get(ctx, &sql_mail_estimate, ARGS(ARG(id)), estimate_row_fields, out));
    if (!out->content)
        return OK;
    TRY(estimate_content_read(ctx, out->content, &content));
    if (content.lines.count)
        out->title = LIST_AT(content.lines, struct content_line, 0)->label;
    return OK;
}

static enum err load_subscription(struct ctx *ctx, int64_t id, struct mail_subscription *out)
{
    TRY(db_get(ctx, &sql_mail_subscription, ARGS(ARG(id)), subscription_fields_of_mail, out));
    if (!out->amount_recurrence)
        out->amount_recurrence = NONE;
    return OK;
}

static enum err load_object(struct ctx *ctx, const struct mail *mail, struct mail_facts *facts)
{
    int64_t id = mail->id_object;

    switch ((enum mail_topic)mail->topic) {
    case MAIL_ABOUT_INVOICE:
        return db_get(ctx, &sql_mail_invoice, ARGS(ARG(id)), invoice_fields_of_mail,
                      &facts->invoice);
    case MAIL_ABOUT_PAYMENT:
        return load_payment(ctx, id, &facts->payment);
    case MAIL_ABOUT_SUBSCRIPTION:
        return load_subscription(ctx, id, &facts->subscription);
    case MAIL_ABOUT_METHOD:
        return db_get(ctx, &sql_mail_method, ARGS(ARG(id)), method_fields_of_mail, &facts->method);
    case MAIL_ABOUT_ESTIMATE:
        return load_estimate(ctx, id, &facts->estimate);
    case MAIL_ABOUT_NOTHING:
        break;
    }
    return OK;
}

static enum err load_facts(struct ctx *ctx, const struct mail *mail, struct mail_facts *facts)
{
    enum err err;
    bool has_link, has_code;

    fields_clear(mail_facts_fields, facts);
    TRY(load_merchant(ctx, mail->id_segment, facts));
    TRY(load_reader(ctx, mail, facts));
    err = load_object(ctx, mail, facts);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Mail.ObjectGone", NULL,
                    "What the mail is about is not there any more.");
    TRY(err);
    TRY(load_look(ctx, mail->id_segment, mail->language, facts));
    facts->email = mail->email;
    clean_values(ctx->arena, mail_facts_fields, facts);
    facts->language = mail->language;
    if (mail->message)
        facts->message = cleaned(ctx->arena, mail->message, MESSAGE_MAX, false);
    TRY(mail_has_secrets(ctx, mail, &has_link, &has_code));
    facts->link = has_link ? LINK_MARK : NULL;
    facts->code = has_code ? CODE_MARK : NULL;
    return OK;
}

/* putting together --------------------------------------------------------------------------------
 */

/* A mail's templates include nothing. */
static const char *no_partial(const struct view_style *style, const char *name)
{
    (void)style;
    (void)name;
    return NULL;
}

static struct html_style style_of(struct arena *arena, const struct mail_facts *facts,
                                  bool is_plain)
{
    struct html_style style =
        html_style_for(arena_printf(arena, "%.2s", facts->language), facts->zone);

    style.style.partial = no_partial;
    style.style.is_plain = is_plain;
    style.is_prose = true;
    return style;
}

struct writing {
    struct ctx *ctx;
    const struct mail_wording *wording;
    const struct mail_facts *facts;
};

/* A part of the texts, with what it says of the facts; NULL if nothing. */
static enum err say(const struct writing *writing, enum mail_part part, const char **out)
{
    struct ctx *ctx = writing->ctx;
    const struct template from = {mail_part_names[part],
                                  mail_wording_text(ctx->arena, writing->wording, part), false};
    const struct html_style style = style_of(ctx->arena, writing->facts, true);
    const struct view_scope scope = {view_of(mail_facts_fields, writing->facts), NULL};
    struct text text = {.arena = ctx->arena};

    TRY(view_render(ctx, &from, &style.style, &scope, &text));
    *out = text_is_blank(text_done(&text)) ? NULL : text_done(&text);
    return OK;
}

/* A blank line ends a paragraph. */
static enum err say_paragraphs(const struct writing *writing, enum mail_part part, struct list *out)
{
    struct arena *arena = writing->ctx->arena;
    const char *text;

    TRY(say(writing, part, &text));
    *out = (struct list){0};
    if (!text)
        return OK;
    out->items = ARENA_ARRAY(arena, struct mail_paragraph, strlen(text) / 2 + 1);
    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t size = end ? (size_t)(end - text) : strlen(text);
        const char *paragraph = arena_copy_bytes(arena, text, size);

        if (!text_is_blank(paragraph))
            LIST_AT(*out, struct mail_paragraph, out->count++)->paragraph = paragraph;
        text += size + strspn(text + size, "\n");
    }
    return OK;
}

/* A subject is a line, whatever its text is. */
static const char *joined(struct arena *arena, const char *text)
{
    char *line = arena_copy(arena, text ? text : "");

    for (char *at = line; *at; at++)
        if ((unsigned char)*at < ' ')
            *at = ' ';
    return line;
}

static enum err compose(const struct writing *writing, struct mail_page *page)
{
    *page = (struct mail_page){0};
    TRY(say(writing, MAIL_SUBJECT, &page->subject));
    TRY(say(writing, MAIL_TITLE, &page->title));
    TRY(say_paragraphs(writing, MAIL_BODY, &page->body));
    TRY(say(writing, MAIL_FIGURE, &page->figure));
    TRY(say(writing, MAIL_CAPTION, &page->caption));
    TRY(say(writing, MAIL_BUTTON, &page->button));
    TRY(say_paragraphs(writing, MAIL_HELP, &page->help));
    TRY(say(writing, MAIL_FACTS, &page->facts));
    TRY(say(writing, MAIL_FOOT, &page->foot));
    page->subject = joined(writing->ctx->arena, page->subject);
    page->has_button = page->button && writing->facts->link;
    return OK;
}

static enum err put_together(const struct writing *writing, enum mail_form form,
                             const struct mail_page *page, const char **out)
{
    struct ctx *ctx = writing->ctx;
    const struct template from = mail_wording_template(writing->wording, form);
    const struct html_style style = style_of(ctx->arena, writing->facts, form == MAIL_TEXT);
    const struct view_scope facts = {view_of(mail_facts_fields, writing->facts), NULL};
    const struct view_scope scope = {view_of(mail_page_fields, page), &facts};
    struct text text = {.arena = ctx->arena};

    TRY(view_render(ctx, &from, &style.style, &scope, &text));
    *out = text_done(&text);
    return OK;
}

static enum err write_about(struct ctx *ctx, const struct mail_wording *wording,
                            const struct mail_facts *facts, struct written_mail *out)
{
    const struct writing writing = {ctx, wording, facts};
    struct mail_page page;

    TRY(compose(&writing, &page));
    out->subject = page.subject;
    TRY(put_together(&writing, MAIL_TEXT, &page, &out->content_text));
    return put_together(&writing, MAIL_HTML, &page, &out->content_html);
}

enum err mail_write(struct ctx *ctx, const struct mail *mail, struct written_mail *out)
{
    struct mail_wording wording;
    struct mail_facts facts;

    TRY(load_facts(ctx, mail, &facts));
    TRY(mail_wording_load(ctx, (enum mail_type)mail->type_mail, facts.language, &wording));
    return write_about(ctx, &wording, &facts, out);
}

/* a sample ----------------------------------------------------------------------------------------
 */

/* Somebody and something invented, with all that can be known of it. */
static void invent(const struct ctx *ctx, const char *language, struct mail_facts *facts)
{
    const struct instant later = instant_plus(ctx->now, DAYS(30));
    bool is_french = strncmp(language, "fr", 2) == 0;

    facts->language = language;
    facts->customer_name = "Boulangerie Lenoir";
    facts->reader_name = "Claire Lenoir";
    facts->reference_customer = "lenoir";
    facts->email = "claire@lenoir.example";
    facts->code = "482913";
    facts->link = "https://billing.example.com/portal/default/sample";
    facts->invoice = (struct mail_invoice){
        .full_number = "F42-00000340",
        .currency = "EUR",
        .title = is_french ? "Formation initiale de l’équipe" : "First training of the team",
        .issued_on = "2026-10-31",
        .corrects = "F42-00000339",
        .amount_total = 42000,
        .amount_due = 42000,
        .date_payment_limit = later,
        .date_payment_scheduled = later,
        .is_due = true,
    };
    facts->estimate = (struct mail_estimate){
        .full_number = "D-00000017",
        .currency = "EUR",
        .title = facts->invoice.title,
        .amount_total = 42000,
        .expires_on = "2026-12-31",
    };
    facts->payment = (struct mail_payment){"EUR", "F42-00000340", 42000, ctx->now};
    facts->subscription = (struct mail_subscription){
        is_french ? "Équipe" : "Team", "EUR", 4900, ctx->now, later, later, later};
    facts->method = (struct mail_method){"Visa •••• 4242", later};
}

static enum err try_draft(struct ctx *ctx, struct mail_wording *wording, struct mail_draft *draft)
{
    if (!draft || !draft->content)
        return OK;
    if (draft->part)
        return mail_wording_try_text(ctx, wording, (enum mail_part)draft->part, draft->content,
                                     &draft->warning);
    if (draft->form)
        return mail_wording_try_template(ctx, wording, (enum mail_form)draft->form, draft->content,
                                         &draft->warning);
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Part",
                "Part, Form: one of them says what the Content is.");
}

enum err mail_write_sample(struct ctx *ctx, enum mail_type type, const char *language,
                           struct mail_draft *draft, struct written_mail *out)
{
    struct mail_wording wording;
    struct mail_facts facts;
    struct list segments;

    fields_clear(mail_facts_fields, &facts);
    TRY(segment_list(ctx, &segments));
    TRY(load_merchant(ctx, LIST_AT(segments, struct segment, 0)->id, &facts));
    TRY(load_look(ctx, LIST_AT(segments, struct segment, 0)->id, language, &facts));
    invent(ctx, language, &facts);
    TRY(mail_wording_load(ctx, type, language, &wording));
    TRY(try_draft(ctx, &wording, draft));
    return write_about(ctx, &wording, &facts, out);
}

/* marks -------------------------------------------------------------------------------------------
 */

static const char *escaped(struct arena *arena, const char *value)
{
    struct text out = {.arena = arena};

    for (; *value; value++) {
        if (*value == '&')
            text_append(&out, "&amp;");
        else if (*value == '"')
            text_append(&out, "&quot;");
        else
            text_append_char(&out, *value);
    }
    return text_done(&out);
}

static const char *replaced(struct arena *arena, const char *text, const char *mark,
                            const char *value)
{
    struct text out = {.arena = arena};
    const char *at;

    while ((at = strstr(text, mark))) {
        text_append_bytes(&out, text, (size_t)(at - text));
        text_append(&out, value);
        text = at + strlen(mark);
    }
    text_append(&out, text);
    return text_done(&out);
}

static const char *filled(struct arena *arena, const char *text, const char *link, const char *code)
{
    if (!text)
        return NULL;
    return replaced(arena, replaced(arena, text, LINK_MARK, link), CODE_MARK, code);
}

struct written_mail mail_fill_in(struct ctx *ctx, const struct written_mail *written,
                                 const struct mail_secrets *secrets)
{
    const char *link = secrets->link ? secrets->link : "";
    const char *code = secrets->code ? secrets->code : "";

    return (struct written_mail){
        .subject = filled(ctx->arena, written->subject, link, code),
        .content_text = filled(ctx->arena, written->content_text, link, code),
        .content_html = filled(ctx->arena, written->content_html, escaped(ctx->arena, link), code),
    };
}
