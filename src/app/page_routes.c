#include "app/page_routes.h"

#include <string.h>

#include "app/overview_page.h"
#include "app/reference/reference_page.h"
#include "app/welcome_page.h"
#include "base/count.h"
#include "domain/accounts/agent.h"
#include "domain/catalogue/offer_page.h"
#include "domain/customers/customer_page.h"
#include "domain/invoices/invoice_page.h"
#include "domain/look/look_live.h"
#include "platform/view/embedded.h"

/* Pages show things together, so the office is for those who may read all of them. */
#define MAY_SEE                                                                                    \
    (MAY_READ_CATALOGUE | MAY_READ_CUSTOMERS | MAY_READ_SUBSCRIPTIONS | MAY_READ_USAGE |           \
     MAY_READ_INVOICES)

/* What is asked for by the digest of its text is never asked for again. */
/* A file of the program, the same for everybody. */
static enum err respond_file(struct ctx *ctx, struct response *response, const char *name,
                             const char *content_type)
{
    const char *text = embedded_text(name);

    respond_header(ctx, response, "Cache-Control", "max-age=300");
    return respond_text(response, 200, content_type, text, strlen(text));
}

static enum err style_show(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    (void)request;
    return respond_file(ctx, response, "style.css", "text/css; charset=utf-8");
}

/* docs/integration.md: the one for the merchant's pages, and the one inside ours. */
static enum err script_show(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    (void)request;
    return respond_file(ctx, response, "portal.js", "text/javascript; charset=utf-8");
}

static enum err frame_script_show(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    (void)request;
    return respond_file(ctx, response, "portal_frame.js", "text/javascript; charset=utf-8");
}

static const struct route routes[] = {
    {GET, "/",                         MAY_ANYONE, READS, welcome_page_show,  "Welcome",    NULL, NULL},
    {GET, "/docs",                     MAY_ANYONE, READS, docs_show,          "Reference",  NULL, NULL},
    {GET, "/style.css",                MAY_ANYONE, READS, style_show,         "The style",  NULL, NULL},
    {GET, "/Get/portal.js",            MAY_ANYONE, READS, script_show,        "A script",   NULL, NULL},
    {GET, "/portal/portal.js",         MAY_ANYONE, READS, script_show,        "A script",   NULL, NULL},
    {GET, "/portal/frame.js",          MAY_ANYONE, READS, frame_script_show,  "A script",   NULL, NULL},
    {GET, "/portal/logo/{file}",       MAY_ANYONE, READS, logo_show,          "A logo",     NULL, NULL},
    {GET, "/portal/theme/{file}",      MAY_ANYONE, READS, theme_show,         "A style",    NULL, NULL},
    {GET, "/office",                   MAY_SEE,    READS, overview_page_show, "Overview",   NULL, NULL},
    {GET, "/office/customers",         MAY_SEE,    READS, customer_page_list, "Customers",  NULL, NULL},
    {GET, "/office/customers/{id}",    MAY_SEE,    READS, customer_page_show, "A customer", NULL, NULL},
    {GET, "/office/invoices",          MAY_SEE,    READS, invoice_page_list,  "Invoices",   NULL, NULL},
    {GET, "/office/invoices/{id}",     MAY_SEE,    READS, invoice_page_show,  "An invoice", NULL, NULL},
    {GET, "/office/invoices/{id}/pdf", MAY_SEE,    READS, invoice_page_pdf,   "The paper",  NULL, NULL},
    {GET, "/office/offers",            MAY_SEE,    READS, offer_page_list,    "Offers",     NULL, NULL},
};

const struct face page_face = {
    .name = "page",
    .routes = routes,
    .count = COUNT_OF(routes),
    .authenticate = agent_authenticate,
    .respond_error = html_face_error,
};
