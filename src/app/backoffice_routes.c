#include "app/backoffice_routes.h"

#include "app/version.h"
#include "base/count.h"
#include "base/money.h"
#include "domain/accounts/agent.h"
#include "domain/accounts/clock.h"
#include "domain/accounts/setting_live.h"
#include "domain/answer.h"
#include "domain/balance/balance_credit_live.h"
#include "domain/catalogue/menu_live.h"
#include "domain/customers/contact.h"
#include "domain/customers/contact_live.h"
#include "domain/customers/customer_account.h"
#include "domain/customers/customer_account_live.h"
#include "domain/estimates/estimate_live.h"
#include "domain/invoices/invoice_desk_live.h"
#include "domain/catalogue/payment_link_live.h"
#include "domain/catalogue/promotion_live.h"
#include "domain/gateways/gateway_live.h"
#include "domain/gateways/permission.h"
#include "domain/invoices/invoice_explain_live.h"
#include "domain/invoices/invoice_live.h"
#include "domain/live.h"
#include "domain/look/look.h"
#include "domain/look/look_live.h"
#include "domain/look/look_part.h"
#include "domain/portal/staff_live.h"
#include "domain/mails/mail_live.h"
#include "domain/mails/mail_text.h"
#include "domain/payments/dispute_live.h"
#include "domain/payments/payment_live.h"
#include "domain/statements/history.h"
#include "domain/statements/statement.h"
#include "domain/statements/statement_live.h"
#include "domain/taxes/seller.h"
#include "domain/taxes/tax.h"
#include "domain/taxes/tax_live.h"
#include "domain/recurring/recurring.h"
#include "domain/recurring/recurring_live.h"
#include "domain/subscriptions/subscription_apply.h"
#include "domain/subscriptions/subscription_manage_live.h"
#include "domain/sepa/mandate.h"
#include "domain/sepa/mandate_live.h"
#include "domain/sepa/sepa_live.h"
#include "domain/webhooks/webhook_live.h"

