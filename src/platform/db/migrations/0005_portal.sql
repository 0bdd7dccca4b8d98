-- The customer's side: who enters the portal, what staff prepares for him, what he is told by e-mail,
-- and how it all looks.
--
-- Conventions and units as in 0001_core.sql.

-- contacts and sessions ------------------------------------------------------------------------------

-- Who else may enter for a customer, with an e-mail of his own. The customer's own e-mail is an Owner
-- without a row. The table of that name was never written to.
DROP TABLE contacts;
CREATE TABLE contacts (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business      BIGINT NOT NULL,
    id_customer      BIGINT NOT NULL,
    name             TEXT   NOT NULL,
    email            TEXT   NOT NULL,
    role_contact     TEXT   NOT NULL CHECK (role_contact IN ('Owner', 'Approver', 'Payer', 'Viewer')),
    link_epoch       BIGINT NOT NULL,  -- links and sessions of a smaller one are dead
    date_creation    BIGINT NOT NULL,
    id_user_creation BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX contacts_of_customer ON contacts (id_business, id_customer, email);
CREATE INDEX contacts_by_email ON contacts (id_business, lower(email));
CREATE INDEX customers_by_email ON customers (id_business, lower(email)) WHERE email IS NOT NULL;

-- Whoever proved that an e-mail is his. What a link alone opens has no row.
CREATE TABLE sessions (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    id_customer   BIGINT NOT NULL,
    id_contact    BIGINT NOT NULL,  -- 0: the customer himself
    email         TEXT   NOT NULL,  -- that was proved
    device        TEXT,             -- what the browser says of itself
    date_creation BIGINT NOT NULL,  -- these by the machine's clock
    date_expiry   BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX sessions_of_customer ON sessions (id_business, id_customer);

-- What was sent to an e-mail so that its owner can prove it. There is one of an unknown e-mail too,
-- which was sent nowhere: nobody learns who is known. Kept for a day.
CREATE TABLE sign_in_codes (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    email         TEXT   NOT NULL,
    code_hash     TEXT   NOT NULL,
    tries         BIGINT NOT NULL,
    date_creation BIGINT NOT NULL,  -- these by the machine's clock
    date_expiry   BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX sign_in_codes_of_email ON sign_in_codes (id_business, lower(email));

-- With what else than a code by e-mail somebody proves who he is: a password, an authenticator, or
-- both. The authenticator's secret is sealed (secrets).
CREATE TABLE credentials (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    id_customer   BIGINT NOT NULL,
    id_contact    BIGINT NOT NULL,  -- 0: the customer himself
    email         TEXT   NOT NULL,  -- for which the password was set, the only one it is good for
    password_hash TEXT,             -- Argon2id; NULL: there is none
    has_totp      BIGINT NOT NULL CHECK (has_totp IN (0, 1)),  -- is a code of it asked for?
    totp_step     BIGINT NOT NULL,  -- the last whose code was used
    date_update   BIGINT NOT NULL   -- by the machine's clock
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX credentials_of_customer ON credentials (id_business, id_customer, id_contact);
CREATE INDEX credentials_of_email ON credentials (id_business, lower(email));

-- Wrong passwords and wrong codes of authenticators, of unknown e-mails too. Kept for a day.
CREATE TABLE sign_in_failures (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    kind          TEXT   NOT NULL CHECK (kind IN ('Password', 'Totp')),
    email         TEXT   NOT NULL,
    date_creation BIGINT NOT NULL  -- by the machine's clock
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX sign_in_failures_of_email ON sign_in_failures (id_business, lower(email));

-- estimates ------------------------------------------------------------------------------------------

-- Estimates have series of their own.
CREATE TABLE series_with_estimates (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    id_segment    BIGINT NOT NULL,
    kind          TEXT   NOT NULL CHECK (kind IN ('Invoice', 'CreditNote', 'Estimate')),
    prefix        TEXT   NOT NULL,
    next_number   BIGINT NOT NULL CHECK (next_number > 0),
    last_issue_at BIGINT NOT NULL,
    scope         TEXT   NOT NULL,
    id_scope      BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO series_with_estimates (id, id_business, id_segment, kind, prefix, next_number,
                                   last_issue_at, scope, id_scope)
SELECT id, id_business, id_segment, kind, prefix, next_number, last_issue_at, scope, id_scope
  FROM series;
DROP TABLE series;
ALTER TABLE series_with_estimates RENAME TO series;
CREATE UNIQUE INDEX series_prefix ON series (id_business, prefix);

-- What a customer is offered. Once it was sent nothing of it changes but its state; content is what
-- he was shown, canonical, and its hash is what he approves.
CREATE TABLE estimates (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business         BIGINT NOT NULL,
    id_segment          BIGINT NOT NULL,
    id_customer         BIGINT NOT NULL,
    state_estimate      TEXT   NOT NULL CHECK (state_estimate IN ('Draft', 'Sent', 'Approved',
                                                 'Declined', 'Converted', 'Cancelled')),
    note                TEXT,
    composition         TEXT   NOT NULL, -- what was typed of it (domain/invoices/composition.h)
    amount_subtotal     BIGINT NOT NULL,
    amount_total        BIGINT NOT NULL,
    amount_deposit      BIGINT,
    valid_until         TEXT,            -- the last day, where the customer lives
    expires_at          BIGINT,          -- when that is over
    next_at             BIGINT,          -- the same, until it was told
    id_seller           BIGINT,
    id_series           BIGINT,
    number              BIGINT,
    full_number         TEXT,
    date_issue          BIGINT,          -- when it was sent first
    issued_on           TEXT,            -- the seller's calendar day
    id_address_seller   BIGINT,
    id_address_customer BIGINT,
    content             TEXT,
    content_hash        BYTEA,
    date_viewed         BIGINT,          -- when the customer looked at it last
    id_invoice          BIGINT,          -- what it became
    date_creation       BIGINT NOT NULL,
    id_user_creation    BIGINT NOT NULL,
    date_update         BIGINT NOT NULL,
    CHECK ((state_estimate = 'Draft') = (full_number IS NULL)),
    CHECK ((full_number IS NULL) = (content IS NULL)),
    CHECK ((state_estimate = 'Converted') = (id_invoice IS NOT NULL))
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX estimates_full_number ON estimates (id_business, full_number)
    WHERE full_number IS NOT NULL;
CREATE INDEX estimates_of_customer ON estimates (id_business, id_customer, id);
CREATE INDEX estimates_of_series ON estimates (id_business, id_series, number)
    WHERE id_series IS NOT NULL;
CREATE INDEX estimates_of_invoice ON estimates (id_business, id_invoice)
    WHERE id_invoice IS NOT NULL;
CREATE INDEX estimates_due ON estimates (id_business, next_at, id) WHERE next_at IS NOT NULL;

-- The evidence: who answered what to which content, when and from where. What names a person can be
-- erased, nothing else.
CREATE TABLE estimate_answers (
    id_business  BIGINT NOT NULL,
    id_estimate  BIGINT NOT NULL,
    answer       TEXT   NOT NULL CHECK (answer IN ('Approved', 'Declined')),
    date_answer  BIGINT NOT NULL,
    actor        TEXT   NOT NULL,
    name         TEXT,
    email        TEXT,
    ip           TEXT,
    user_agent   TEXT,
    terms_url    TEXT,
    comment      TEXT,
    reason       TEXT,  -- why staff answered in his stead
    content_hash BYTEA  NOT NULL,
    PRIMARY KEY (id_business, id_estimate)
) /*sqlite WITHOUT ROWID */;
/*sqlite
CREATE TRIGGER estimate_answers_keep BEFORE UPDATE OF answer, date_answer, actor, terms_url, content_hash ON estimate_answers BEGIN SELECT RAISE(ABORT, 'an answer never changes'); END;
CREATE TRIGGER estimates_keep BEFORE UPDATE OF full_number, number, content, content_hash, date_issue, amount_subtotal, amount_total, id_customer ON estimates WHEN OLD.full_number IS NOT NULL BEGIN SELECT RAISE(ABORT, 'an estimate that was sent never changes'); END;
*/
/*pg
CREATE TRIGGER estimate_answers_keep BEFORE UPDATE OF answer, date_answer, actor, terms_url, content_hash ON estimate_answers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER estimates_keep BEFORE UPDATE OF full_number, number, content, content_hash, date_issue, amount_subtotal, amount_total, id_customer ON estimates FOR EACH ROW WHEN (OLD.full_number IS NOT NULL) EXECUTE FUNCTION refuse_change();
*/
ALTER TABLE events ADD COLUMN id_estimate BIGINT;

-- invoices composed by hand --------------------------------------------------------------------------

-- A draft that a person composed waits until somebody issues it, and what he typed of it is JSON
-- (domain/invoices/composition.h). What that came to when it was typed stands beside it.
CREATE TABLE invoice_drafts_composed (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business       BIGINT NOT NULL,
    id_segment        BIGINT NOT NULL,
    id_customer       BIGINT NOT NULL, -- who pays
    issue_at          BIGINT,          -- NULL: when somebody says so
    note              TEXT,            -- of this invoice alone
    type_payment      TEXT,            -- NULL: as the customer pays
    composition       TEXT,
    composed_subtotal BIGINT,
    composed_total    BIGINT,
    date_creation     BIGINT NOT NULL,
    id_user_creation  BIGINT NOT NULL,
    date_update       BIGINT NOT NULL,
    CHECK ((composition IS NULL) = (composed_subtotal IS NULL)),
    CHECK ((composition IS NULL) = (composed_total IS NULL))
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO invoice_drafts_composed (id, id_business, id_segment, id_customer, issue_at, note,
                                     type_payment, date_creation, id_user_creation, date_update)
SELECT id, id_business, id_segment, id_customer, issue_at, note, type_payment, date_creation,
       id_user_creation, date_update
  FROM invoice_drafts;
DROP TABLE invoice_drafts;
ALTER TABLE invoice_drafts_composed RENAME TO invoice_drafts;
CREATE INDEX invoice_drafts_due ON invoice_drafts (id_business, issue_at, id)
    WHERE issue_at IS NOT NULL;
CREATE INDEX invoice_drafts_of_customer ON invoice_drafts (id_business, id_customer, id);

-- The customer's purchase order, and what is asked for first, with tax; NULL: all of it.
ALTER TABLE invoices ADD COLUMN reference_order TEXT;
ALTER TABLE invoices ADD COLUMN amount_deposit BIGINT;

-- recurring invoices ---------------------------------------------------------------------------------

-- A template that makes an invoice at each of its dates.
CREATE TABLE recurring_invoices (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business          BIGINT NOT NULL,
    id_segment           BIGINT NOT NULL,
    id_customer          BIGINT NOT NULL,
    number               BIGINT NOT NULL,
    full_number          TEXT   NOT NULL,  -- R42-00000006: the sixth of segment 42
    state_recurring      TEXT   NOT NULL,
    title                TEXT,             -- NULL: the label of its first line
    duration_recurrence  BIGINT NOT NULL,
    unit_recurrence      TEXT   NOT NULL,
    date_start           BIGINT NOT NULL,  -- its first date
    date_end             BIGINT,           -- on whose day the last one may be
    time_zone            TEXT   NOT NULL,  -- by whose clocks
    date_anchor          BIGINT NOT NULL,  -- what its dates are counted from: the first, or the one
                                           -- from which it has another frequency
    day_anchor           BIGINT NOT NULL,  -- the day of the month to which they keep
    count_next           BIGINT NOT NULL,  -- of the next date, from the anchor
    date_next            BIGINT,           -- that date, while it runs
    next_at              BIGINT,           -- when the clock looks: then, or later where it was put off
    cycles               BIGINT,           -- how many invoices; NULL: without end
    cycles_done          BIGINT NOT NULL,
    mode_issue           TEXT   NOT NULL,
    mode_period          TEXT   NOT NULL,
    is_auto_pay          BIGINT NOT NULL,
    is_held_while_unpaid BIGINT NOT NULL,
    note                 TEXT,             -- of each invoice
    composition          TEXT   NOT NULL,  -- JSON: lines, discount, payment limit
    date_creation        BIGINT NOT NULL,
    id_user_creation     BIGINT NOT NULL,
    date_update          BIGINT NOT NULL,
    id_user_update       BIGINT NOT NULL,
    state_life           TEXT   NOT NULL,
    version              BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX recurring_invoices_by_number
    ON recurring_invoices (id_business, id_segment, number);
CREATE INDEX recurring_invoices_of_customer ON recurring_invoices (id_business, id_customer, id);
CREATE INDEX recurring_invoices_due ON recurring_invoices (id_business, next_at, id)
    WHERE next_at IS NOT NULL;

-- The invoice that it made for one of its dates: the key is why there cannot be two. It is a draft
-- or an issued invoice of that id; of a draft that somebody deleted the row stays.
CREATE TABLE recurring_cycles (
    id_business          BIGINT NOT NULL,
    id_recurring_invoice BIGINT NOT NULL,
    cycle                BIGINT NOT NULL,  -- 1, 2, ...
    id_invoice           BIGINT NOT NULL,
    date_planned         BIGINT NOT NULL,
    date_creation        BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_recurring_invoice, cycle)
) /*sqlite WITHOUT ROWID */;
CREATE UNIQUE INDEX recurring_cycles_by_invoice ON recurring_cycles (id_business, id_invoice);
ALTER TABLE events ADD COLUMN id_recurring_invoice BIGINT;
-- Which kind of mail goes out when the draft is issued; NULL: none.
ALTER TABLE invoice_drafts ADD COLUMN type_mail TEXT;

-- mails ----------------------------------------------------------------------------------------------

-- Which kinds are sent by themselves. type_trigger: the event that causes one; NULL: a verb does.
CREATE TABLE mail_types (
    id_business    BIGINT NOT NULL,
    type_mail      TEXT   NOT NULL,
    type_trigger   TEXT,
    is_on          BIGINT NOT NULL CHECK (is_on IN (0, 1)),
    swept_at       BIGINT NOT NULL, -- the business's moment when somebody looked whom to remind
    date_update    BIGINT NOT NULL,
    id_user_update BIGINT NOT NULL,
    PRIMARY KEY (id_business, type_mail)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX mail_types_by_event ON mail_types (id_business, type_trigger) WHERE is_on = 1;

-- What the merchant says in the place of our texts.
CREATE TABLE mail_texts (
    id_business    BIGINT NOT NULL,
    type_mail      TEXT   NOT NULL, -- or Every
    language       TEXT   NOT NULL, -- fr, en
    part           TEXT   NOT NULL, -- subject, body
    content        TEXT   NOT NULL,
    date_update    BIGINT NOT NULL,
    id_user_update BIGINT NOT NULL,
    PRIMARY KEY (id_business, type_mail, language, part)
) /*sqlite WITHOUT ROWID */;

-- What stands around the texts.
CREATE TABLE mail_templates (
    id_business    BIGINT NOT NULL,
    type_mail      TEXT   NOT NULL, -- or Every
    form           TEXT   NOT NULL CHECK (form IN ('Html', 'Text')),
    content        TEXT   NOT NULL,
    date_update    BIGINT NOT NULL,
    id_user_update BIGINT NOT NULL,
    PRIMARY KEY (id_business, type_mail, form)
) /*sqlite WITHOUT ROWID */;

-- Mails: what is to be sent, and what was. Links and codes are never in a row: what a mail says has
-- marks in their places, and a code lies sealed among the secrets until the mail is done with.
CREATE TABLE mails (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    id_segment    BIGINT NOT NULL,
    id_customer   BIGINT,           -- NULL: he is none yet
    id_contact    BIGINT,           -- NULL: the customer himself
    type_mail     TEXT   NOT NULL,
    topic         TEXT CHECK (topic IN ('Invoice', 'Estimate', 'Payment', 'Subscription', 'Method')),
    id_object     BIGINT,           -- of the topic
    id_event      BIGINT,           -- that caused it; NULL: no event did
    occasion      BIGINT,           -- of a reminder: the moment that it is about
    email         TEXT,             -- of its reader; NULL: he has none, or was forgotten
    language      TEXT   NOT NULL,
    message       TEXT,             -- in the words of whoever sends it
    state_mail    TEXT   NOT NULL CHECK (state_mail IN ('Queued', 'Retrying', 'Sent', 'Kept',
                                                        'Refused', 'GivenUp')),
    subject       TEXT,             -- NULL: not written yet
    content_text  TEXT,             -- NULL: not written yet, or not kept any more
    content_html  TEXT,
    message_key   TEXT   NOT NULL,  -- of its Message-ID: the same at each attempt
    date_creation BIGINT NOT NULL,  -- the business's moment
    id_user_creation BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,  -- the machine's, like all that follow
    due_at        BIGINT NOT NULL,
    leased_until  BIGINT NOT NULL,
    attempts      BIGINT NOT NULL,  -- the token of the lease
    failures      BIGINT NOT NULL,
    failing_since BIGINT,
    attempted_at  BIGINT,
    done_at       BIGINT,
    status        BIGINT,           -- of the server's last answer
    last_error    TEXT,
    is_erased     BIGINT NOT NULL CHECK (is_erased IN (0, 1)) -- its contents are gone
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX mails_due ON mails (due_at, id) WHERE done_at IS NULL;
CREATE INDEX mails_by_date ON mails (id_business, created_at, id);
CREATE INDEX mails_to_erase ON mails (id_business, created_at, id) WHERE is_erased = 0;
CREATE INDEX mails_of_customer ON mails (id_business, id_customer, id);
CREATE UNIQUE INDEX mails_of_event ON mails (id_business, id_event, type_mail, email)
    WHERE id_event IS NOT NULL;
CREATE UNIQUE INDEX mails_of_occasion ON mails (id_business, type_mail, id_object, occasion, email)
    WHERE occasion IS NOT NULL;

-- A kind of mail of the business is on that this event causes; one is still to be written.
ALTER TABLE events ADD COLUMN is_to_mail BIGINT NOT NULL DEFAULT 0;
CREATE INDEX events_to_mail ON events (id_business, date_trigger, id) WHERE is_to_mail = 1;

-- look, texts, buttons and redirections --------------------------------------------------------------

-- Parts of pages (zones, contact box, style, footers of documents) and texts in place of ours. Of the
-- business (id_segment 0) or a segment, in all languages ('') or in one; the nearest counts.
CREATE TABLE looks (
    id_business    BIGINT NOT NULL,
    kind_look      TEXT   NOT NULL CHECK (kind_look IN ('Part', 'Text')),
    id_segment     BIGINT NOT NULL,
    language       TEXT   NOT NULL,
    key            TEXT   NOT NULL,
    value          TEXT   NOT NULL,
    date_update    BIGINT NOT NULL,
    id_user_update BIGINT NOT NULL,
    PRIMARY KEY (id_business, kind_look, id_segment, language, key)
) /*sqlite WITHOUT ROWID */;

CREATE TABLE logos (
    id_business    BIGINT NOT NULL,
    id_segment     BIGINT NOT NULL,  -- 0: of the business
    digest         TEXT   NOT NULL,  -- of the content, in its path
    content_type   TEXT   NOT NULL,
    width          BIGINT NOT NULL,
    height         BIGINT NOT NULL,
    content        BYTEA  NOT NULL,
    date_update    BIGINT NOT NULL,
    id_user_update BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_segment)
);
CREATE INDEX logos_by_digest ON logos (digest);

-- Customers who may not enter the portal.
CREATE TABLE portal_blocks (
    id_business      BIGINT NOT NULL,
    id_customer      BIGINT NOT NULL,
    date_creation    BIGINT NOT NULL,
    id_user_creation BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_customer)
) /*sqlite WITHOUT ROWID */;

-- statements and receipts ----------------------------------------------------------------------------

-- What the books hold of one customer: his statement of account.
CREATE INDEX postings_of_customer ON postings (id_business, id_customer, seq)
    WHERE account IN ('Receivable', 'Credit');

-- subscription workflows -----------------------------------------------------------------------------

-- A public address that leads to one offer, with what it fills in.
CREATE TABLE payment_links (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business        BIGINT NOT NULL,
    id_segment         BIGINT NOT NULL,
    id_offer           BIGINT NOT NULL,
    key_link           TEXT   NOT NULL UNIQUE, -- in the address: /buy/{key}
    name               TEXT   NOT NULL,
    state_payment_link TEXT   NOT NULL CHECK (state_payment_link IN ('Enabled', 'Disabled')),
    promotion_code     TEXT,
    reference_feature  TEXT,    -- whose quantity the buyer may choose; NULL: none
    quantity           BIGINT,  -- of it, in millionths, to begin with
    quantity_max       BIGINT,
    uses_max           BIGINT,  -- NULL: no limit
    date_until         BIGINT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX payment_links_of_business ON payment_links (id_business, id);

-- What was taken by one: once per subscription.
CREATE TABLE payment_link_uses (
    id_business     BIGINT NOT NULL,
    id_payment_link BIGINT NOT NULL,
    id_subscription BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_payment_link, id_subscription)
) /*sqlite WITHOUT ROWID */;

-- Of a code for somebody who is to register: when he proved that the e-mail is his.
ALTER TABLE sign_in_codes ADD COLUMN date_proof BIGINT;
-- May the customer set it himself? A copy of the offer's, like all that a subscription has.
ALTER TABLE subscription_features ADD COLUMN is_updatable_after_subscription BIGINT NOT NULL DEFAULT 0
    CHECK (is_updatable_after_subscription IN (0, 1));
UPDATE subscription_features SET is_updatable_after_subscription = 1
 WHERE EXISTS (SELECT 1 FROM subscriptions s
                 JOIN offer_features o ON o.id_business = s.id_business AND o.id_offer = s.id_offer
                WHERE s.id_business = subscription_features.id_business
                  AND s.id = subscription_features.id_subscription
                  AND o.id_feature = subscription_features.id_feature
                  AND o.is_updatable_after_subscription = 1);

-- payments in the portal -----------------------------------------------------------------------------

-- Where a provider's page sends a customer in the end who pays himself; NULL: where he came from when
-- he registered his method.
ALTER TABLE transactions ADD COLUMN return_url TEXT;
