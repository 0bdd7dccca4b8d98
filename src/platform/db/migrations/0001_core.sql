-- The ground: accounts, catalogue, customers, subscriptions, usage, balance, invoices, books.
--
-- One text for both databases. /*sqlite … */ and /*pg … */ hold the words that differ: on PostgreSQL
-- every key begins with the business, on SQLite an id is the rowid and narrow children are
-- WITHOUT ROWID. Units: amount_* minor units; rate_* 1/10000; quantity_* millionths; date_* and *_at
-- microseconds UTC; *_on a calendar day as ISO text; truths 0 or 1. A column has the contract's name:
-- id_customer is IdCustomer. Editable rows end with who and when, their life and their version.

-- platform -------------------------------------------------------------------------------------------

-- Where ids come from, in blocks: 'public' for what clients see, 'row' for the rest.
CREATE TABLE counters (
    name TEXT   NOT NULL PRIMARY KEY,
    next BIGINT NOT NULL
);
INSERT INTO counters (name, next) VALUES ('public', 1), ('row', 1);

-- What happened, in the words of the webhooks; written with its cause.
CREATE TABLE events (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business     BIGINT NOT NULL,
    type_trigger    TEXT   NOT NULL,
    date_trigger    BIGINT NOT NULL,
    id_segment      BIGINT,
    id_customer     BIGINT,
    id_subscription BIGINT,
    id_invoice      BIGINT,
    actor           TEXT   NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);

-- Errands: one row per event and listener; a courier takes a lease, works, and closes it.
CREATE TABLE jobs (
    id           BIGINT NOT NULL PRIMARY KEY,
    id_business  BIGINT NOT NULL,
    lane         TEXT   NOT NULL,
    body         TEXT   NOT NULL, -- as it was when it happened
    due_at       BIGINT NOT NULL,
    leased_until BIGINT NOT NULL DEFAULT 0,
    attempts     BIGINT NOT NULL DEFAULT 0, -- the fencing token of the lease
    done_at      BIGINT,
    last_error   TEXT
);
CREATE INDEX jobs_next ON jobs (lane, due_at, id) WHERE done_at IS NULL;

-- Secrets in sealed form, bound to business, table, row and column; their key lies outside.
CREATE TABLE secrets (
    id_business  BIGINT NOT NULL,
    table_name   TEXT   NOT NULL,
    row_id       BIGINT NOT NULL,
    column_name  TEXT   NOT NULL,
    id_key       TEXT   NOT NULL, -- which sealing key
    sealed       BYTEA  NOT NULL, -- nonce and cipher text
    date_update  BIGINT NOT NULL,
    PRIMARY KEY (id_business, table_name, row_id, column_name)
) /*sqlite WITHOUT ROWID */;

