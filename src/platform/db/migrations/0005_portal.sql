-- The customer's side: who enters the portal, what staff prepares for him, what he is told by e-mail,
-- and how it all looks.
--
-- Conventions and units as in 0001_core.sql.

-- contacts and sessions ------------------------------------------------------------------------------

-- Who else may enter for a customer, with an e-mail of his own. The customer's own e-mail is an Owner
-- without a row.
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

-- estimates ------------------------------------------------------------------------------------------

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

-- mails ----------------------------------------------------------------------------------------------

-- look, texts, buttons and redirections --------------------------------------------------------------

-- statements and receipts ----------------------------------------------------------------------------

-- subscription workflows -----------------------------------------------------------------------------
