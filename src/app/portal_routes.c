#include "app/portal_routes.h"

#include "base/count.h"
#include "domain/catalogue/offer_portal.h"
#include "domain/estimates/estimate_portal.h"
#include "domain/customers/billing_portal.h"
#include "domain/gateways/method_portal.h"
#include "domain/gateways/pay_portal.h"
#include "domain/invoices/invoice_portal.h"
#include "domain/portal/account_portal.h"
#include "domain/portal/credential_portal.h"
#include "domain/portal/entry_portal.h"
#include "domain/portal/home_portal.h"
#include "domain/portal/insite_portal.h"
#include "domain/portal/portal.h"
#include "domain/portal/register_portal.h"
#include "domain/subscriptions/subscribe_portal.h"
#include "domain/recurring/recurring_portal.h"
#include "domain/statements/credit_portal.h"
#include "domain/statements/payment_portal.h"
#include "domain/statements/statement_portal.h"
#include "domain/subscriptions/subscribe_portal.h"
#include "domain/subscriptions/subscription_change_portal.h"
#include "domain/subscriptions/subscription_end_portal.h"
#include "domain/subscriptions/subscription_options_portal.h"
#include "domain/subscriptions/subscription_portal.h"
#include "domain/subscriptions/subscription_start_portal.h"