-- An import under way or done, known by its file; a restart goes on at rows_done.
CREATE TABLE imports (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business         BIGINT NOT NULL,
    id_segment          BIGINT NOT NULL,
    path                TEXT   NOT NULL,
    sha256              TEXT   NOT NULL,
    rows_total          BIGINT NOT NULL,
    rows_done           BIGINT NOT NULL, -- bad ones included
    customers_added     BIGINT NOT NULL,
    customers_updated   BIGINT NOT NULL,
    subscriptions_added BIGINT NOT NULL,
    date_creation       BIGINT NOT NULL,
    done_at             BIGINT
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX imports_file ON imports (id_business, id_segment, path, sha256);

-- What a sweep could not do for one customer or subscription; it is tried again at next_at.
CREATE TABLE failures (
    id_business BIGINT NOT NULL,
    sweep       TEXT   NOT NULL,
    id_subject  BIGINT NOT NULL,
    code        TEXT   NOT NULL,
    message     TEXT   NOT NULL,
    attempts    BIGINT NOT NULL,
    failed_at   BIGINT NOT NULL,
    next_at     BIGINT NOT NULL,
    PRIMARY KEY (id_business, sweep, id_subject)
) /*sqlite WITHOUT ROWID */;

-- accounts -------------------------------------------------------------------------------------------

CREATE TABLE businesses (
    id            BIGINT NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    is_live       BIGINT NOT NULL CHECK (is_live IN (0, 1)),
    language      TEXT   NOT NULL,
    time_zone     TEXT   NOT NULL,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
);

-- The legal entity on the invoice.
CREATE TABLE sellers (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    name          TEXT   NOT NULL,
    legal_form    TEXT,
    siren         TEXT,
    vat_number    TEXT,
    vat_regime    TEXT   NOT NULL DEFAULT 'Standard',
    creditor_id   TEXT,  -- SEPA
    id_address    BIGINT,
    time_zone     TEXT   NOT NULL,
    is_default    BIGINT NOT NULL CHECK (is_default IN (0, 1)),
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);

CREATE TABLE segments (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business       BIGINT NOT NULL,
    id_seller         BIGINT NOT NULL,
    reference_segment TEXT   NOT NULL,
    name              TEXT   NOT NULL,
    currency          TEXT   NOT NULL,
    language          TEXT   NOT NULL,
    time_zone         TEXT   NOT NULL,
    position          BIGINT NOT NULL, -- the first one is the default
    rate_tax          BIGINT NOT NULL CHECK (rate_tax BETWEEN 0 AND 10000),
    label_tax         TEXT   NOT NULL,
    install_url       TEXT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX segments_reference ON segments (id_business, reference_segment);

-- scope 'business', 'segment' or 'customer'; the nearest one counts.
CREATE TABLE settings (
    id_business    BIGINT NOT NULL,
    scope          TEXT   NOT NULL CHECK (scope IN ('business', 'segment', 'customer')),
    id_scope       BIGINT NOT NULL,
    key            TEXT   NOT NULL,
    value          TEXT   NOT NULL,
    date_update    BIGINT NOT NULL,
    id_user_update BIGINT NOT NULL,
    PRIMARY KEY (id_business, scope, id_scope, key)
) /*sqlite WITHOUT ROWID */;

CREATE TABLE agents (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    name          TEXT   NOT NULL,
    email         TEXT,
    permissions   TEXT   NOT NULL, -- words of enum permission, separated by spaces
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);

-- The pair of an application: user agent_key, password the API key, of which only a hash is kept.
CREATE TABLE api_keys (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    id_agent      BIGINT NOT NULL,
    agent_key     TEXT   NOT NULL,
    key_hash      BYTEA  NOT NULL,
    date_expiry   BIGINT,
    date_revoked  BIGINT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX api_keys_agent_key ON api_keys (agent_key);

CREATE TABLE test_clocks (
    id_business BIGINT NOT NULL PRIMARY KEY,
    now_at      BIGINT NOT NULL,
    target_at   BIGINT NOT NULL, -- later than now_at while the clock is on its way
    CHECK (target_at >= now_at)
);

-- Append-only: who did what by hand. The triggers below refuse any change.
CREATE TABLE audit (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business  BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    actor        TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    subject      TEXT   NOT NULL,
    id_subject   BIGINT NOT NULL,
    value_before TEXT,
    value_after  TEXT,
    request_id   TEXT
    /*pg , PRIMARY KEY (id_business, id) */
);

CREATE TABLE localized_texts (
    id_business BIGINT NOT NULL,
    subject     TEXT   NOT NULL, -- 'offer', 'feature', 'subscription'
    id_subject  BIGINT NOT NULL,
    field       TEXT   NOT NULL, -- 'title', 'description'
    language    TEXT   NOT NULL,
    content     TEXT   NOT NULL,
    PRIMARY KEY (id_business, subject, id_subject, field, language)
) /*sqlite WITHOUT ROWID */;

-- catalogue ------------------------------------------------------------------------------------------

CREATE TABLE features (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business       BIGINT NOT NULL,
    reference_feature TEXT   NOT NULL,
    name              TEXT   NOT NULL,
    type_feature      TEXT   NOT NULL CHECK (type_feature IN ('OnOff', 'Limitation', 'Consumption')),
    is_visible        BIGINT NOT NULL CHECK (is_visible IN (0, 1)),
    position          BIGINT NOT NULL,
    metadata          TEXT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX features_reference ON features (id_business, reference_feature);

CREATE TABLE offers (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business           BIGINT NOT NULL,
    id_segment            BIGINT NOT NULL,
    reference_offer       TEXT   NOT NULL,
    name                  TEXT   NOT NULL,
    is_visible            BIGINT NOT NULL CHECK (is_visible IN (0, 1)),
    amount_up_front       BIGINT,
    amount_trial          BIGINT,
    duration_trial        BIGINT CHECK (duration_trial > 0),
    unit_trial            TEXT   CHECK (unit_trial IN ('Day', 'Week', 'Month', 'Year')),
    amount_recurrence     BIGINT NOT NULL,
    duration_recurrence   BIGINT NOT NULL CHECK (duration_recurrence > 0),
    unit_recurrence       TEXT   NOT NULL CHECK (unit_recurrence IN ('Day', 'Week', 'Month', 'Year')),
    count_recurrences     BIGINT CHECK (count_recurrences > 0),
    count_min_recurrences BIGINT CHECK (count_min_recurrences >= 0),
    amount_termination    BIGINT,
    position              BIGINT NOT NULL,
    metadata              TEXT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX offers_reference ON offers (id_business, id_segment, reference_offer);

-- A feature's parameters inside an offer. steps: a JSON array, see rules/price.h.
CREATE TABLE offer_features (
    id_business                     BIGINT NOT NULL,
    id_offer                        BIGINT NOT NULL,
    id_feature                      BIGINT NOT NULL,
    position                        BIGINT NOT NULL,
    is_included                     BIGINT,
    is_enabled                      BIGINT,
    quantity_included               BIGINT,
    quantity_current                BIGINT,
    is_updatable_before_subscription BIGINT NOT NULL,
    is_updatable_after_subscription BIGINT NOT NULL,
    is_update_at_full_price         BIGINT NOT NULL,
    is_free_in_trial                BIGINT NOT NULL,
    mode_pricing                    TEXT   NOT NULL CHECK (mode_pricing IN ('Tiered', 'Volume')),
    steps                           TEXT,
    PRIMARY KEY (id_business, id_offer, id_feature)
) /*sqlite WITHOUT ROWID */;

CREATE TABLE discounts (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business        BIGINT NOT NULL,
    id_segment         BIGINT NOT NULL,
    reference_discount TEXT   NOT NULL,
    name               TEXT   NOT NULL,
    state_discount     TEXT   NOT NULL CHECK (state_discount IN ('Draft', 'Enabled')),
    type_off           TEXT   NOT NULL CHECK (type_off IN ('Flat', 'PerTenThousand')),
    value_off          BIGINT NOT NULL CHECK (value_off >= 0),
    target_fee         TEXT   NOT NULL CHECK (target_fee IN
                           ('FlatFee', 'FeatureFee', 'UpfrontFee', 'AllRecurring', 'All')),
    count_periods      BIGINT CHECK (count_periods > 0),
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX discounts_reference ON discounts (id_business, id_segment, reference_discount);

CREATE TABLE offer_discounts (
    id_business BIGINT NOT NULL,
    id_offer    BIGINT NOT NULL,
    id_discount BIGINT NOT NULL,
    id_feature  BIGINT NOT NULL DEFAULT 0, -- 0: not aimed at one feature
    PRIMARY KEY (id_business, id_offer, id_discount, id_feature)
) /*sqlite WITHOUT ROWID */;

CREATE TABLE pricing_tables (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business             BIGINT NOT NULL,
    id_segment              BIGINT NOT NULL,
    reference_pricing_table TEXT   NOT NULL,
    name                    TEXT   NOT NULL,
    position                BIGINT NOT NULL,
    is_visible              BIGINT NOT NULL CHECK (is_visible IN (0, 1)),
    is_default              BIGINT NOT NULL CHECK (is_default IN (0, 1)),
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX pricing_tables_reference
    ON pricing_tables (id_business, id_segment, reference_pricing_table);

CREATE TABLE pricing_table_offers (
    id_business      BIGINT NOT NULL,
    id_pricing_table BIGINT NOT NULL,
    id_offer         BIGINT NOT NULL,
    position         BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_pricing_table, id_offer)
) /*sqlite WITHOUT ROWID */;

-- customers ------------------------------------------------------------------------------------------

CREATE TABLE customers (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business           BIGINT NOT NULL,
    id_segment            BIGINT NOT NULL,
    reference_customer    TEXT   NOT NULL,
    name                  TEXT,
    email                 TEXT,
    language              TEXT   NOT NULL,
    time_zone             TEXT,  -- NULL: the segment's
    status                TEXT   NOT NULL CHECK (status IN ('Enabled', 'Suspended')),
    reference_affiliation TEXT,
    date_affiliation      BIGINT,
    metadata              TEXT,
    id_address_billing    BIGINT,
    id_address_shipping   BIGINT,
    type_payment          TEXT,
    mode_billing          TEXT   NOT NULL CHECK (mode_billing IN ('Auto', 'Manual')),
    is_grey_listed        BIGINT NOT NULL CHECK (is_grey_listed IN (0, 1)),
    note_invoice          TEXT,
    date_next_billing     BIGINT,
    is_next_billing_fixed BIGINT NOT NULL DEFAULT 0 CHECK (is_next_billing_fixed IN (0, 1)),
                                 -- set by a person: no line draws it nearer
    link_epoch            BIGINT NOT NULL DEFAULT 0, -- links sealed before are dead
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX customers_reference ON customers (id_business, reference_customer, id_segment);
CREATE INDEX customers_due ON customers (id_business, date_next_billing, id)
    WHERE date_next_billing IS NOT NULL;

-- Persons who may log in for a customer.
CREATE TABLE contacts (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    id_customer   BIGINT NOT NULL,
    name          TEXT,
    email         TEXT   NOT NULL,
    rights        TEXT   NOT NULL,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX contacts_of_customer ON contacts (id_business, id_customer);

-- One row per version, never changed: documents name the version they were issued with. digest is
-- SHA-256(salt, canonical address); once salt and text are erased it tells nothing.
CREATE TABLE addresses (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business     BIGINT NOT NULL,
    company         TEXT,
    first_name      TEXT,
    last_name       TEXT,
    address_line1   TEXT,
    address_line2   TEXT,
    zip_code        TEXT,
    city            TEXT,
    country         TEXT,
    region          TEXT,
    phone           TEXT,
    tax_information TEXT,
    salt            BYTEA,
    digest          BYTEA  NOT NULL,
    date_creation   BIGINT NOT NULL,
    keep_until      BIGINT
    /*pg , PRIMARY KEY (id_business, id) */
);

-- subscriptions --------------------------------------------------------------------------------------

-- A copy of every priced column of the offer. Periods are counted from date_anchor: period period_no
-- is [anchor + (period_no - period_anchor) * duration, + 1 duration), a trial being period 0.
CREATE TABLE subscriptions (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business           BIGINT NOT NULL,
    id_segment            BIGINT NOT NULL,
    id_offer              BIGINT NOT NULL,
    id_customer           BIGINT NOT NULL,
    id_customer_buyer     BIGINT NOT NULL,
    state_subscription    TEXT   NOT NULL,
    external_key          TEXT,
    title                 TEXT,  -- NULL: the offer's
    description           TEXT,
    amount_up_front       BIGINT,
    amount_trial          BIGINT,
    duration_trial        BIGINT,
    unit_trial            TEXT,
    amount_recurrence     BIGINT NOT NULL,
    duration_recurrence   BIGINT NOT NULL,
    unit_recurrence       TEXT   NOT NULL,
    count_recurrences     BIGINT,
    count_min_recurrences BIGINT,
    amount_termination    BIGINT,
    date_anchor           BIGINT,
    period_anchor         BIGINT,
    period_no             BIGINT,
    date_start            BIGINT,
    date_period_start     BIGINT,
    date_period_end       BIGINT,
    date_term             BIGINT,
    date_end              BIGINT,
    is_migration          BIGINT NOT NULL DEFAULT 0 CHECK (is_migration IN (0, 1)),
    next_at               BIGINT,
    metadata              TEXT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX subscriptions_of_customer ON subscriptions (id_business, id_customer, id);
CREATE INDEX subscriptions_of_buyer ON subscriptions (id_business, id_customer_buyer, date_period_end);
CREATE INDEX subscriptions_due ON subscriptions (id_business, next_at, id) WHERE next_at IS NOT NULL;
CREATE UNIQUE INDEX subscriptions_external_key
    ON subscriptions (id_business, id_segment, external_key)
    WHERE external_key IS NOT NULL;

CREATE TABLE subscription_features (
    id_business             BIGINT NOT NULL,
    id_subscription         BIGINT NOT NULL,
    id                      BIGINT NOT NULL,
    id_feature              BIGINT NOT NULL,
    is_included             BIGINT,
    is_enabled              BIGINT,
    quantity_included       BIGINT,
    quantity_current        BIGINT, -- a stock's present value; NULL: unlimited
    is_update_at_full_price BIGINT NOT NULL,
    is_free_in_trial        BIGINT NOT NULL,
    mode_pricing            TEXT   NOT NULL CHECK (mode_pricing IN ('Tiered', 'Volume')),
    steps                   TEXT,
    PRIMARY KEY (id_business, id_subscription, id)
) /*sqlite WITHOUT ROWID */;

CREATE TABLE subscription_periods (
    id_business     BIGINT NOT NULL,
    id_subscription BIGINT NOT NULL,
    period_no       BIGINT NOT NULL,
    date_start      BIGINT NOT NULL,
    date_end        BIGINT NOT NULL,
    is_trial        BIGINT NOT NULL CHECK (is_trial IN (0, 1)),
    charged         TEXT   NOT NULL, -- 'Charged', 'Migration': why not, if it was not
    CHECK (date_end > date_start),
    PRIMARY KEY (id_business, id_subscription, period_no)
) /*sqlite WITHOUT ROWID */;

-- usage ----------------------------------------------------------------------------------------------

-- What was reported, for ever. A repeat has the same key and changes nothing.
CREATE TABLE usage_events (
    id_business             BIGINT NOT NULL,
    id_subscription_feature BIGINT NOT NULL,
    occurred_at             BIGINT NOT NULL,
    event_key               TEXT   NOT NULL,
    increment               BIGINT,
    quantity                BIGINT, -- absolute; for OnOff 0 or one million
    recorded_at             BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_subscription_feature, occurred_at, event_key)
) /*sqlite WITHOUT ROWID */;

-- A consumption's quantity in one period: what reads and rating look at.
CREATE TABLE usage_counters (
    id_business             BIGINT NOT NULL,
    id_subscription_feature BIGINT NOT NULL,
    period_no               BIGINT NOT NULL,
    quantity                BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_subscription_feature, period_no)
) /*sqlite WITHOUT ROWID */;

-- balance and invoices -------------------------------------------------------------------------------

-- A line is born in the balance and freezes in the invoice. charge_key says what it is for, so that
-- the same thing is charged once.
CREATE TABLE balance_lines (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business       BIGINT NOT NULL,
    id_customer       BIGINT NOT NULL, -- who pays
    id_subscription   BIGINT,
    id_feature        BIGINT,
    type_line         TEXT   NOT NULL,
    key_charge        TEXT,
    label             TEXT   NOT NULL,
    quantity_reported BIGINT,
    quantity_billed   BIGINT,
    amount_subtotal   BIGINT NOT NULL,
    amount_total      BIGINT NOT NULL, -- with the line's own tax: information
    rate_tax          BIGINT NOT NULL,
    date_move         BIGINT,
    date_period_start BIGINT,
    date_period_end   BIGINT,
    billable_at       BIGINT NOT NULL,
    state_move        TEXT   NOT NULL,
    charge_key        TEXT,
    explanation       TEXT,
    id_invoice        BIGINT,
    position          BIGINT,
    date_creation     BIGINT NOT NULL,
    id_user_creation  BIGINT NOT NULL,
    CHECK ((id_invoice IS NULL) = (position IS NULL))
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX balance_lines_open ON balance_lines (id_business, id_customer, billable_at)
    WHERE id_invoice IS NULL;
CREATE INDEX balance_lines_of_invoice ON balance_lines (id_business, id_invoice, position)
    WHERE id_invoice IS NOT NULL;
CREATE UNIQUE INDEX balance_lines_charge ON balance_lines (id_business, charge_key)
    WHERE charge_key IS NOT NULL;

-- Gapless numbers, one row per segment and kind.
CREATE TABLE series (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    id_segment    BIGINT NOT NULL,
    kind          TEXT   NOT NULL CHECK (kind IN ('Invoice', 'CreditNote')),
    prefix        TEXT   NOT NULL,
    next_number   BIGINT NOT NULL CHECK (next_number > 0),
    last_issue_at BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX series_of_segment ON series (id_business, id_segment, kind);
CREATE UNIQUE INDEX series_prefix ON series (id_business, prefix);

CREATE TABLE invoices (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business            BIGINT NOT NULL,
    id_segment             BIGINT NOT NULL,
    id_seller              BIGINT NOT NULL,
    id_customer            BIGINT NOT NULL,
    id_series              BIGINT NOT NULL,
    number                 BIGINT NOT NULL,
    full_number            TEXT   NOT NULL,
    type_credit            TEXT,  -- NULL: a debit
    state_invoice          TEXT   NOT NULL,
    date_issue             BIGINT NOT NULL,
    issued_on              TEXT   NOT NULL, -- the seller's calendar day
    date_payment           BIGINT,
    date_payment_scheduled BIGINT,
    date_payment_limit     BIGINT,
    type_payment           TEXT   NOT NULL,
    currency               TEXT   NOT NULL,
    language               TEXT   NOT NULL,
    amount_subtotal        BIGINT NOT NULL,
    amount_total           BIGINT NOT NULL,
    amount_paid            BIGINT NOT NULL DEFAULT 0,
    note                   TEXT,
    reason                 TEXT,
    id_corrects            BIGINT,
    id_address_seller      BIGINT,
    id_address_customer    BIGINT,
    content                TEXT   NOT NULL, -- canonical, what was hashed
    content_hash           BYTEA  NOT NULL,
    next_at                BIGINT,
    date_update            BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX invoices_full_number ON invoices (id_business, full_number);
CREATE INDEX invoices_of_customer ON invoices (id_business, id_customer, date_issue);
CREATE INDEX invoices_of_segment ON invoices (id_business, id_segment, date_issue);
CREATE INDEX invoices_due ON invoices (id_business, next_at, id) WHERE next_at IS NOT NULL;

CREATE TABLE invoice_taxes (
    id_business     BIGINT NOT NULL,
    id_invoice      BIGINT NOT NULL,
    rate_tax        BIGINT NOT NULL,
    label_tax       TEXT   NOT NULL,
    amount_subtotal BIGINT NOT NULL,
    amount_tax      BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_invoice, rate_tax)
) /*sqlite WITHOUT ROWID */;

-- books ----------------------------------------------------------------------------------------------

-- The head of a business's chain.
CREATE TABLE books (
    id_business BIGINT NOT NULL PRIMARY KEY,
    next_seq    BIGINT NOT NULL,
    last_hash   BYTEA  NOT NULL
);

-- One row per fact, chained: hash = SHA-256(previous hash, canonical entry with its postings).
CREATE TABLE entries (
    id_business  BIGINT NOT NULL,
    seq          BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    id_subject   BIGINT NOT NULL,
    content_hash BYTEA  NOT NULL,
    hash         BYTEA  NOT NULL,
    PRIMARY KEY (id_business, seq)
) /*sqlite WITHOUT ROWID */;

-- Debits positive, credits negative: those of an entry add up to zero per currency.
CREATE TABLE postings (
    id_business BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    position    BIGINT NOT NULL,
    account     TEXT   NOT NULL,
    id_customer BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    currency    TEXT   NOT NULL,
    PRIMARY KEY (id_business, seq, position)
) /*sqlite WITHOUT ROWID */;

-- What was issued and what was done by hand cannot be changed, not even by a mistaken statement.
/*sqlite
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER entries_keep BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries never change'); END;
CREATE TRIGGER postings_keep BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'postings never change'); END;
CREATE TRIGGER invoices_keep BEFORE UPDATE OF full_number, number, content, content_hash, amount_subtotal, amount_total, date_issue, id_customer ON invoices BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
*/
/*pg
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_keep BEFORE UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_keep BEFORE UPDATE ON postings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoices_keep BEFORE UPDATE OF full_number, number, content, content_hash, amount_subtotal, amount_total, date_issue, id_customer ON invoices FOR EACH ROW EXECUTE FUNCTION refuse_change();
*/
