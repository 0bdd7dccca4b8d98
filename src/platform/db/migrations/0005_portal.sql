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

-- estimates ------------------------------------------------------------------------------------------

-- invoices composed by hand --------------------------------------------------------------------------

-- recurring invoices ---------------------------------------------------------------------------------

-- mails ----------------------------------------------------------------------------------------------

-- Which kinds are sent by themselves. type_trigger: the event that causes one; NULL: a verb does.
CREATE TABLE mail_types (
    id_business    BIGINT NOT NULL,
    type_mail      TEXT   NOT NULL,
    type_trigger   TEXT,
    is_on          BIGINT NOT NULL CHECK (is_on IN (0, 1)),
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
    id_event      BIGINT,           -- that caused it; NULL: somebody asked for it
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
CREATE INDEX mails_of_customer ON mails (id_business, id_customer, id);
CREATE UNIQUE INDEX mails_of_event ON mails (id_business, id_event, type_mail, email)
    WHERE id_event IS NOT NULL;

-- A kind of mail of the business is on that this event causes; one is still to be written.
ALTER TABLE events ADD COLUMN is_to_mail BIGINT NOT NULL DEFAULT 0;
CREATE INDEX events_to_mail ON events (id_business, date_trigger, id) WHERE is_to_mail = 1;

-- look, texts, buttons and redirections --------------------------------------------------------------

-- statements and receipts ----------------------------------------------------------------------------

-- subscription workflows -----------------------------------------------------------------------------
