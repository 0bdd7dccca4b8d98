-- Money over time: prices, rhythms and usage, drafts and numbers, taxes by place, codes, and how
-- money is collected.
--
-- Conventions and units as in 0001_core.sql.

-- prices and rhythms ---------------------------------------------------------------------------------

-- When the recurring fee is charged ('Advance' or 'Arrears'; NULL: in advance), what the fees of a period
-- come to at least, and what consumption is charged as soon as it is worth that.
ALTER TABLE offers ADD COLUMN timing_recurrence TEXT CHECK (timing_recurrence IN ('Advance', 'Arrears'));
ALTER TABLE offers ADD COLUMN amount_minimum BIGINT CHECK (amount_minimum >= 0);
ALTER TABLE offers ADD COLUMN amount_threshold BIGINT CHECK (amount_threshold > 0);
ALTER TABLE subscriptions ADD COLUMN timing_recurrence TEXT;
ALTER TABLE subscriptions ADD COLUMN amount_minimum BIGINT;
ALTER TABLE subscriptions ADD COLUMN amount_threshold BIGINT;
-- Of one with a minimum: what the fees of the present period came to so far, less discounts; NULL: a
-- trial, or paid elsewhere.
ALTER TABLE subscriptions ADD COLUMN amount_period BIGINT;
-- What a recurring fee in arrears came to in the present period before date_accrued; NULL: its start.
ALTER TABLE subscriptions ADD COLUMN amount_accrued BIGINT;
ALTER TABLE subscriptions ADD COLUMN date_accrued BIGINT;

-- The same of a feature; amount_min and amount_max: what a period of it costs at least and at most.
ALTER TABLE offer_features ADD COLUMN timing TEXT CHECK (timing IN ('Advance', 'Arrears'));
ALTER TABLE offer_features ADD COLUMN amount_min BIGINT CHECK (amount_min >= 0);
ALTER TABLE offer_features ADD COLUMN amount_max BIGINT CHECK (amount_max > 0);
ALTER TABLE subscription_features ADD COLUMN timing TEXT;
ALTER TABLE subscription_features ADD COLUMN amount_min BIGINT;
ALTER TABLE subscription_features ADD COLUMN amount_max BIGINT;
-- The period that the next five are of; while another runs they say nothing.
ALTER TABLE subscription_features ADD COLUMN period_open BIGINT;
ALTER TABLE subscription_features ADD COLUMN amount_accrued BIGINT;
ALTER TABLE subscription_features ADD COLUMN date_accrued BIGINT;
-- What of a consumption was charged at a threshold, for how much of it, in how many lines.
ALTER TABLE subscription_features ADD COLUMN amount_charged BIGINT;
ALTER TABLE subscription_features ADD COLUMN quantity_charged BIGINT;
ALTER TABLE subscription_features ADD COLUMN count_charged BIGINT;

-- Subscriptions with a threshold whose consumption has changed: the clock looks at them.
CREATE TABLE subscription_thresholds (
    id_business     BIGINT NOT NULL,
    id_subscription BIGINT NOT NULL,
    due_at          BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_subscription)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX subscription_thresholds_due
    ON subscription_thresholds (id_business, due_at, id_subscription);

-- lifecycle ------------------------------------------------------------------------------------------

-- What periods are counted from, and how the first one is charged; NULL: the segment's setting.
ALTER TABLE offers ADD COLUMN anchor       TEXT;   -- 'Start', 'Day', 'Calendar'
ALTER TABLE offers ADD COLUMN billing_day  BIGINT;
ALTER TABLE offers ADD COLUMN first_period TEXT;   -- 'Prorated', 'Free', 'Whole'

-- Copied when a subscription is created; NULL: from the start, by hours, truncated, in UTC.
ALTER TABLE subscriptions ADD COLUMN anchor             TEXT;
ALTER TABLE subscriptions ADD COLUMN billing_day        BIGINT;
ALTER TABLE subscriptions ADD COLUMN first_period       TEXT;
ALTER TABLE subscriptions ADD COLUMN time_zone          TEXT;
ALTER TABLE subscriptions ADD COLUMN proration_unit     TEXT;
ALTER TABLE subscriptions ADD COLUMN proration_rounding TEXT;
ALTER TABLE subscriptions ADD COLUMN month_length       TEXT;
-- The present period costs nothing: a first one that is free, or one that was waived.
ALTER TABLE subscriptions ADD COLUMN is_period_free BIGINT NOT NULL DEFAULT 0
    CHECK (is_period_free IN (0, 1));
