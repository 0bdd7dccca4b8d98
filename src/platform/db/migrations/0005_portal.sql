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

-- estimates ------------------------------------------------------------------------------------------

-- invoices composed by hand --------------------------------------------------------------------------

-- recurring invoices ---------------------------------------------------------------------------------

-- mails ----------------------------------------------------------------------------------------------

-- look, texts, buttons and redirections --------------------------------------------------------------

-- statements and receipts ----------------------------------------------------------------------------

-- subscription workflows -----------------------------------------------------------------------------
