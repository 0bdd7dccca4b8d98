/* The command line on one page. */
#include "app/command.h"

#include <string.h>

#include "base/count.h"
#include "domain/accounts/clock.h"

const struct command commands[] = {
    {.name = "serve",
     .summary = "answer the API on HTTP until it is told to stop (SIGTERM or Ctrl-C)",
     .help = "Only one process may have an SQLite database open; while it serves, the other "
             "commands\nwork through it. Put a reverse proxy in front for TLS.\n\n"
             "  tacite serve --port 8080\n",                                            .options = "address port log",
     .needs = NEEDS_NOTHING,
     .run = command_serve                                                                                                                                                              },
    {.name = "init",
     .summary = "make the database, a business with its first segment, and a key pair",
     .help =
         "A business is a sandbox unless --live is given, for good. The API key is shown once.\n\n"
         "  tacite init --name 'My company' --currency EUR --tax-rate 20\n",            .options = "name live language currency time-zone segment tax-rate",
     .needs = NEEDS_DATABASE,
     .run = command_init                                                                                                                                                               },
    {.name = "demo",
     .summary = "make a sandbox with a catalogue and a dozen customers to look at",
     .help = "It says the key pair, and two paths on the server that let in whoever has them: of one\n"
             "customer's portal, and of the offers.\n\n"
             "  tacite demo && tacite serve\n",
     .options = "",
     .needs = NEEDS_DATABASE,
     .run = command_demo                                                                                                                                                               },
    {.name = "catalogue",
     .arguments = "FILE.json",
     .summary = "load features, discounts, offers and pricing tables from a JSON file",
     .help = "What exists under a reference is updated; running subscriptions do not change.\n"
             "All or nothing: every mistake is listed with its place.\n\n"
             "A step of a price has QuantityMax, Increment, AmountPerIncrement (or "
             "AmountPerIncrementExact\nor Percentage, texts like \"0.125\"), AmountFlat and "
             "AmountCeiling. A feature of an offer may\nhave AmountMin, AmountMax and Timing "
             "(Advance, Arrears), an offer AmountMinimum,\nAmountThreshold and "
             "TimingRecurrence.\n\n"
             "  tacite catalogue catalogue.json\n",                                                                                                          .options = "",
     .needs = NEEDS_BUSINESS,
     .run = command_catalogue},
    {.name = "import",
     .arguments = "FILE.csv",
     .summary = "create customers and subscriptions from a CSV file",
     .help = "The first line names the columns, in any order; --template writes an empty file with "
             "all of\nthem. The whole file is checked first: if a row is bad, each one is listed "
             "and nothing is\nwritten, unless --keep-going writes the good ones and puts the bad "
             "ones into FILE.bad.csv.\nThe same file twice changes nothing, and an import that was "
             "interrupted goes on.\n\n"
             "  tacite import --template customers.xlsx\n"
             "  tacite import customers.csv --dry-run\n"
             "  tacite import customers.csv\n",                                                                                        .options = "dry-run keep-going segment template",
     .needs = NEEDS_BUSINESS,
     .run = command_import},
    {.name = "clock",
     .summary = "show a sandbox's clock, or move it and do all that falls due on the way",
     .help =
         "Until the first document a test clock may be set to any moment, then only forward.\n\n"
         "  tacite clock\n"
         "  tacite clock --to 2026-12-31T23:59:59Z\n",                                           .options = "to",
     .needs = NEEDS_BUSINESS,
     .run = command_clock                                                                       },
    {.name = "bill",
     .summary = "bill one customer now, or all that is due",
     .help = "  tacite bill                          everything that is due\n"
             "  tacite bill --customer ada           one customer's balance, due or not\n",                                             .options = "customer segment note",
     .needs = NEEDS_BUSINESS,
     .run = command_bill             },
    {.name = "export",
     .arguments = "customers|subscriptions|invoices|estimates|lines|ledger|events|failures",
     .summary = "write a list as CSV, or as JSON with --json",
     .help = "  tacite export invoices > invoices.csv\n",
     .options = "",
     .needs = NEEDS_BUSINESS,
     .run = command_export},
    {.name = "verify",
     .summary = "check the books: sums, taxes, numbers, ledger, chain, orphans",
     .help = "Exit code 1 if anything is wrong. --heads names head files that backups left, "
             "separated by\ncommas: the chain must still contain each of them.\n\n"
             "  tacite verify --heads backup.db.head.json\n",                                                           .options = "heads",
     .needs = NEEDS_BUSINESS,
     .run = command_verify                                                                                                                           },
    {.name = "backup",
     .arguments = "FILE",
     .summary = "write a consistent copy of the database, and the head of its chain beside it",
     .help = "The sealing key is not part of it: keep the key file apart. On PostgreSQL pg_dump is "
             "used.\n\n"
             "  tacite backup /backups/tacite-2026-12-01.db\n",                                                                                                               .options = "",
     .needs = NEEDS_DATABASE,
     .run = command_backup},
    {.name = "key",
     .arguments =
         "create|list|revoke AGENTKEY|rotate|secret set|show|unset NAME|secret list",                                                           .summary = "API key pairs, the sealing key, and the secrets that it seals",
     .help = "  tacite key create --name 'web shop' --permissions 'customers:write usage:write'\n"
             "  tacite key revoke 0123456789abcdef0123456789abcdef\n"
             "  tacite key rotate                    a new sealing key, everything sealed anew\n"
             "  tacite key secret set seller.iban    reads the value from standard input; --of "
             "says whose\n",                                                                                                                                .options = "name permissions expires of",
     .needs = NEEDS_BUSINESS,
     .run = command_key,
     .reads_input = true},
    {.name = "customer",
     .arguments = "list|show|set|credits|credit|suspend|enable|anonymize|revoke-links|invalidate|vat REFERENCE",
     .summary = "how customers are billed, who pays for them, their credits and their access",
     .help = "set takes a --payer (another customer of the segment, on whose invoices the lines are "
             "then), a\n--note for all invoices, a --mode (Auto or Manual), a --type (bank, check, "
             "cash, other) and the\ndate of the --next-billing; none removes payer and note. credit "
             "gives a promotion of an --amount\nwithout tax, which may lapse (--expires).\n"
             "anonymize cannot be undone, and wants every invoice paid; invalidate gives a random\n"
             "reference, which is printed. vat shows what is known of his VAT number; with --ask VIES "
             "is asked\nagain, in the background.\n\n"
             "  tacite customer list\n"
             "  tacite customer set cust-42 --payer head-office\n"
             "  tacite customer credit cust-42 --amount 20 --label Welcome --expires 2027-01-01\n"
             "  tacite customer suspend cust-42\n"
             "  tacite customer vat cust-42 --ask\n",
     .options = "segment payer note mode type next-billing amount label expires ask",
     .needs = NEEDS_BUSINESS,
     .run = command_customer},
    {.name = "invoice",
     .arguments = "list|show|pay|charge|cancel|refund|credit|refresh|dispute|won|lost|writeoff|reopen NUMBER, compose JSON, drafts, draft|edit|issue|discard|send|mark-sent|mark-paid ID",
     .summary = "the invoices of a customer or a segment, and what happens to them",
     .help = "An amount is in the customer's currency, 49.90; without one an invoice is paid whole. "
             "Types\nare bank, check, cash and other, which may have a --label. With a --reference of "
             "your own a\npayment counts once, however often it is recorded.\n"
             "cancel, refund, credit, dispute, writeoff and reopen want a --reason; the first three make "
             "a credit\nnote. With --keep-content the lines of a cancelled invoice go back into the "
             "balance. A refund\nwithout an --amount gives back what is left; credit does the same into "
             "the customer's balance.\nrefresh cancels an unpaid invoice and issues it again with the "
             "customer's present address.\nA draft is an invoice that waits (setting draft_hours) and is "
             "named by its id; discard puts its\nlines back into the balance. compose makes one of what you "
             "type (Lines, discounts, a deposit, an order),\nedit changes it. send, mark-sent and mark-paid "
             "issue it first; send mails it, with a --note.\n\n"
             "  tacite invoice list --customer ada\n"
             "  tacite invoice pay S1-00000042 --type bank --date 2026-12-01\n"
             "  tacite invoice charge S1-00000042\n"
             "  tacite invoice cancel S1-00000042 --reason 'sent to the wrong company'\n"
             "  tacite invoice refund S1-00000042 --reason 'a bad day' --amount 10 --type bank\n",
     .options = "customer segment amount type label date reference note reason keep-content",
     .needs = NEEDS_BUSINESS,
     .run = command_invoice},
    {.name = "estimate",
     .arguments = "list|create JSON|show|edit|delete|send|mark-sent|duplicate|approve|decline|convert|cancel NUMBER",
     .summary = "estimates: composed, sent, approved or declined, made into invoices",
     .help = "An estimate is named by its number, or by its id while it is a draft. create takes what "
             "the API\ntakes: a customer and a Composition of Lines; edit takes what changes. Once it was "
             "sent it is\nduplicated and cancelled instead. send mails it, with a --note of yours; mark-sent "
             "does all but that.\napprove and decline answer in the customer's stead and want his --name and "
             "the --reason; his\ncomment is a --note.\n\n"
             "  tacite estimate create '{\"ReferenceCustomer\": \"ada\", \"Composition\": {\"Lines\":\n"
             "    [{\"Label\": \"Design\", \"Quantity\": 3, \"AmountUnit\": 40000}]}}'\n"
             "  tacite estimate send 1042\n"
             "  tacite estimate approve SD2-00000007 --name 'Ada Lovelace' --reason 'signed on paper'\n"
             "  tacite estimate list --state Sent\n",
     .options = "customer segment state name reason note",
     .needs = NEEDS_BUSINESS,
     .run = command_estimate},
    {.name = "explain",
     .arguments = "NUMBER | line ID",
     .summary = "why an invoice or a line comes to what it does: formula, units, rounding, tax",
     .help = "For people a table with a sentence for each line and tax; --json writes the formulas as "
             "data.\nThe id of a line is in that data and in tacite export lines. The language "
             "is the\ncustomer's unless --language says otherwise.\n\n"
             "  tacite explain S1-00000042\n"
             "  tacite explain S1-00000042 --json\n"
             "  tacite explain line 1234\n",
     .options = "language",
     .needs = NEEDS_BUSINESS,
     .run = command_explain},
    {.name = "payment",
     .arguments = "list|add [NUMBER...]|receipt ID",
     .summary = "the payments that were recorded, one more, and receipts",
     .help = "Without invoice numbers the customer's oldest invoices are paid first; what is over "
             "becomes his\ncredit. With --prepaid all of it does, and pays his later invoices. "
             "receipt prints a PDF.\n\n"
             "  tacite payment add --customer ada --amount 120 --type check --reference 7340112\n"
             "  tacite payment list --customer ada\n"
             "  tacite payment receipt 1042 --output receipt.pdf\n",
     .options = "customer segment amount type label date reference note prepaid output",
     .needs = NEEDS_BUSINESS,
     .run = command_payment},
    {.name = "statement",
     .arguments = "CUSTOMER",
     .summary = "what a customer owed, what happened, and what he owes",
     .help = "From a day to a day, both included, as they are where he lives; otherwise since ever and "
             "until today.\nThe amounts are those of the books.\n\n"
             "  tacite statement ada --from 2026-01-01 --to 2026-03-31\n"
             "  tacite statement ada --csv > ada.csv\n"
             "  tacite statement ada --pdf --output ada.pdf\n",
     .options = "segment from to csv pdf language output",
     .needs = NEEDS_BUSINESS,
     .run = command_statement},
    {.name = "subscription",
     .arguments = "list|show ID|start ID|suspend ID|upgrade ID OFFER|terminate ID|term ID|edit ID JSON",
     .summary = "the subscriptions of a customer or a segment, and what happens to them",
     .help = "What is done is done now; --at-term, or a --date to come, schedules it, and start calls "
             "it off\nagain. A --date in the past is where a draft has started or a subscription has "
             "ended.\nstart may --waive the charge of the period that begins. terminate may say what "
             "becomes of an\n--unused part: Nothing, Credit or Refund. term moves the end of the period "
             "to --date. edit takes\nwhat changes as JSON; prices change at the next renewal, or --now "
             "with the difference.\n\n"
             "  tacite subscription list --customer ada\n"
             "  tacite subscription suspend 1042 --date 2026-12-01\n"
             "  tacite subscription terminate 1042 --now --unused Credit\n"
             "  tacite subscription edit 1042 '{\"AmountRecurrence\": 2500}' --now\n",
     .options = "customer segment now at-term date unused waive ignore-engagement",
     .needs = NEEDS_BUSINESS,
     .run = command_subscription},
    {.name = "offer",
     .arguments = "apply REFERENCE",
     .summary = "bring an offer as it is now to the subscriptions that were copied from it",
     .help = "Prices and features change at each subscription's next renewal, or --now with the "
             "difference for\nthe rest of the period. What was edited for one subscription stays. "
             "--preview only lists who\npays what before and after, as CSV. It may be interrupted and "
             "repeated.\n\n"
             "  tacite offer apply gold --preview > gold.csv\n"
             "  tacite offer apply gold\n",
     .options = "segment now preview",
     .needs = NEEDS_BUSINESS,
     .run = command_offer},
    {.name = "contact",
     .arguments = "list|add EMAIL|set ID [EMAIL]|remove ID",
     .summary = "who else may enter the portal for a customer, and what he may do there",
     .help = "--type is the role: an Owner may do all that the customer may, an Approver looks, pays and\n"
             "approves estimates, a Payer looks and pays, a Viewer looks. With another e-mail or role his\n"
             "links and visits end.\n\n"
             "  tacite contact add claire@example.com --customer ada --name Claire --type Payer\n"
             "  tacite contact set 42 --customer ada --type Owner\n",
     .options = "customer segment name type",
     .needs = NEEDS_BUSINESS,
     .run = command_contact},
    {.name = "mandate",
     .arguments = "list|show RUM|add|amend RUM|revoke RUM|import FILE.csv",
     .summary = "SEPA mandates: what customers signed, so that their accounts can be debited",
     .help = "add wants --customer, --name (the holder of the account) and --iban; --reference is the RUM\n"
             "of one that was signed elsewhere, --date when, --scheme Core or B2b, --type Recurrent or\n"
             "OneOff. An import wants the columns ReferenceCustomer, ReferenceMandate, NameDebtor, Iban\n"
             "and DateSignature, and is all or nothing.\n\n"
             "  tacite mandate add --customer ada --name 'Ada Lovelace' --iban FR7630006000011234567890189\n"
             "  tacite mandate amend TACITE-M1042 --iban DE89370400440532013000\n"
             "  tacite mandate revoke TACITE-M1042 --reason 'she asked for it'\n",
     .options = "customer segment gateway name iban bic reference scheme type date reason",
     .needs = NEEDS_BUSINESS,
     .run = command_mandate},
    {.name = "sepa",
     .arguments = "file|files|content ID|withdraw ID|read FILE...|entries",
     .summary = "files for the bank, and what the bank tells",
     .help = "file makes the next one of what waits, --type Debits or Transfers (of refunds); --date leaves\n"
             "what is collected later for another file, --output says where to write it. content writes\n"
             "the same bytes again; withdraw lets everything in a file that the bank refused wait for\n"
             "the next. read takes pain.002, camt.053 and camt.054, however often; entries lists what\n"
             "was read, --state Unmatched what somebody should look at.\n\n"
             "  tacite sepa file --output debits.xml\n"
             "  tacite sepa read statement.xml\n"
             "  tacite sepa entries --state Unmatched\n",
     .options = "segment gateway type date output state",
     .needs = NEEDS_BUSINESS,
     .run = command_sepa},
    {.name = "payment-link",
     .arguments = "list|add OFFER|enable ID|disable ID",
     .summary = "public addresses that lead anybody to an offer",
     .help = "Whoever opens one may subscribe to the offer, and says who he is on the way. It may fill in "
             "a\npromotion code (--discount), be good for a number of --uses, or --until a date.\n\n"
             "  tacite payment-link add starter --name 'Fair in Lyon' --discount SPRING --uses 100\n"
             "  tacite payment-link disable 42\n",
     .options = "segment name discount uses until",
     .needs = NEEDS_BUSINESS,
     .run = command_payment_link},
    {.name = "promotion",
     .arguments = "list|add CODE|enable CODE|disable CODE",
     .summary = "the promotion codes, and one more",
     .help = "A code gives the --discount, or several of them separated by commas; aimed at one feature "
             "as\ndiscount:feature. Its limits are --uses in all, --uses-per-customer, --from a date, "
             "--until\nbefore a date, --offer one or several, and --first for a first subscription only. "
             "Adding a code\nthat is there changes its limits.\n\n"
             "  tacite promotion add SPRING --discount ten-off --uses 100 --until 2027-06-01\n"
             "  tacite promotion disable SPRING\n",
     .options = "segment name discount offer uses uses-per-customer from until first",
     .needs = NEEDS_BUSINESS,
     .run = command_promotion},
    {.name = "recurring",
     .arguments = "list|show ID|add FILE.json|edit ID FILE.json|start|pause|skip|end|duplicate|delete ID",
     .summary = "invoices that come again and again: their dates, and what they made",
     .help = "The file holds what POST /Finance/RecurringInvoices takes (docs/recurring.md); of an edit, "
             "what\nchanges from the next invoice on. It is a draft until it is started; dates that passed "
             "before\ntoday are skipped, or made up for with --missed CatchUp.\n\n"
             "  tacite recurring add maintenance.json\n"
             "  tacite recurring start 4711\n"
             "  tacite recurring list --customer ada --state Active\n",
     .options = "customer segment state missed",
     .needs = NEEDS_BUSINESS,
     .run = command_recurring},
    {.name = "usage",
     .arguments = "correct EVENT-ID",
     .summary = "put right an event that was reported",
     .help = "What is right is what it should --add, or what it should --set the level to; or it is "
             "--withdrawn.\nIn a period that was rated the difference becomes a line of the balance.\n\n"
             "  tacite usage correct log-1003 --customer ada --feature texts --add 40\n"
             "  tacite usage correct log-1003 --customer ada --feature texts --withdrawn\n",
     .options = "customer feature add set withdrawn",
     .needs = NEEDS_BUSINESS,
     .run = command_usage},
    {.name = "seller",
     .arguments = "[show|set NAME VALUE...]",
     .summary = "what the law wants to know of the seller: it stands on invoices",
     .help = "Names are those that it shows. The country says which taxes are due where they go by "
             "place\n(setting taxes). IBAN and BIC are secrets: tacite key secret set seller.iban.\n\n"
             "  tacite seller\n"
             "  tacite seller set siren 303265045 vat_number FR40303265045 vat_regime Standard\n"
             "  tacite seller set address_line1 '1 rue de la Paix' zip_code 75002 city Paris country "
             "FR\n",
     .options = "segment",
     .needs = NEEDS_BUSINESS,
     .run = command_seller},
    {.name = "tax",
     .arguments = "rates|mentions|natures [add ...] | oss --quarter 2026Q4",
     .summary = "tax rates, mentions of invoices, what KeyCharges stand for; what is owed by OSS",
     .help = "Your own rates and mentions count before those that the program knows; what begins on the "
             "same day\nis replaced, and one that ends on the day it begins never holds. A - leaves a "
             "value out.\n\n"
             "  tacite tax rates add FR Standard 20.5 2027-01-01\n"
             "  tacite tax mentions add ReverseCharge fr 'Autoliquidation' 2028-01-01\n"
             "  tacite tax natures add TRAINING Exempt - VATEX-FR-CGI261-4 'Art. 261-4-4 du CGI'\n"
             "  tacite tax oss --quarter 2026Q4 > oss.csv\n",
     .options = "quarter",
     .needs = NEEDS_BUSINESS,
     .run = command_tax},
    {.name = "gateway",
     .arguments = "list|add TYPE card|debit|activate|deactivate ID|transactions|simulate ID WHAT",
     .summary = "accounts with providers of payments, and what they were asked to move",
     .help =
         "Its API key and the secret of its notifications are given on standard input:\n"
         "tacite key secret set gateway.key --of NAME. In a sandbox, simulate makes a transaction "
         "of the\nSandbox gateway succeed, reject, dispute, win or lose.\n\n"
         "  tacite gateway add Sandbox card\n"
         "  tacite gateway add Stripe card --name 'Cards in euros'\n"
         "  tacite gateway transactions --customer ada\n"
         "  tacite gateway simulate 1042 dispute\n",
     .options = "customer segment name",
     .needs = NEEDS_BUSINESS,
     .run = command_gateway},
    {.name = "method",
     .arguments = "list|register [NUMBER]|default|forget|confirm ID",
     .summary = "the methods of payment that customers registered",
     .help = "register prints the page on which the customer types what never reaches us; in a "
             "sandbox a\ntest number does without.\n\n"
             "  tacite method register --customer ada --type card\n"
             "  tacite method register --customer ada --type card 4200460037003700\n"
             "  tacite method list --customer ada\n",
     .options = "customer segment type",
     .needs = NEEDS_BUSINESS,
     .run = command_method},
    {.name = "segment",
     .arguments = "[install-url URL|none]",
     .summary = "list the segments, or say where the pages of one are installed",
     .help = "The install URL is a page of your own site that shows ours inside; without one, links\n"
             "lead to this server.\n\n"
             "  tacite segment install-url https://www.example.com/billing --segment default\n",
     .options = "segment",
     .needs = NEEDS_BUSINESS,
     .run = command_segment},
    {.name = "setting",
     .arguments = "[KEY VALUE]",
     .summary = "list the settings, or write one for the business or a --segment",
     .help = "  tacite setting\n"
             "  tacite setting payment_limit_days 45\n",                                                                                                                                     .options = "segment",
     .needs = NEEDS_BUSINESS,
     .run = command_setting},
    {.name = "look",
     .arguments = "[KEY FILE|none]",
     .summary = "parts of customers' pages and documents: zones of HTML, style, contact, logo",
     .help = "Keys are Page.Header, Page.Top, Page.Bottom, Page.Footer, Css, Contact,\n"
             "Document.Footer.1 to .5, and Logo; the file holds what is shown, `none` removes it. What\n"
             "may not stand there is refused with its line and column. --language and --segment say\n"
             "for which it is; the nearest counts. Colours and fonts are settings.\n\n"
             "  tacite look\n"
             "  tacite look Page.Top top.html --language fr\n"
             "  tacite look Logo logo.png\n",
     .options = "language segment",
     .needs = NEEDS_BUSINESS,
     .run = command_look},
    {.name = "text",
     .arguments = "LANGUAGE [KEY TEXT|none] | LANGUAGE import FILE",
     .summary = "list what customers' pages say, or write texts in place of ours",
     .help = "A file holds lines `key = text`, of which all or none are taken.\n\n"
             "  tacite text fr\n"
             "  tacite text fr invoices 'Vos factures'\n"
             "  tacite text fr import textes.txt --segment default\n",
     .options = "segment",
     .needs = NEEDS_BUSINESS,
     .run = command_texts},
    {.name = "button",
     .arguments = "[BUTTON Default|Hide|URL]",
     .summary = "list what the portal's buttons do, or say it for the business or a --segment",
     .help = "  tacite button\n"
             "  tacite button Terminate https://www.example.com/leaving\n"
             "  tacite button RemoveMethod Default\n",
     .options = "segment",
     .needs = NEEDS_BUSINESS,
     .run = command_button},
    {.name = "webhook",
     .arguments = "list|add URL EVENT...|verify ID [CODE]|activate|deactivate|delete ID|history [ID]|"
                  "retry ID",
     .summary = "who is told what happens, and what was told",
     .help = "A new webhook tells nothing until it is verified: `verify ID` has a code sent to its "
             "url,\n`verify ID CODE` brings it back. What happens while one is not active is never "
             "told. The\nhistory goes back 60 days; `retry` delivers one of it again.\n\n"
             "  tacite webhook add https://example.org/hook CustomerAdded InvoiceDebitPaid\n"
             "  tacite webhook history 1042\n",
     .options = "",
     .needs = NEEDS_BUSINESS,
     .run = command_webhook},
    {.name = "mail",
     .arguments = "types|on|off TYPE...|list|show|resend ID|test ADDRESS [TYPE]|preview [TYPE]|"
                  "text TYPE [PART TEXT]|template TYPE Html|Text [FILE]",
     .summary = "what customers are told by e-mail",
     .help = "No mail goes out by itself until its kind is switched on; `types` lists them. A sandbox "
             "keeps\nmails to be looked at, a live business sends them: settings mail_... and smtp_..., "
             "the secret\nbusiness.smtp_password. A text or a file `none` takes ours back; the kind "
             "`Every` stands for all.\n\n"
             "  tacite mail on InvoiceToPay InvoicePaid\n"
             "  tacite mail list --customer acme --state Refused\n"
             "  tacite mail test me@example.com InvoiceToPay\n"
             "  tacite mail preview InvoiceToPay --language fr --output invoice.html\n"
             "  tacite mail text InvoiceToPay subject 'Invoice {{invoice.full_number}}' --language "
             "en\n",
     .options = "customer segment state type language output",
     .needs = NEEDS_BUSINESS,
     .run = command_mail},
    {.name = "empty",
     .summary = "empty a sandbox of customers, subscriptions, invoices and books",
     .help = "Agents, keys, segments and the catalogue stay. A live business is refused.\n\n"
             "  tacite empty --yes\n",                                .options = "yes",
     .needs = NEEDS_BUSINESS,
     .run = command_empty                                                                                                                                                            },
    {.name = "migrate",
     .summary = "bring the database's schema up to this program's",
     .help = "A copy of an SQLite file in use is made first. --dry-run only looks.\n",
     .options = "dry-run",
     .needs = NEEDS_NOTHING,
     .run = command_migrate                                                                                                                                                              },
};
const size_t command_count = COUNT_OF(commands);

const struct command *command_named(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* A command lives at one moment of its business, like a request. */
static enum err read_time(struct ctx *ctx, void *data)
{
    (void)data;
    return clock_read(ctx);
}

static enum err choose_business(struct job *job, int64_t id)
{
    TRY(app_business(job->app, &job->ctx, id, &job->business));
    job->ctx = app_ctx(job->app, job->console->arena, &job->business);
    return app_read(job->app, &job->ctx, read_time, NULL);
}

int command_run(const struct command *command, struct console *console, struct app *app)
{
    struct job job = {.console = console, .app = app};
    int64_t id = console->options.business == NONE ? 0 : console->options.business;
    enum err err = OK;

    job.ctx = app_ctx(app, console->arena, NULL);
    if (command->needs == NEEDS_BUSINESS)
        err = choose_business(&job, id);
    return err == OK ? command->run(&job) : console_failures(console, &job.ctx, err);
}