/* It would line up what does not belong together. */
/* clang-format off */
static const struct route routes[] = {
    /* coming in, proving, leaving */
    {GET,  "/portal/open/{segment}/{query}", MAY_ANYONE, READS, entry_portal_open,
     "What a link leads to", NULL, NULL},
    {POST, "/portal/insite", MAY_ANYONE, WRITES, insite_portal_open,
     "From a page of the merchant's", NULL, NULL},
    {GET,  "/portal/sign-in/{business}", MAY_ANYONE, READS, entry_portal_sign_in,
     "Sign in", NULL, NULL},
    {POST, "/portal/sign-in/{business}", MAY_ANYONE, WRITES, entry_portal_send,
     "Have a code sent", NULL, NULL},
    {GET,  "/portal/code/{sent}", MAY_ANYONE, READS, entry_portal_code,
     "Where a code is typed", NULL, NULL},
    {POST, "/portal/code/{sent}", MAY_ANYONE, WRITES, entry_portal_try,
     "Type a code", NULL, NULL},
    {GET,  "/portal/password/{business}", MAY_ANYONE, READS, credential_portal_sign_in,
     "Sign in with a password", NULL, NULL},
    {POST, "/portal/password/{business}", MAY_ANYONE, WRITES, credential_portal_try,
     "Type a password", NULL, NULL},
    {GET,  "/portal/authenticator/{entrant}", MAY_ANYONE, READS, credential_portal_ask,
     "Where an authenticator's code is typed", NULL, NULL},
    {POST, "/portal/authenticator/{entrant}", MAY_ANYONE, WRITES, credential_portal_answer,
     "Type an authenticator's code", NULL, NULL},
    {GET,  "/portal/register/{business}", MAY_ANYONE, READS, register_portal_show,
     "Make a customer of oneself", NULL, NULL},
    {POST, "/portal/register/{business}", MAY_ANYONE, WRITES, register_portal_send,
     "Have a code sent", NULL, NULL},
    {GET,  "/portal/register/{sent}/details", MAY_ANYONE, READS, register_portal_details,
     "Who one is", NULL, NULL},
    {POST, "/portal/register/{sent}/details", MAY_ANYONE, WRITES, register_portal_create,
     "Say who one is", NULL, NULL},
    {GET,  "/portal/proof", MAY_VISIT, READS, entry_portal_proof,
     "Prove who you are", NULL, NULL},
    {POST, "/portal/proof", MAY_VISIT, WRITES, entry_portal_prove,
     "Have a code sent", NULL, NULL},
    {GET,  "/portal/accounts", MAY_VISIT | MAY_VISIT_PROVEN, READS, entry_portal_accounts,
     "Other accounts", NULL, NULL},
    {POST, "/portal/accounts", MAY_VISIT | MAY_VISIT_PROVEN, WRITES, entry_portal_change,
     "Open another account", NULL, NULL},
    {POST, "/portal/sign-out", MAY_LOOK, WRITES, entry_portal_sign_out,
     "Sign out", NULL, NULL},

    {GET,  "/portal", MAY_VISIT, READS, home_portal_show,
     "Home", NULL, NULL},

    /* his account */
    {GET,  "/portal/account", MAY_VISIT | MAY_VISIT_PROVEN, READS, account_portal_show,
     "Account and contacts", NULL, NULL},
    {POST, "/portal/account", MAY_VISIT | MAY_VISIT_PROVEN, WRITES, account_portal_set,
     "Change name and language", NULL, NULL},
    {POST, "/portal/account/email", MAY_VISIT | MAY_VISIT_PROVEN, WRITES, account_portal_send,
     "Have a code sent to another e-mail", NULL, NULL},
    {GET,  "/portal/account/email/{sent}", MAY_VISIT | MAY_VISIT_PROVEN, READS,
     account_portal_email, "Where that code is typed", NULL, NULL},
    {POST, "/portal/account/email/{sent}", MAY_VISIT | MAY_VISIT_PROVEN, WRITES,
     account_portal_confirm_email, "Change the e-mail", NULL, NULL},
    {POST, "/portal/account/sessions", MAY_VISIT | MAY_VISIT_PROVEN, WRITES, account_portal_end,
     "End a visit elsewhere", NULL, NULL},
    {GET,  "/portal/account/security", MAY_VISIT | MAY_VISIT_PROVEN, READS, credential_portal_show,
     "Password and authenticator", NULL, NULL},
    {POST, "/portal/account/password", MAY_VISIT | MAY_VISIT_PROVEN, WRITES,
     credential_portal_set, "Set a password", NULL, NULL},
    {POST, "/portal/account/password/remove", MAY_VISIT | MAY_VISIT_PROVEN, WRITES,
     credential_portal_remove, "Remove the password", NULL, NULL},
    {POST, "/portal/account/authenticator", MAY_VISIT | MAY_VISIT_PROVEN, WRITES,
     credential_portal_start, "Set up an authenticator", NULL, NULL},
    {POST, "/portal/account/authenticator/confirm", MAY_VISIT | MAY_VISIT_PROVEN, WRITES,
     credential_portal_confirm, "Confirm it by its first code", NULL, NULL},
    {POST, "/portal/account/authenticator/remove", MAY_VISIT | MAY_VISIT_PROVEN, WRITES,
     credential_portal_drop, "Remove the authenticator", NULL, NULL},
    {POST, "/portal/account/contacts", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES,
     account_portal_add_contact, "Add a contact", NULL, NULL},
    {POST, "/portal/account/contacts/{id}", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES,
     account_portal_change_contact, "Change a contact", NULL, NULL},
    {POST, "/portal/account/contacts/{id}/remove", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES,
     account_portal_remove_contact, "Remove a contact", NULL, NULL},

    /* offers and subscriptions */
    {GET,  "/portal/offers", MAY_LOOK, READS, offer_portal_list,
     "What is on offer", NULL, NULL},
    {GET,  "/portal/subscribe/{id}", MAY_LOOK, READS, subscribe_portal_show,
     "Options of an offer, and what it costs", NULL, NULL},
    {POST, "/portal/subscribe/{id}", MAY_VISIT | MAY_MANAGE, WRITES, subscribe_portal_choose,
     "Go on with that", NULL, NULL},
    {GET,  "/buy/{key}", MAY_ANYONE, READS, subscribe_portal_by_link,
     "What a payment link leads to", NULL, NULL},
    {GET,  "/portal/subscriptions", MAY_VISIT, READS, subscription_portal_list,
     "Subscriptions", NULL, NULL},
    {GET,  "/portal/subscriptions/{id}", MAY_VISIT, READS, subscription_portal_show,
     "A subscription", NULL, NULL},
    {GET,  "/portal/subscriptions/{id}/change", MAY_MANAGE | MAY_VISIT_PROVEN, READS,
     subscription_portal_change, "What another plan would cost", NULL, NULL},
    {POST, "/portal/subscriptions/{id}/change", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES,
     subscription_portal_confirm_change, "Change the plan", NULL, NULL},
    {GET,  "/portal/subscriptions/{id}/options", MAY_MANAGE | MAY_VISIT_PROVEN, READS,
     subscription_portal_options, "What other options would cost", NULL, NULL},
    {POST, "/portal/subscriptions/{id}/options", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES,
     subscription_portal_confirm_options, "Change the options", NULL, NULL},
    {GET,  "/portal/subscriptions/{id}/start", MAY_MANAGE | MAY_VISIT_PROVEN, READS,
     subscription_portal_start, "What the start of a draft costs", NULL, NULL},
    {POST, "/portal/subscriptions/{id}/start", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES,
     subscription_portal_confirm_start, "Start it", NULL, NULL},
    {GET,  "/portal/subscriptions/{id}/restart", MAY_MANAGE | MAY_VISIT_PROVEN, READS,
     subscription_portal_restart, "What it costs to go on", NULL, NULL},
    {POST, "/portal/subscriptions/{id}/restart", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES,
     subscription_portal_confirm_restart, "Restart a subscription", NULL, NULL},
    {GET,  "/portal/subscriptions/{id}/cancel", MAY_MANAGE | MAY_VISIT_PROVEN, READS,
     subscription_portal_cancel, "What happens at the end", NULL, NULL},
    {POST, "/portal/subscriptions/{id}/cancel", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES,
     subscription_portal_confirm_cancel, "End a subscription", NULL, NULL},
    {POST, "/portal/subscriptions/{id}/keep", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES,
     subscription_portal_keep, "Call off what was scheduled", NULL, NULL},

    /* invoices and money */
    {GET,  "/portal/invoices", MAY_VISIT, READS, invoice_portal_list,
     "Invoices", NULL, NULL},
    {GET,  "/portal/invoices/{id}", MAY_VISIT, READS, invoice_portal_show,
     "An invoice", NULL, NULL},
    {GET,  "/portal/invoices/{id}/pdf", MAY_VISIT, READS, invoice_portal_pdf,
     "Its paper", NULL, NULL},
    {GET,  "/portal/pay", MAY_VISIT | MAY_PAY, READS, pay_portal_show,
     "What is paid, and with what", NULL, NULL},
    {POST, "/portal/pay", MAY_VISIT | MAY_PAY, WRITES, pay_portal_order,
     "Pay", NULL, NULL},
    {GET,  "/portal/pay/transfer", MAY_VISIT | MAY_PAY, READS, pay_portal_transfer,
     "Whereto a transfer goes", NULL, NULL},
    {GET,  "/portal/pay/{id}", MAY_VISIT | MAY_PAY, READS, pay_portal_result,
     "What came of a payment", NULL, NULL},
    {POST, "/portal/pay/{id}/leave", MAY_VISIT | MAY_PAY, WRITES, pay_portal_leave,
     "Call a payment off", NULL, NULL},
    {GET,  "/portal/methods", MAY_VISIT, READS, method_portal_list,
     "Methods of payment", NULL, NULL},
    {GET,  "/portal/methods/new", MAY_MANAGE | MAY_VISIT_PROVEN, READS, method_portal_new,
     "A new method", NULL, NULL},
    {POST, "/portal/methods/new", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES, method_portal_add,
     "Register a method", NULL, NULL},
    {GET,  "/portal/methods/{id}/page", MAY_VISIT | MAY_PAY, READS, method_portal_page,
     "On to the provider's page", NULL, NULL},
    {GET,  "/portal/methods/{id}/back", MAY_VISIT | MAY_PAY, WRITES, method_portal_back,
     "Back from it", NULL, NULL},
    {POST, "/portal/methods/{id}/default", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES,
     method_portal_set_default, "Charge this one", NULL, NULL},
    {GET,  "/portal/methods/{id}/remove", MAY_MANAGE | MAY_VISIT_PROVEN, READS,
     method_portal_remove, "Before a method is deleted", NULL, NULL},
    {POST, "/portal/methods/{id}/remove", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES,
     method_portal_confirm, "Delete a method", NULL, NULL},
    {GET,  "/portal/billing", MAY_VISIT, READS, billing_portal_show,
     "Billing information", NULL, NULL},
    {GET,  "/portal/billing/edit", MAY_MANAGE | MAY_VISIT_PROVEN, READS, billing_portal_edit,
     "The form of it", NULL, NULL},
    {POST, "/portal/billing/edit", MAY_MANAGE | MAY_VISIT_PROVEN, WRITES, billing_portal_save,
     "Change it", NULL, NULL},

    {GET,  "/portal/recurring", MAY_VISIT, READS, recurring_portal_list,
     "What comes again and again", NULL, NULL},
    {GET,  "/portal/recurring/{id}", MAY_VISIT, READS, recurring_portal_show,
     "A recurring invoice and what it made", NULL, NULL},
    /* payments, credits and what they come to */
    {GET,  "/portal/payments", MAY_VISIT, READS, payment_portal_list,
     "Payments", NULL, NULL},
    {GET,  "/portal/payments/{id}", MAY_VISIT, READS, payment_portal_show,
     "A payment with its invoices", NULL, NULL},
    {GET,  "/portal/payments/{id}/receipt.pdf", MAY_VISIT, READS, payment_portal_receipt,
     "Its receipt", NULL, NULL},
    {GET,  "/portal/credits", MAY_VISIT, READS, credit_portal_list,
     "Credits", NULL, NULL},
    {GET,  "/portal/credits/{id}", MAY_VISIT, READS, credit_portal_show,
     "A credit and what it was used for", NULL, NULL},
    {GET,  "/portal/statement", MAY_VISIT, READS, statement_portal_show,
     "A statement of account", NULL, NULL},
    {GET,  "/portal/statement.csv", MAY_VISIT, READS, statement_portal_csv,
     "The same for a spreadsheet", NULL, NULL},
    {GET,  "/portal/statement.pdf", MAY_VISIT, READS, statement_portal_pdf,
     "The same on paper", NULL, NULL},

    /* estimates */
    {GET,  "/portal/estimates", MAY_VISIT, READS, estimate_portal_list,
     "Estimates", NULL, NULL},
    {GET,  "/portal/estimates/{id}", MAY_VISIT, WRITES, estimate_portal_show,
     "An estimate; that it was looked at is an event", NULL, NULL},
    {GET,  "/portal/estimates/{id}/pdf", MAY_VISIT, READS, estimate_portal_pdf,
     "Its paper", NULL, NULL},
    {POST, "/portal/estimates/{id}/approve", MAY_VISIT | MAY_APPROVE, WRITES,
     estimate_portal_approve, "Approve it", NULL, NULL},
    {POST, "/portal/estimates/{id}/decline", MAY_VISIT | MAY_APPROVE, WRITES,
     estimate_portal_decline, "Decline it", NULL, NULL},
};
/* clang-format on */

const struct face portal_face = {
    .name = "portal",
    .routes = routes,
    .count = COUNT_OF(routes),
    .has_secret_paths = true,
    .takes = BODY_FORM,
    .authenticate = visitor_authenticate,
    .set_time = visitor_set_time,
    .respond_error = portal_face_error,
};