-- What becomes of the rest of the period when a termination that is scheduled comes; NULL: nothing.
ALTER TABLE subscriptions ADD COLUMN unused_part  TEXT;
ALTER TABLE subscriptions ADD COLUMN date_restart BIGINT; -- of a suspended one
ALTER TABLE subscriptions ADD COLUMN edit_pending TEXT;   -- JSON: what changes at the next renewal

-- What a period was for, before an edit changed the subscription; NULL: as it is now.
ALTER TABLE subscription_periods ADD COLUMN amount_recurrence   BIGINT;
ALTER TABLE subscription_periods ADD COLUMN duration_recurrence BIGINT;
ALTER TABLE subscription_periods ADD COLUMN unit_recurrence     TEXT;

-- What an offer said before it was changed: by this one knows a subscription's own price from one that
-- it copied.
CREATE TABLE offer_versions (
    id_business BIGINT NOT NULL,
    id_offer    BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    content     TEXT   NOT NULL, -- JSON: prices and features
    date_update BIGINT NOT NULL, -- until when
    PRIMARY KEY (id_business, id_offer, version)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX subscriptions_of_offer ON subscriptions (id_business, id_offer, id);

-- usage ----------------------------------------------------------------------------------------------

-- How a consumption's quantity is made of what is reported, and whether its level goes over into the
-- next period (rules/aggregation.h).
ALTER TABLE offer_features ADD COLUMN mode_quantity TEXT NOT NULL DEFAULT 'Sum'
    CHECK (mode_quantity IN ('Sum', 'Maximum', 'Latest', 'Weighted'));
ALTER TABLE offer_features ADD COLUMN is_carried_over BIGINT NOT NULL DEFAULT 0
    CHECK (is_carried_over IN (0, 1));
ALTER TABLE subscription_features ADD COLUMN mode_quantity TEXT NOT NULL DEFAULT 'Sum'
    CHECK (mode_quantity IN ('Sum', 'Maximum', 'Latest', 'Weighted'));
ALTER TABLE subscription_features ADD COLUMN is_carried_over BIGINT NOT NULL DEFAULT 0
    CHECK (is_carried_over IN (0, 1));

-- Where the level is, so that it can be counted on from there. What was counted before these columns
-- came has none of them.
ALTER TABLE usage_counters ADD COLUMN opening BIGINT NOT NULL DEFAULT 0; -- the level at the start
ALTER TABLE usage_counters ADD COLUMN level BIGINT; -- NULL: the quantity itself
ALTER TABLE usage_counters ADD COLUMN mean BIGINT;
ALTER TABLE usage_counters ADD COLUMN rest BIGINT;
ALTER TABLE usage_counters ADD COLUMN counted_at BIGINT; -- of the latest event
ALTER TABLE usage_counters ADD COLUMN set_at BIGINT; -- of the latest that set the level, not added to it

-- Among the events of one request that have the same moment, its place in it.
ALTER TABLE usage_events ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
-- What it says was put right then; with neither value it was withdrawn.
ALTER TABLE usage_events ADD COLUMN date_correction BIGINT;

-- promotion codes ------------------------------------------------------------------------------------

-- A code that gives discounts to whoever subscribes with it, within its limits. Kept in capitals.
CREATE TABLE promotion_codes (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business           BIGINT NOT NULL,
    id_segment            BIGINT NOT NULL,
    promotion_code        TEXT   NOT NULL,
    name                  TEXT   NOT NULL,
    state_promotion       TEXT   NOT NULL CHECK (state_promotion IN ('Enabled', 'Disabled')),
    uses_max              BIGINT CHECK (uses_max > 0), -- in all; NULL: no limit
    uses_per_customer_max BIGINT CHECK (uses_per_customer_max > 0),
    date_from             BIGINT,
    date_until            BIGINT, -- the first moment at which it is over
    is_first_subscription BIGINT NOT NULL CHECK (is_first_subscription IN (0, 1)),
    uses                  BIGINT NOT NULL,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX promotion_codes_code ON promotion_codes (id_business, id_segment, promotion_code);

CREATE TABLE promotion_discounts (
    id_business  BIGINT NOT NULL,
    id_promotion BIGINT NOT NULL,
    id_discount  BIGINT NOT NULL,
    id_feature   BIGINT NOT NULL DEFAULT 0, -- 0: not aimed at one feature
    PRIMARY KEY (id_business, id_promotion, id_discount, id_feature)
) /*sqlite WITHOUT ROWID */;

-- The offers that it is for; none: all of them.
CREATE TABLE promotion_offers (
    id_business  BIGINT NOT NULL,
    id_promotion BIGINT NOT NULL,
    id_offer     BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_promotion, id_offer)
) /*sqlite WITHOUT ROWID */;

CREATE TABLE promotion_uses (
    id_business     BIGINT NOT NULL,
    id_promotion    BIGINT NOT NULL,
    id_customer     BIGINT NOT NULL,
    id_subscription BIGINT NOT NULL,
    date_use        BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_promotion, id_customer, id_subscription)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX promotion_uses_of_subscription ON promotion_uses (id_business, id_subscription);

-- taxes ----------------------------------------------------------------------------------------------

-- What the merchant adds to the program's own tables (rules/vat_table.c), and what counts before
-- them. Days are texts in the seller's calendar; date_until is the first day outside.
CREATE TABLE tax_rates (
    id_business   BIGINT NOT NULL,
    territory     TEXT   NOT NULL, -- FR, or RE, a part with rates of its own
    kind_rate     TEXT   NOT NULL,
    rate_tax      BIGINT NOT NULL CHECK (rate_tax BETWEEN 0 AND 10000),
    date_from     TEXT   NOT NULL,
    date_until    TEXT,
    PRIMARY KEY (id_business, territory, kind_rate, date_from)
) /*sqlite WITHOUT ROWID */;

CREATE TABLE tax_mentions (
    id_business BIGINT NOT NULL,
    key_mention TEXT   NOT NULL,
    language    TEXT   NOT NULL,
    date_from   TEXT   NOT NULL,
    date_until  TEXT,
    text        TEXT   NOT NULL,
    PRIMARY KEY (id_business, key_mention, language, date_from)
) /*sqlite WITHOUT ROWID */;

-- What is sold, by the KeyCharge of a line.
CREATE TABLE key_charges (
    id_business BIGINT NOT NULL,
    key_charge  TEXT   NOT NULL,
    nature      TEXT   NOT NULL,
    kind_rate   TEXT,
    vatex_tax   TEXT,
    mention_tax TEXT,
    PRIMARY KEY (id_business, key_charge)
) /*sqlite WITHOUT ROWID */;

-- What is known of a customer's VAT number, and why he pays no tax if he does not.
CREATE TABLE customer_taxes (
    id_business   BIGINT NOT NULL,
    id_customer   BIGINT NOT NULL,
    vat_number    TEXT,   -- the one that state_vat is about
    state_vat     TEXT,   -- as VIES said last; NULL: it never did
    date_proof    BIGINT, -- when
    proof_vat     TEXT,   -- VIES's request identifier
    vat_failure   TEXT,   -- why VIES could not be asked the last time; NULL: it could
    is_exempt     BIGINT NOT NULL DEFAULT 0 CHECK (is_exempt IN (0, 1)),
    vatex_tax     TEXT,
    mention_tax   TEXT,
    PRIMARY KEY (id_business, id_customer)
) /*sqlite WITHOUT ROWID */;

-- Every answer of VIES, for whoever must show that a number was looked at.
CREATE TABLE vat_proofs (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business BIGINT NOT NULL,
    id_customer BIGINT NOT NULL,
    vat_number  TEXT   NOT NULL,
    is_valid    BIGINT NOT NULL CHECK (is_valid IN (0, 1)),
    proof_vat   TEXT,
    name        TEXT,   -- whose it is, as VIES has it
    date_proof  BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX vat_proofs_of_customer ON vat_proofs (id_business, id_customer, id);

-- Of a question to VIES: whose number it is about.
ALTER TABLE jobs ADD COLUMN id_customer BIGINT;
CREATE INDEX jobs_of_customer ON jobs (id_business, id_customer) WHERE id_customer IS NOT NULL;

-- How a line was taxed when it was invoiced; NULL where its segment has a fixed rate.
ALTER TABLE balance_lines ADD COLUMN category_tax TEXT; -- of EN 16931
ALTER TABLE balance_lines ADD COLUMN country_tax TEXT;  -- whose tax it is

-- What an offer's or a feature's charges are, for taxes.
ALTER TABLE offers ADD COLUMN key_charge TEXT;
ALTER TABLE features ADD COLUMN key_charge TEXT;

-- An invoice's taxes are groups by country, category and rate.
CREATE TABLE invoice_taxes_by_place (
    id_business     BIGINT NOT NULL,
    id_invoice      BIGINT NOT NULL,
    position        BIGINT NOT NULL,
    rate_tax        BIGINT NOT NULL,
    label_tax       TEXT   NOT NULL,
    amount_subtotal BIGINT NOT NULL,
    amount_tax      BIGINT NOT NULL,
    category_tax    TEXT,
    country_tax     TEXT,
    vatex_tax       TEXT,
    mention_tax     TEXT,
    proof_vat       TEXT,   -- of a reverse charge: VIES's request identifier
    amount_distance BIGINT, -- what of it was sold to consumers of other member states
    PRIMARY KEY (id_business, id_invoice, position)
) /*sqlite WITHOUT ROWID */;
INSERT INTO invoice_taxes_by_place (id_business, id_invoice, position, rate_tax, label_tax,
                                    amount_subtotal, amount_tax)
SELECT id_business, id_invoice,
       row_number() OVER (PARTITION BY id_business, id_invoice ORDER BY rate_tax DESC),
       rate_tax, label_tax, amount_subtotal, amount_tax
  FROM invoice_taxes;
DROP TABLE invoice_taxes;
ALTER TABLE invoice_taxes_by_place RENAME TO invoice_taxes;
CREATE INDEX invoice_taxes_distance ON invoice_taxes (id_business, id_invoice)
    WHERE amount_distance IS NOT NULL;

-- The rest of what French law wants to read of a seller.
ALTER TABLE sellers ADD COLUMN capital TEXT;
ALTER TABLE sellers ADD COLUMN city_registry TEXT; -- where he is registered: RCS Paris

-- drafts, series and groups --------------------------------------------------------------------------

-- An invoice that waits before it is issued: it holds lines, and has neither a number nor a place in
-- the books. When it is issued its row goes and the invoice has its id.
CREATE TABLE invoice_drafts (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business      BIGINT NOT NULL,
    id_segment       BIGINT NOT NULL,
    id_customer      BIGINT NOT NULL, -- who pays
    issue_at         BIGINT NOT NULL,
    note             TEXT,            -- of this invoice alone
    type_payment     TEXT,            -- NULL: as the customer pays
    date_creation    BIGINT NOT NULL,
    id_user_creation BIGINT NOT NULL,
    date_update      BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX invoice_drafts_due ON invoice_drafts (id_business, issue_at, id);
CREATE INDEX invoice_drafts_of_customer ON invoice_drafts (id_business, id_customer, id);
ALTER TABLE balance_lines ADD COLUMN id_draft BIGINT; -- which holds it
CREATE INDEX balance_lines_of_draft ON balance_lines (id_business, id_draft, id_customer)
    WHERE id_draft IS NOT NULL;

-- A credit may lapse. What an invoice used of one that was larger is a line of its own, which names it.
ALTER TABLE balance_lines ADD COLUMN date_expiry BIGINT;
ALTER TABLE balance_lines ADD COLUMN id_credit BIGINT;
CREATE INDEX balance_lines_expiring ON balance_lines (id_business, date_expiry, id)
    WHERE date_expiry IS NOT NULL AND id_invoice IS NULL AND state_move = 'Due';
CREATE INDEX balance_lines_of_credit ON balance_lines (id_business, id_credit)
    WHERE id_credit IS NOT NULL;
-- Money that waits.
CREATE INDEX balance_lines_money ON balance_lines (id_business, id_customer, id)
    WHERE type_line = 'AutoBillingReport' AND id_invoice IS NULL AND state_move = 'Due';

-- What invoices were paid with of money that had come in before; negative where it was given back. An
-- invoice's amount_paid is the sum of these and of its shares of payments.
CREATE TABLE credit_uses (
    id_business BIGINT NOT NULL,
    id_invoice  BIGINT NOT NULL,
    id_line     BIGINT NOT NULL, -- of the balance: AutoBillingReport
    amount      BIGINT NOT NULL CHECK (amount <> 0),
    date_use    BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_invoice, id_line)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX credit_uses_of_line ON credit_uses (id_business, id_line);

-- What a customer contests. amount is what was taken back of what he had paid.
CREATE TABLE disputes (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business      BIGINT NOT NULL,
    id_invoice       BIGINT NOT NULL,
    reason           TEXT   NOT NULL,
    amount           BIGINT NOT NULL CHECK (amount >= 0),
    date_dispute     BIGINT NOT NULL,
    outcome          TEXT   CHECK (outcome IN ('Won', 'Lost', 'Settled')),
    date_outcome     BIGINT,
    id_user_creation BIGINT NOT NULL,
    CHECK ((outcome IS NULL) = (date_outcome IS NULL))
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX disputes_open ON disputes (id_business, id_invoice) WHERE outcome IS NULL;

-- Who pays for a customer whose lines are on another one's invoice.
ALTER TABLE customers ADD COLUMN id_customer_payer BIGINT;
CREATE INDEX customers_of_payer ON customers (id_business, id_customer_payer)
    WHERE id_customer_payer IS NOT NULL;

-- The prefix is a stem now (rules/numbering.h), by which a series is found, and a series may be that
-- of a seller or of a customer.
ALTER TABLE series ADD COLUMN scope TEXT NOT NULL DEFAULT 'Segment';
ALTER TABLE series ADD COLUMN id_scope BIGINT NOT NULL DEFAULT 0;
UPDATE series SET prefix = prefix || '-#', id_scope = id_segment;
DROP INDEX series_of_segment;
CREATE INDEX invoices_of_series ON invoices (id_business, id_series, number);

-- gateways, methods and transactions -----------------------------------------------------------------

-- An account with a provider of payments, for one type of payment; its secrets are sealed
-- elsewhere. settings: a JSON object, the driver's own.
CREATE TABLE gateways (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    id_segment    BIGINT, -- NULL: of every segment
    name          TEXT   NOT NULL,
    type_gateway  TEXT   NOT NULL,
    type_payment  TEXT   NOT NULL CHECK (type_payment IN ('Card', 'DirectDebit')),
    state_gateway TEXT   NOT NULL CHECK (state_gateway IN ('Active', 'Inactive')),
    api_url       TEXT,   -- instead of the provider's own
    settings      TEXT,
    position      BIGINT NOT NULL,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);

-- A method that a customer registered with a gateway: tokens, and what may be shown of it.
CREATE TABLE permissions (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business      BIGINT NOT NULL,
    id_customer      BIGINT NOT NULL,
    id_gateway       BIGINT NOT NULL,
    type_payment     TEXT   NOT NULL,
    state_permission TEXT   NOT NULL CHECK (state_permission IN
                         ('Pending', 'Ok', 'Defective', 'Expired', 'Failed', 'Deleted')),
    is_default       BIGINT NOT NULL CHECK (is_default IN (0, 1)),
    name_display     TEXT,
    brand            TEXT,
    country          TEXT,
    date_expiration  BIGINT,
    token_customer   TEXT,
    token_permission TEXT,
    token_page       TEXT,   -- while it is Pending
    page_url         TEXT,
    return_url       TEXT,
    progress         TEXT,   -- of the driver, between two steps
    mandate          TEXT,
    code             TEXT,   -- why it is not usable
    message          TEXT,
    failures         BIGINT NOT NULL DEFAULT 0, -- charges in a row; of a failed one 1 if it counts
    noticed_days     BIGINT, -- of its expiry, for which days before it somebody was told
    next_at          BIGINT, -- by the business's clock: its expiry, or a notice of it
    idempotency_key  TEXT   NOT NULL,
    wish             TEXT,   -- what is wanted of the provider's server
    due_at           BIGINT, -- by the machine's clock: when he is asked
    leased_until     BIGINT,
    leases           BIGINT NOT NULL DEFAULT 0, -- the fencing token
    silences         BIGINT NOT NULL DEFAULT 0, -- times in a row that he did not answer
    silent_since     BIGINT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX permissions_of_customer ON permissions (id_business, id_customer, id);
CREATE UNIQUE INDEX permissions_default ON permissions (id_business, id_customer)
    WHERE is_default = 1;
CREATE INDEX permissions_token ON permissions (id_business, id_gateway, token_permission)
    WHERE token_permission IS NOT NULL;
CREATE INDEX permissions_page ON permissions (id_business, id_gateway, token_page)
    WHERE token_page IS NOT NULL;
CREATE INDEX permissions_due ON permissions (id_business, next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX permissions_calls ON permissions (due_at, id) WHERE due_at IS NOT NULL;

-- One attempt to move money by a gateway: a charge, or with a negative amount a refund. What it
-- moved is a payment, written when the provider has confirmed it.
CREATE TABLE transactions (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business       BIGINT NOT NULL,
    id_segment        BIGINT NOT NULL,
    id_customer       BIGINT NOT NULL,
    id_gateway        BIGINT NOT NULL,
    id_permission     BIGINT NOT NULL,
    id_corrects       BIGINT, -- of a refund: the charge that it gives back
    type_payment      TEXT   NOT NULL,
    state_transaction TEXT   NOT NULL,
    amount            BIGINT NOT NULL CHECK (amount <> 0),
    currency          TEXT   NOT NULL,
    attempt           BIGINT NOT NULL, -- of its invoices, from 1; 0: of a refund
    is_customer_present BIGINT NOT NULL DEFAULT 0,
    date_charge       BIGINT,  -- when a debit is wanted
    date_settlement   BIGINT,  -- when money that is pending should be there
    date_dispute_over BIGINT,  -- by the provider: what is told of its beginning after that is old
    token_transaction TEXT,
    token_refund      TEXT,
    page_url          TEXT,
    progress          TEXT,
    decline           TEXT,
    code              TEXT,
    message           TEXT,
    reason            TEXT,    -- of a refund, or why its invoice is cancelled once it is called off
    is_content_kept   BIGINT,  -- of such a cancellation: the lines go back into the balance
    next_at           BIGINT,  -- by the business's clock: what became of it, without a server
    idempotency_key   TEXT   NOT NULL,
    sent_at           BIGINT,  -- by the machine's clock: when the provider was first asked for it
    wish              TEXT,    -- as of permissions
    due_at            BIGINT,
    leased_until      BIGINT,
    leases            BIGINT NOT NULL DEFAULT 0,
    silences          BIGINT NOT NULL DEFAULT 0,
    silent_since      BIGINT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    version       BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX transactions_of_customer ON transactions (id_business, id_customer, id);
CREATE INDEX transactions_token ON transactions (id_business, id_gateway, token_transaction)
    WHERE token_transaction IS NOT NULL;
CREATE INDEX transactions_key ON transactions (id_business, idempotency_key);
CREATE INDEX transactions_due ON transactions (id_business, next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX transactions_calls ON transactions (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX transactions_refunds ON transactions (id_business, id_corrects)
    WHERE id_corrects IS NOT NULL;

-- Which invoices an attempt is for.
CREATE TABLE transaction_shares (
    id_business    BIGINT NOT NULL,
    id_transaction BIGINT NOT NULL,
    id_invoice     BIGINT NOT NULL,
    amount         BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_transaction, id_invoice)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX transaction_shares_of_invoice ON transaction_shares (id_business, id_invoice);

-- What a provider told us counts once.
CREATE TABLE gateway_notices (
    id_business BIGINT NOT NULL,
    id_gateway  BIGINT NOT NULL,
    id_event    TEXT   NOT NULL,
    received_at BIGINT NOT NULL, -- by the machine's clock
    PRIMARY KEY (id_business, id_gateway, id_event)
) /*sqlite WITHOUT ROWID */;

CREATE INDEX gateway_notices_old ON gateway_notices (id_business, id_gateway, received_at);

-- The payments of a transaction: what it moved, and what came back.
ALTER TABLE payments ADD COLUMN id_transaction BIGINT;
CREATE INDEX payments_of_transaction ON payments (id_business, id_transaction)
    WHERE id_transaction IS NOT NULL;

ALTER TABLE events ADD COLUMN id_permission BIGINT;

-- When the customer is reminded of an invoice that he pays himself.
ALTER TABLE invoices ADD COLUMN reminder_at BIGINT;
CREATE INDEX invoices_reminded ON invoices (id_business, reminder_at, id)
    WHERE reminder_at IS NOT NULL;

-- A charge that was due before charges were made is due now.
UPDATE invoices SET next_at = date_payment_scheduled
 WHERE state_invoice = 'DueAuto' AND next_at IS NULL;

-- SEPA -----------------------------------------------------------------------------------------------

-- What a method of a SEPA gateway rests on: the debtor's consent. Its state is the method's; the
-- IBAN is sealed.
CREATE TABLE mandates (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business       BIGINT NOT NULL,
    id_customer       BIGINT NOT NULL,
    id_gateway        BIGINT NOT NULL,
    id_permission     BIGINT NOT NULL,
    reference_mandate TEXT   NOT NULL, -- the RUM
    scheme_mandate    TEXT   NOT NULL CHECK (scheme_mandate IN ('Core', 'B2b')),
    type_mandate      TEXT   NOT NULL CHECK (type_mandate IN ('Recurrent', 'OneOff')),
    name_debtor       TEXT,
    iban_masked       TEXT,
    bic               TEXT,
    date_signature    BIGINT NOT NULL, -- a day
    signed_from       TEXT,   -- the address of the network
    signed_with       TEXT,   -- the browser
    text_version      TEXT,   -- of what was agreed to
    text_hash         TEXT,   -- its SHA-256
    date_last_collection BIGINT, -- a day, by whoever had it before
    date_amendment    BIGINT, -- when what follows changed, of which the next collection tells
    creditor_before   TEXT,
    creditor_name_before TEXT,
    is_account_new    BIGINT NOT NULL CHECK (is_account_new IN (0, 1)),
    date_revocation   BIGINT,
    reason_revocation TEXT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX mandates_reference ON mandates (id_business, reference_mandate);
CREATE UNIQUE INDEX mandates_permission ON mandates (id_business, id_permission);
CREATE INDEX mandates_of_customer ON mandates (id_business, id_customer, id);

-- A file for the bank; its text, with the debtors' accounts, is sealed.
CREATE TABLE sepa_files (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business  BIGINT NOT NULL,
    id_gateway   BIGINT NOT NULL,
    kind_file    TEXT   NOT NULL CHECK (kind_file IN ('Debits', 'Transfers')),
    state_file   TEXT   NOT NULL CHECK (state_file IN ('Made', 'Accepted', 'Refused', 'Withdrawn')),
    message_id   TEXT   NOT NULL,
    count_orders BIGINT NOT NULL,
    amount_total BIGINT NOT NULL,
    code         TEXT, -- why the bank refused it
    explanation  TEXT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX sepa_files_message ON sepa_files (id_business, message_id);

-- Which transactions stand in it; each in one file at most that was not withdrawn.
CREATE TABLE sepa_orders (
    id_business     BIGINT NOT NULL,
    id_file         BIGINT NOT NULL,
    id_transaction  BIGINT NOT NULL,
    id_mandate      BIGINT NOT NULL,
    position        BIGINT NOT NULL,
    end_to_end      TEXT   NOT NULL,
    block_id        TEXT   NOT NULL,
    amount          BIGINT NOT NULL,
    date_collection BIGINT NOT NULL, -- a day
    is_withdrawn    BIGINT NOT NULL CHECK (is_withdrawn IN (0, 1)),
    PRIMARY KEY (id_business, id_file, id_transaction)
) /*sqlite WITHOUT ROWID */;
CREATE UNIQUE INDEX sepa_orders_once ON sepa_orders (id_business, id_transaction)
    WHERE is_withdrawn = 0;
CREATE INDEX sepa_orders_end_to_end ON sepa_orders (id_business, end_to_end);
CREATE INDEX sepa_orders_mandate ON sepa_orders (id_business, id_mandate);
CREATE INDEX sepa_orders_block ON sepa_orders (id_business, block_id);

-- What the bank told, each thing once, whatever came of it.
CREATE TABLE sepa_entries (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business    BIGINT NOT NULL,
    key_entry      TEXT   NOT NULL, -- SHA-256 of what makes it the same thing
    kind_statement TEXT   NOT NULL,
    message_id     TEXT,
    told           TEXT   NOT NULL,
    state_entry    TEXT   NOT NULL CHECK (state_entry IN
                       ('Applied', 'Known', 'Noted', 'Suggested', 'Unmatched')),
    outcome        TEXT   NOT NULL, -- a sentence for people
    date_booking   BIGINT, -- a day
    amount         BIGINT,
    currency       TEXT,
    end_to_end     TEXT,
    block_id       TEXT,
    message_original TEXT,
    code           TEXT,
    explanation    TEXT,
    name           TEXT,
    remark         TEXT,
    id_file        BIGINT,
    id_transaction BIGINT,
    id_payment     BIGINT,
    date_creation  BIGINT NOT NULL,
    id_user_creation BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX sepa_entries_key ON sepa_entries (id_business, key_entry);
CREATE INDEX sepa_entries_state ON sepa_entries (id_business, state_entry, id);
