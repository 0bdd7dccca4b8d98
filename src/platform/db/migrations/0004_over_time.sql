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
    failures         BIGINT NOT NULL DEFAULT 0, -- charges in a row
    noticed_days     BIGINT, -- of its expiry, for which days before it somebody was told
    next_at          BIGINT,
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
    attempt           BIGINT NOT NULL, -- of its invoices, from 1
    is_customer_present BIGINT NOT NULL DEFAULT 0,
    date_charge       BIGINT,  -- when a debit is wanted
    date_settlement   BIGINT,  -- when money that is pending should be there
    token_transaction TEXT,
    token_refund      TEXT,
    page_url          TEXT,
    progress          TEXT,
    decline           TEXT,
    code              TEXT,
    message           TEXT,
    id_payment        BIGINT,  -- what it moved
    next_at           BIGINT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    version       BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX transactions_of_customer ON transactions (id_business, id_customer, id);
CREATE INDEX transactions_token ON transactions (id_business, id_gateway, token_transaction)
    WHERE token_transaction IS NOT NULL;
CREATE INDEX transactions_due ON transactions (id_business, next_at, id) WHERE next_at IS NOT NULL;

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

-- SEPA -----------------------------------------------------------------------------------------------