/* clang-format off: it would line the rows up into the void */
static const struct route routes[] = {
  /* webhooks */
    {GET,    "/Notification/Webhooks", MAY_READ_WEBHOOKS, READS, webhook_live_list,
     "List webhooks", webhook_live_list_fields, webhook_live_fields},
    {POST,   "/Notification/Webhooks", MAY_WRITE_WEBHOOKS, WRITES, webhook_live_post,
     "Register a webhook, still to be validated", webhook_live_input_fields, webhook_live_fields},
    {GET,    "/Notification/Webhooks/Sample", MAY_READ_WEBHOOKS, READS, webhook_live_sample,
     "What an event looks like, made up", webhook_live_type_fields, webhook_live_sample_fields},
    {GET,    "/Notification/Webhooks/{id}", MAY_READ_WEBHOOKS, READS, webhook_live_get,
     "Read a webhook", NULL, webhook_live_fields},
    {POST,   "/Notification/Webhooks/{id}", MAY_WRITE_WEBHOOKS, WRITES, webhook_live_change,
     "Change the url, which is then to be validated again, or the events",
     webhook_live_input_fields, webhook_live_fields},
    {DELETE, "/Notification/Webhooks/{id}", MAY_WRITE_WEBHOOKS, WRITES, webhook_live_delete,
     "Delete a webhook", NULL, webhook_live_deleted_fields},
    {GET,    "/Notification/Webhooks/{id}/Verification", MAY_WRITE_WEBHOOKS, WRITES,
     webhook_live_send_code, "Have a code sent to the url",
     webhook_live_send_fields, webhook_live_fields},
    {POST,   "/Notification/Webhooks/{id}/Verification", MAY_WRITE_WEBHOOKS, WRITES,
     webhook_live_verify, "Bring the code back: the webhook becomes active",
     webhook_live_code_fields, webhook_live_fields},
    {POST,   "/Notification/Webhooks/{id}/Activation", MAY_WRITE_WEBHOOKS, WRITES,
     webhook_live_activate, "Switch a webhook on", NULL, webhook_live_fields},
    {POST,   "/Notification/Webhooks/{id}/Deactivation", MAY_WRITE_WEBHOOKS, WRITES,
     webhook_live_deactivate, "Switch a webhook off: what happens meanwhile is never told",
     NULL, webhook_live_fields},

  /* what was told */
    {GET,    "/Notification/WebhookNotifications", MAY_READ_WEBHOOKS, READS,
     notification_live_list, "List what was told or will be, the newest first",
     notification_live_list_fields, notification_live_fields},
    {GET,    "/Notification/WebhookNotifications/RewindEvents", MAY_READ_WEBHOOKS, READS,
     webhook_live_rewind, "The latest events of a type, as they would be told",
     webhook_live_rewind_fields, webhook_live_rewound_fields},
    {GET,    "/Notification/WebhookNotifications/{id}", MAY_READ_WEBHOOKS, READS,
     notification_live_get, "Read one with its payload and the last answer",
     NULL, notification_live_fields},
    {POST,   "/Notification/WebhookNotifications/{id}/Delivery", MAY_WRITE_WEBHOOKS, WRITES,
     notification_live_repeat, "Deliver again", NULL, notification_live_fields},

  /* mails to customers */
    {GET,    "/Communication/MailTypes", MAY_READ_CUSTOMERS, READS, mail_live_list_switches,
     "List the kinds of mail, and which go out by themselves", mail_live_switch_query_fields,
     mail_live_switch_fields},
    {POST,   "/Communication/MailTypes", MAY_ADMINISTER, WRITES, mail_live_post_switch,
     "Switch a kind of mail on or off", mail_live_switch_input_fields, mail_live_switch_fields},
    {GET,    "/Communication/Mails", MAY_READ_CUSTOMERS, READS, mail_live_list,
     "List mails, the newest first", mail_live_list_fields, mail_live_fields},
    {POST,   "/Communication/Mails/Trial", MAY_ADMINISTER, WRITES, mail_live_try,
     "Send a mail about things made up", mail_live_trial_fields, mail_live_fields},
    {GET,    "/Communication/Mails/{id}", MAY_READ_CUSTOMERS, READS, mail_live_get,
     "Read a mail with what it says", NULL, mail_live_fields},
    {POST,   "/Communication/Mails/{id}/Delivery", MAY_WRITE_CUSTOMERS, WRITES, mail_live_repeat,
     "Send a mail again", NULL, mail_live_fields},
    {GET,    "/Communication/MailTexts", MAY_READ_CUSTOMERS, READS, mail_live_list_texts,
     "Read the texts of a kind of mail", mail_live_text_query_fields, mail_text_fields},
    {POST,   "/Communication/MailTexts", MAY_ADMINISTER, WRITES, mail_live_post_text,
     "Write a text, or take ours back", mail_live_text_input_fields, mail_text_fields},
    {GET,    "/Communication/MailTemplates", MAY_READ_CUSTOMERS, READS, mail_live_list_templates,
     "Read the templates of a kind of mail", mail_live_template_query_fields,
     mail_template_fields},
    {POST,   "/Communication/MailTemplates", MAY_ADMINISTER, WRITES, mail_live_post_template,
     "Write a template, or take ours back", mail_live_template_input_fields, mail_template_fields},
    {POST,   "/Communication/MailPreview", MAY_READ_CUSTOMERS, READS, mail_live_preview,
     "See how a kind of mail reads", mail_live_preview_input_fields, mail_preview_fields},

  /* money */
    {GET,    "/Finance/Payments", MAY_READ_INVOICES, READS, receipt_live_list,
     "List payments, the newest first", receipt_live_list_fields, receipt_live_fields},
    {POST,   "/Finance/Payments", MAY_BILL, WRITES, receipt_live_post,
     "Record a payment that came in offline", receipt_live_input_fields, receipt_live_fields},
    {GET,    "/Finance/Payments/{id}", MAY_READ_INVOICES, READS, receipt_live_get,
     "Read a payment", NULL, receipt_live_fields},
    {GET,    "/Finance/Invoices", MAY_READ_INVOICES, READS, invoice_desk_list,
     "List invoices and credit notes, the newest first",
     invoice_desk_list_fields, invoice_desk_fields},
    {GET,    "/Finance/Invoices/{id}", MAY_READ_INVOICES, READS, invoice_desk_get,
     "Read an invoice or a credit note with its lines", NULL, invoice_desk_whole_fields},
    {POST,   "/Finance/Invoices/{id}/Sending", MAY_BILL, WRITES, invoice_desk_send,
     "Issue it if it is a draft, and send it to the customer by e-mail; again sends it again",
     invoice_desk_sending_fields, invoice_desk_whole_fields},
    {POST,   "/Finance/Invoices/{id}/MarkSent", MAY_BILL, WRITES, invoice_desk_mark_sent,
     "Issue the draft of that id without an e-mail; one that was issued stays as it is",
     NULL, invoice_desk_whole_fields},
    {POST,   "/Finance/Invoices/{id}/MarkPaid", MAY_BILL, WRITES, invoice_desk_mark_paid,
     "Issue it if it is a draft, and record a payment of all that it still asks",
     invoice_desk_mark_paid_fields, invoice_desk_whole_fields},
    {POST,   "/Finance/Invoices/{id}/Cancellation", MAY_BILL, WRITES, invoice_live_cancel,
     "Cancel an invoice that is not paid: makes a credit note",
     invoice_live_cancel_fields, invoice_live_fields},
    {POST,   "/Finance/Invoices/{id}/Refund", MAY_BILL, WRITES, refund_live_post,
     "Give an invoice that was paid back, wholly or in part: makes a credit note",
     refund_live_fields, receipt_live_fields},
    {POST,   "/Finance/Invoices/{id}/WriteOff", MAY_BILL, WRITES, invoice_live_write_off,
     "Give up an invoice that nobody will pay",
     invoice_live_write_off_fields, invoice_live_fields},
    {POST,   "/Finance/Invoices/{id}/Reopening", MAY_BILL, WRITES, invoice_desk_reopen,
     "Take up an invoice that was given up",
     invoice_desk_reason_fields, invoice_desk_whole_fields},
    {POST,   "/Finance/Invoices/{id}/Credit", MAY_BILL, WRITES, invoice_desk_credit,
     "Give an invoice that was paid back as the customer's credit: makes a credit note",
     invoice_desk_credit_fields, invoice_desk_whole_fields},
    {POST,   "/Finance/Invoices/{id}/AddressRefresh", MAY_BILL, WRITES, invoice_desk_refresh,
     "Cancel an invoice that is not paid and issue it again with the present address",
     invoice_desk_reason_fields, invoice_desk_whole_fields},
    {POST,   "/Finance/Invoices/{id}/Dispute", MAY_BILL, WRITES, dispute_live_post,
     "Register that the customer contests an invoice",
     dispute_live_input_fields, dispute_live_fields},
    {POST,   "/Finance/Invoices/{id}/DisputeOutcome", MAY_BILL, WRITES, dispute_live_resolve,
     "Say how the dispute ended", dispute_live_outcome_fields, dispute_live_fields},
    {GET,    "/Finance/Drafts", MAY_READ_INVOICES, READS, draft_desk_list,
     "List the invoices that wait to be issued", draft_desk_list_fields, draft_desk_fields},
    {POST,   "/Finance/Drafts", MAY_BILL, WRITES, draft_desk_post,
     "Compose an invoice: a draft of lines that were typed",
     draft_desk_input_fields, draft_desk_fields},
    {GET,    "/Finance/Drafts/{id}", MAY_READ_INVOICES, READS, draft_desk_get,
     "Read a draft with its lines", NULL, draft_desk_fields},
    {POST,   "/Finance/Drafts/{id}", MAY_BILL, WRITES, draft_desk_change,
     "Change a draft: its note, its hour, what was composed of it",
     draft_desk_change_fields, draft_desk_fields},
    {DELETE, "/Finance/Drafts/{id}", MAY_BILL, WRITES, draft_desk_delete,
     "Delete a draft: its lines go back into the balance", NULL, draft_desk_deleted_fields},
    {POST,   "/Finance/Drafts/{id}/Lines", MAY_BILL, WRITES, draft_desk_add_line,
     "Add a line to a draft", draft_desk_line_fields, draft_desk_fields},
    {DELETE, "/Finance/Drafts/{id}/Lines/{line}", MAY_BILL, WRITES, draft_desk_drop_line,
     "Put a line of a draft back into the balance", NULL, draft_desk_fields},
    {POST,   "/Finance/Drafts/{id}/Issue", MAY_BILL, WRITES, draft_desk_issue,
     "Issue a draft now", NULL, invoice_desk_whole_fields},
    {GET,    "/Finance/Estimates", MAY_READ_INVOICES, READS, estimate_live_list,
     "List estimates, the newest first", estimate_live_list_fields, estimate_live_whole_fields},
    {POST,   "/Finance/Estimates", MAY_BILL, WRITES, estimate_live_post,
     "Compose an estimate: a draft", estimate_live_input_fields, estimate_live_whole_fields},
    {GET,    "/Finance/Estimates/{id}", MAY_READ_INVOICES, READS, estimate_live_get,
     "Read an estimate with its lines and its answer", NULL, estimate_live_whole_fields},
    {GET,    "/Finance/Estimates/{id}/Paper", MAY_READ_INVOICES, READS, estimate_live_pdf,
     "Download an estimate on paper", NULL, NULL},
    {POST,   "/Finance/Estimates/{id}", MAY_BILL, WRITES, estimate_live_change,
     "Change an estimate that is a draft",
     estimate_live_change_fields, estimate_live_whole_fields},
    {DELETE, "/Finance/Estimates/{id}", MAY_BILL, WRITES, estimate_live_delete,
     "Delete an estimate that is a draft", NULL, estimate_live_deleted_fields},
    {POST,   "/Finance/Estimates/{id}/MarkSent", MAY_BILL, WRITES, estimate_live_mark_sent,
     "Number and freeze an estimate: the customer sees it, and no e-mail goes out",
     NULL, estimate_live_whole_fields},
    {POST,   "/Finance/Estimates/{id}/Sending", MAY_BILL, WRITES, estimate_live_send,
     "The same with an e-mail to the customer; again sends another one",
     estimate_live_sending_fields, estimate_live_whole_fields},
    {POST,   "/Finance/Estimates/{id}/Duplicate", MAY_BILL, WRITES, estimate_live_duplicate,
     "Make a draft of what was typed of an estimate", NULL, estimate_live_whole_fields},
    {POST,   "/Finance/Estimates/{id}/ApprovalOnBehalf", MAY_BILL, WRITES, estimate_live_approve,
     "Approve an estimate in the customer's stead",
     estimate_live_given_fields, estimate_live_whole_fields},
    {POST,   "/Finance/Estimates/{id}/DeclineOnBehalf", MAY_BILL, WRITES, estimate_live_decline,
     "Decline an estimate in the customer's stead",
     estimate_live_given_fields, estimate_live_whole_fields},
    {POST,   "/Finance/Estimates/{id}/Conversion", MAY_BILL, WRITES, estimate_live_convert,
     "Make an invoice of an estimate that was approved", NULL, estimate_live_whole_fields},
    {POST,   "/Finance/Estimates/{id}/Cancellation", MAY_BILL, WRITES, estimate_live_cancel,
     "Cancel an estimate that was sent", NULL, estimate_live_whole_fields},
    {GET,    "/Finance/RecurringInvoices", MAY_READ_INVOICES, READS, recurring_live_list,
     "List recurring invoices", recurring_live_list_fields, recurring_live_fields},
    {POST,   "/Finance/RecurringInvoices", MAY_BILL, WRITES, recurring_live_post,
     "Compose a recurring invoice: a draft until it is started",
     recurring_input_fields, recurring_live_fields},
    {GET,    "/Finance/RecurringInvoices/{id}", MAY_READ_INVOICES, READS, recurring_live_get,
     "Read a recurring invoice with its next dates", NULL, recurring_live_fields},
    {POST,   "/Finance/RecurringInvoices/{id}", MAY_BILL, WRITES, recurring_live_change,
     "Change a recurring invoice, from its next invoice on",
     recurring_input_fields, recurring_live_fields},
    {DELETE, "/Finance/RecurringInvoices/{id}", MAY_BILL, WRITES, recurring_live_delete,
     "Delete a recurring invoice that was never started", NULL, recurring_live_deleted_fields},
    {GET,    "/Finance/RecurringInvoices/{id}/Invoices", MAY_READ_INVOICES, READS,
     recurring_live_cycles, "List the invoices that it made",
     recurring_live_cycle_list_fields, recurring_live_cycle_fields},
    {POST,   "/Finance/RecurringInvoices/{id}/Start", MAY_BILL, WRITES, recurring_live_start,
     "Start a recurring invoice, or go on with one that is paused",
     recurring_live_start_fields, recurring_live_fields},
    {POST,   "/Finance/RecurringInvoices/{id}/Pause", MAY_BILL, WRITES, recurring_live_pause,
     "Pause a recurring invoice", NULL, recurring_live_fields},
    {POST,   "/Finance/RecurringInvoices/{id}/Skip", MAY_BILL, WRITES, recurring_live_skip,
     "Pass its next date by", NULL, recurring_live_fields},
    {POST,   "/Finance/RecurringInvoices/{id}/End", MAY_BILL, WRITES, recurring_live_end,
     "End a recurring invoice now", NULL, recurring_live_fields},
    {POST,   "/Finance/RecurringInvoices/{id}/Duplicate", MAY_BILL, WRITES,
     recurring_live_duplicate, "Copy a recurring invoice into a draft",
     NULL, recurring_live_fields},
    {GET,    "/Finance/Credits", MAY_READ_INVOICES, READS, credit_live_list,
     "List what waits in customers' favour, as it will be used",
     credit_live_list_fields, credit_live_fields},
    {POST,   "/Finance/Credits", MAY_BILL, WRITES, credit_live_post,
     "Give a customer a promotion", credit_live_input_fields, credit_live_fields},
    {DELETE, "/Finance/Credits/{id}", MAY_BILL, WRITES, credit_live_delete,
     "Take back what is left of a credit that was given by hand",
     NULL, credit_live_deleted_fields},

    {GET,    "/Finance/PaymentHistory", MAY_READ_INVOICES, READS, history_live_list,
     "List a customer's payments as he sees them, with what is on its way and what failed",
     history_live_list_fields, paid_fields},
    {GET,    "/Finance/Statements", MAY_READ_INVOICES, READS, statement_live_get,
     "Read a customer's statement of account, one for each of his currencies",
     statement_live_query_fields, customer_statements_fields},
    {GET,    "/Finance/Statements.csv", MAY_READ_INVOICES, READS, statement_live_csv,
     "Download it for a spreadsheet", statement_live_file_fields, NULL},
    {GET,    "/Finance/Statements.pdf", MAY_READ_INVOICES, READS, statement_live_pdf,
     "Download it on paper", statement_live_file_fields, NULL},
    {GET,    "/Finance/Payments/{id}/Receipt", MAY_READ_INVOICES, READS, receipt_live_pdf,
     "Download the receipt of a payment or a refund", NULL, NULL},

  /* customers */
    {GET,    "/Distribution/Customers", MAY_READ_CUSTOMERS, READS, account_live_list,
     "List customers with how they pay and who pays for them",
     account_live_list_fields, customer_account_fields},
    {GET,    "/Distribution/Customers/{id}", MAY_READ_CUSTOMERS, READS, account_live_get,
     "Read a customer with how he pays and who pays for him", NULL, customer_account_fields},
    {POST,   "/Distribution/Customers/{id}/SettingsPayment", MAY_WRITE_CUSTOMERS, WRITES,
     account_live_set, "Say how a customer is billed, and who pays for him",
     account_live_settings_fields, customer_account_fields},
    {POST,   "/Distribution/Customers/{id}/Portal", MAY_WRITE_CUSTOMERS, WRITES, staff_live_open,
     "Open the portal as a customer sees it", staff_live_fields, staff_live_link_fields},
    {DELETE, "/Distribution/Customers/{id}/Authenticator", MAY_WRITE_CUSTOMERS, WRITES,
     staff_live_remove_authenticator, "Take away an authenticator that was lost",
     staff_live_authenticator_fields, staff_live_removed_fields},
    {GET,    "/Distribution/Customers/{id}/Contacts", MAY_READ_CUSTOMERS, READS, contact_live_list,
     "List who else may enter the portal for a customer", NULL, contact_live_fields},
    {POST,   "/Distribution/Customers/{id}/Contacts", MAY_WRITE_CUSTOMERS, WRITES,
     contact_live_post, "Add a contact", contact_input_fields, contact_live_fields},
    {POST,   "/Distribution/Customers/{id}/Contacts/{contact}", MAY_WRITE_CUSTOMERS, WRITES,
     contact_live_change, "Change a contact", contact_input_fields, contact_live_fields},
    {DELETE, "/Distribution/Customers/{id}/Contacts/{contact}", MAY_WRITE_CUSTOMERS, WRITES,
     contact_live_delete, "Remove a contact", NULL, contact_live_deleted_fields},

  /* settings */
    {GET,    "/Organization/Settings", MAY_ADMINISTER, READS, setting_live_list,
     "List what you may decide", setting_live_query_fields, setting_live_fields},
    {POST,   "/Organization/Settings", MAY_ADMINISTER, WRITES, setting_live_post,
     "Decide it", setting_live_input_fields, setting_live_fields},

  /* pages of customers */
    {GET,    "/Organization/Look", MAY_ADMINISTER, READS, look_live_list,
     "List the parts of pages that you wrote", NULL, look_part_fields},
    {POST,   "/Organization/Look", MAY_ADMINISTER, WRITES, look_live_post,
     "Write a part of pages, or remove it", look_part_fields, look_part_fields},
    {GET,    "/Organization/Texts/{language}", MAY_ADMINISTER, READS, look_live_texts,
     "List the texts of pages in a language",
     look_live_texts_query_fields, look_words_fields},
    {POST,   "/Organization/Texts/{language}", MAY_ADMINISTER, WRITES, look_live_post_texts,
     "Write texts in place of ours, or remove them",
     look_live_texts_input_fields, look_live_texts_fields},
    {GET,    "/Organization/Logo", MAY_ADMINISTER, READS, look_live_logo,
     "Read where the logo is", look_live_segment_fields, look_live_logo_fields},
    {POST,   "/Organization/Logo", MAY_ADMINISTER, WRITES, look_live_post_logo,
     "Give a logo", look_live_logo_input_fields, look_live_logo_fields},
    {DELETE, "/Organization/Logo", MAY_ADMINISTER, WRITES, look_live_delete_logo,
     "Remove the logo", look_live_segment_fields, look_live_deleted_fields},
    {GET,    "/Organization/Buttons", MAY_ADMINISTER, READS, look_live_buttons,
     "List what each button does", look_live_segment_fields, look_live_button_fields},
    {POST,   "/Organization/Buttons", MAY_ADMINISTER, WRITES, look_live_post_button,
     "Say what a button does", look_live_button_input_fields, look_live_button_fields},
    {GET,    "/Organization/Portal", MAY_ADMINISTER, READS, look_live_get,
     "Read how the pages of a segment are in a language",
     look_live_query_fields, look_fields},
    {POST,   "/Organization/Portal/Secret", MAY_ADMINISTER, WRITES, look_live_post_secret,
     "Make a new portal secret", look_live_segment_fields, look_live_secret_fields},
    {GET,    "/Organization/Portal/Hash", MAY_ADMINISTER, READS, look_live_hash,
     "Make the hash of a customer, or check one",
     look_live_hash_input_fields, look_live_hash_fields},
    {GET,    "/Distribution/Customers/{id}/PortalBlock", MAY_READ_CUSTOMERS, READS, look_live_access,
     "Read whether a customer may enter the portal", NULL, look_live_access_fields},
    {POST,   "/Distribution/Customers/{id}/PortalBlock", MAY_WRITE_CUSTOMERS, WRITES,
     look_live_block, "Close the portal to a customer", NULL, look_live_access_fields},
    {DELETE, "/Distribution/Customers/{id}/PortalBlock", MAY_WRITE_CUSTOMERS, WRITES,
     look_live_unblock, "Open the portal to a customer again", NULL, look_live_access_fields},

    {POST,   "/Finance/Invoices/{id}/Charge", MAY_BILL, WRITES, transaction_live_charge,
     "Charge an invoice now, whatever its plan",
     transaction_live_charge_fields, transaction_live_fields},

  /* why it is so much */
    {GET,    "/Finance/Invoices/{id}/Explanation", MAY_READ_INVOICES, READS, explain_live_invoice,
     "Explain an invoice: the formula of every line and of every tax",
     explain_live_fields, explained_invoice_fields},
    {GET,    "/Finance/Lines/{id}/Explanation", MAY_READ_INVOICES, READS, explain_live_line,
     "Explain one line, invoiced or not", explain_live_fields, explained_line_fields},

  /* gateways */
    {GET,    "/Gateway/Gateways", MAY_READ_INVOICES, READS, gateway_live_list,
     "List the accounts with providers of payments",
     gateway_live_list_fields, gateway_live_fields},
    {POST,   "/Gateway/Gateways", MAY_ADMINISTER, WRITES, gateway_live_post,
     "Add an account with a provider of payments", gateway_input_fields, gateway_live_fields},
    {GET,    "/Gateway/Gateways/{id}", MAY_READ_INVOICES, READS, gateway_live_get,
     "Read an account with a provider of payments", NULL, gateway_live_fields},
    {POST,   "/Gateway/Gateways/{id}", MAY_ADMINISTER, WRITES, gateway_live_change,
     "Change one: its name, its key, whether it is used",
     gateway_input_fields, gateway_live_fields},
    {GET,    "/Gateway/Permissions", MAY_READ_CUSTOMERS, READS, permission_live_list,
     "List registered methods of payment, the newest first",
     permission_live_list_fields, permission_live_fields},
    {POST,   "/Gateway/Permissions", MAY_WRITE_CUSTOMERS, WRITES, permission_live_post,
     "Open a page on which a customer registers a method of payment",
     registration_fields, permission_live_fields},
    {GET,    "/Gateway/Permissions/{id}", MAY_READ_CUSTOMERS, READS, permission_live_get,
     "Read a registered method of payment", NULL, permission_live_fields},
    {POST,   "/Gateway/Permissions/{id}/Confirmation", MAY_WRITE_CUSTOMERS, WRITES,
     permission_live_confirm, "Ask the provider what came of the page",
     NULL, permission_live_fields},
    {POST,   "/Gateway/Permissions/{id}/Default", MAY_WRITE_CUSTOMERS, WRITES,
     permission_live_default, "Charge this method from now on", NULL, permission_live_fields},
    {POST,   "/Gateway/Permissions/{id}/Forgetting", MAY_WRITE_CUSTOMERS, WRITES,
     permission_live_forget, "Forget a method of payment", NULL, permission_live_fields},
    {GET,    "/Gateway/Transactions", MAY_READ_INVOICES, READS, transaction_live_list,
     "List attempts to move money, the newest first",
     transaction_live_list_fields, transaction_live_fields},
    {GET,    "/Gateway/Transactions/{id}", MAY_READ_INVOICES, READS, transaction_live_get,
     "Read an attempt to move money", NULL, transaction_live_fields},
    {POST,   "/Gateway/Transactions/{id}/Simulation", MAY_BILL, WRITES, transaction_live_simulate,
     "Make something happen to one of the sandbox's",
     transaction_live_simulate_fields, transaction_live_fields},

  /* subscriptions */
    {GET,    "/Sub/Subscriptions/{id}", MAY_READ_SUBSCRIPTIONS, READS, subscription_manage_get,
     "Read all that is settled about a subscription", NULL, subscription_sheet_fields},
    {POST,   "/Sub/Subscriptions/{id}", MAY_WRITE_SUBSCRIPTIONS, WRITES, subscription_manage_edit,
     "Edit a subscription", subscription_edit_fields, subscription_sheet_fields},
    {GET,    "/Sub/Offers/Application", MAY_READ_SUBSCRIPTIONS, READS, application_live_get,
     "Who would pay what differently if the offer was applied",
     application_live_fields, applied_fields},
    {POST,   "/Sub/Offers/Application", MAY_WRITE_SUBSCRIPTIONS, WRITES, application_live_post,
     "Apply an offer as it is now to a page of its subscriptions",
     application_live_fields, applied_fields},
  /* SEPA files */
    {GET,    "/Gateway/Mandates", MAY_READ_CUSTOMERS, READS, mandate_live_list,
     "List mandates, the newest first", mandate_live_list_fields, mandate_live_fields},
    {POST,   "/Gateway/Mandates", MAY_WRITE_CUSTOMERS, WRITES, mandate_live_post,
     "Record a mandate that a customer signed", mandate_input_fields, mandate_live_fields},
    {GET,    "/Gateway/Mandates/{id}", MAY_READ_CUSTOMERS, READS, mandate_live_get,
     "Read a mandate", NULL, mandate_live_fields},
    {POST,   "/Gateway/Mandates/{id}", MAY_WRITE_CUSTOMERS, WRITES, mandate_live_amend,
     "Amend a mandate: another account, another name",
     mandate_live_amend_fields, mandate_live_fields},
    {POST,   "/Gateway/Mandates/{id}/Revocation", MAY_WRITE_CUSTOMERS, WRITES,
     mandate_live_revoke, "Revoke a mandate", mandate_live_revoke_fields, mandate_live_fields},
    {GET,    "/Gateway/SepaFiles", MAY_READ_INVOICES, READS, sepa_live_list,
     "List files for the bank, the newest first", sepa_live_list_fields, sepa_live_file_fields},
    {POST,   "/Gateway/SepaFiles", MAY_BILL, WRITES, sepa_live_make,
     "Make the next file for the bank", sepa_live_make_fields, sepa_live_made_fields},
    {GET,    "/Gateway/SepaFiles/{id}", MAY_READ_INVOICES, READS, sepa_live_get,
     "Read what became of a file for the bank", NULL, sepa_live_file_fields},
    {GET,    "/Gateway/SepaFiles/{id}/Content", MAY_BILL, READS, sepa_live_content,
     "Download a file for the bank", NULL, sepa_live_content_fields},
    {POST,   "/Gateway/SepaFiles/{id}/Withdrawal", MAY_BILL, WRITES, sepa_live_withdraw,
     "Withdraw a file that the bank refused or never got", NULL, sepa_live_file_fields},
    {POST,   "/Gateway/SepaStatements", MAY_BILL, WRITES, sepa_live_read,
     "Read a file of the bank's", sepa_live_statement_fields, sepa_live_outcome_fields},
    {GET,    "/Gateway/SepaEntries", MAY_READ_INVOICES, READS, sepa_live_entries,
     "List what the bank told, the newest first",
     sepa_live_entries_fields, sepa_live_entry_fields},

  /* payment links */
    {GET,    "/Sub/PaymentLinks", MAY_READ_CATALOGUE, READS, payment_link_live_list,
     "List payment links", payment_link_live_query_fields, payment_link_live_fields},
    {GET,    "/Sub/PaymentLinks/{id}", MAY_READ_CATALOGUE, READS, payment_link_live_get,
     "Get a payment link", NULL, payment_link_live_fields},
    {POST,   "/Sub/PaymentLinks", MAY_ADMINISTER, WRITES, payment_link_live_add,
     "Make a payment link", payment_link_input_fields, payment_link_live_fields},
    {POST,   "/Sub/PaymentLinks/{id}", MAY_ADMINISTER, WRITES, payment_link_live_change,
     "Change a payment link", payment_link_input_fields, payment_link_live_fields},

  /* promotion codes */
    {GET,    "/Sub/PromotionCodes", MAY_READ_CATALOGUE, READS, promotion_live_list,
     "List promotion codes", promotion_live_query_fields, promotion_live_fields},
    {POST,   "/Sub/PromotionCodes", MAY_ADMINISTER, WRITES, promotion_live_post,
     "Make a promotion code, or change one", promotion_input_fields, promotion_live_fields},
  /* taxes */
    {GET,    "/Finance/Taxes/Rates", MAY_READ_INVOICES, READS, tax_live_rates,
     "List tax rates, your own and those that the program knows",
     tax_live_territory_fields, tax_live_rate_fields},
    {POST,   "/Finance/Taxes/Rates", MAY_ADMINISTER, WRITES, tax_live_post_rate,
     "Add or change a tax rate", tax_live_rate_input_fields, tax_live_rate_fields},
    {GET,    "/Finance/Taxes/Mentions", MAY_READ_INVOICES, READS, tax_live_mentions,
     "List the mentions of invoices, your own and those that the program knows",
     tax_live_key_fields, tax_live_mention_fields},
    {POST,   "/Finance/Taxes/Mentions", MAY_ADMINISTER, WRITES, tax_live_post_mention,
     "Add or change a mention", tax_live_mention_input_fields, tax_live_mention_fields},
    {GET,    "/Finance/Taxes/KeyCharges", MAY_READ_INVOICES, READS, tax_live_key_charges,
     "List what KeyCharges stand for", NULL, key_charge_fields},
    {POST,   "/Finance/Taxes/KeyCharges", MAY_ADMINISTER, WRITES, tax_live_post_key_charge,
     "Say what a KeyCharge stands for", key_charge_fields, key_charge_fields},
    {GET,    "/Finance/Taxes/Oss", MAY_READ_INVOICES, READS, tax_live_oss,
     "What is owed by the one-stop shop for a quarter",
     tax_live_oss_query_fields, oss_line_fields},
    {GET,    "/Finance/Taxes/Customer", MAY_READ_CUSTOMERS, READS, tax_live_customer,
     "Read a customer's VAT number and his exemption",
     tax_live_whose_fields, customer_vat_fields},
    {POST,   "/Finance/Taxes/Customer", MAY_WRITE_CUSTOMERS, WRITES, tax_live_post_customer,
     "Exempt a customer, or have his VAT number checked again",
     tax_live_customer_input_fields, customer_vat_fields},

  /* the seller */
    {GET,    "/Organization/Seller", MAY_READ_INVOICES, READS, tax_live_seller,
     "Read what the law wants to know of a seller",
     tax_live_seller_query_fields, seller_facts_fields},
    {POST,   "/Organization/Seller", MAY_ADMINISTER, WRITES, tax_live_post_seller,
     "Write it", seller_input_fields, seller_facts_fields},

  /* menus */
    {GET,    "/Organization/Segments", MAY_READ_CATALOGUE, READS, menu_live_segments,
     "List segments by name", menu_live_query_fields, menu_live_segment_fields},
    {GET,    "/Sub/Offers", MAY_READ_CATALOGUE, READS, menu_live_offers,
     "List offers by name", menu_live_query_fields, menu_live_offer_fields},
    {GET,    "/Organization/Features", MAY_READ_CATALOGUE, READS, menu_live_features,
     "List features by name", menu_live_feature_query_fields, menu_live_feature_fields},
};
/* clang-format on */

/* The query's IdBusiness is looked at here, for all of them; that of a body where it is read. */
static enum err authenticate(struct ctx *ctx, const struct request *request)
{
    const char *named = query_value(request, "IdBusiness");
    int64_t id_business = NONE;

    TRY(agent_authenticate(ctx, request));
    if (named && *named && !integer_parse(named, INT64_MAX, &id_business))
        id_business = 0; /* no business has it */
    return live_check_business(ctx, id_business);
}

const struct face backoffice_face = {
    .name = "backoffice",
    .routes = routes,
    .count = COUNT_OF(routes),
    .authenticate = authenticate,
    .version = TACITE_VERSION,
    .set_time = clock_read,
    .recall = answer_recall,
    .remember = answer_remember,
    .respond_error = live_face_error,
};
