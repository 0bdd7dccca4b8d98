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

-- estimates ------------------------------------------------------------------------------------------

-- invoices composed by hand --------------------------------------------------------------------------

-- recurring invoices ---------------------------------------------------------------------------------

-- mails ----------------------------------------------------------------------------------------------

-- look, texts, buttons and redirections --------------------------------------------------------------

-- statements and receipts ----------------------------------------------------------------------------

-- What the books hold of one customer: his statement of account.
CREATE INDEX postings_of_customer ON postings (id_business, id_customer, seq)
    WHERE account IN ('Receivable', 'Credit');

-- subscription workflows -----------------------------------------------------------------------------
