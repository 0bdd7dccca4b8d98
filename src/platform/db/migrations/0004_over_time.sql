-- Money over time: prices, rhythms and usage, drafts and numbers, taxes by place, codes, and how
-- money is collected.
--
-- Conventions and units as in 0001_core.sql.

-- prices and rhythms ---------------------------------------------------------------------------------

-- lifecycle ------------------------------------------------------------------------------------------

-- usage ----------------------------------------------------------------------------------------------

-- promotion codes ------------------------------------------------------------------------------------

-- taxes ----------------------------------------------------------------------------------------------

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

-- SEPA -----------------------------------------------------------------------------------------------
