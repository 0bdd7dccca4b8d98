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

-- A template that makes an invoice at each of its dates.
CREATE TABLE recurring_invoices (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business          BIGINT NOT NULL,
    id_segment           BIGINT NOT NULL,
    id_customer          BIGINT NOT NULL,
    id_series            BIGINT NOT NULL,
    number               BIGINT NOT NULL,
    full_number          TEXT   NOT NULL,
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
CREATE UNIQUE INDEX recurring_invoices_by_number ON recurring_invoices (id_business, full_number);
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

-- mails ----------------------------------------------------------------------------------------------

-- look, texts, buttons and redirections --------------------------------------------------------------

-- statements and receipts ----------------------------------------------------------------------------

-- subscription workflows -----------------------------------------------------------------------------
