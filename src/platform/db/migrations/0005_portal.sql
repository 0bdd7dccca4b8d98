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

-- recurring invoices ---------------------------------------------------------------------------------

-- mails ----------------------------------------------------------------------------------------------

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

-- subscription workflows -----------------------------------------------------------------------------
