-- What happens to an invoice after its issue: payments and credit notes.
--
-- Conventions and units as in 0001_core.sql.

-- credit notes ---------------------------------------------------------------------------------------

CREATE INDEX invoices_correcting ON invoices (id_business, id_corrects)
    WHERE id_corrects IS NOT NULL;

-- payments -------------------------------------------------------------------------------------------

-- Money that came in, or went back (negative), recorded by hand. Who recorded it may have a reference of his own for it, under
-- which it counts once. What the invoices did not need is the customer's credit.
CREATE TABLE payments (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business       BIGINT NOT NULL,
    id_segment        BIGINT NOT NULL,
    id_customer       BIGINT NOT NULL,
    type_payment      TEXT   NOT NULL,
    label_payment     TEXT,            -- what kind it is, of ExternalOther
    reference_payment TEXT,
    note              TEXT,            -- as the bank's statement has it
    date_payment      BIGINT NOT NULL,
    amount            BIGINT NOT NULL CHECK (amount <> 0),
    amount_credited   BIGINT NOT NULL,
    currency          TEXT   NOT NULL,
    seq               BIGINT NOT NULL, -- of its entry in the books
    date_creation     BIGINT NOT NULL,
    id_user_creation  BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE UNIQUE INDEX payments_reference ON payments (id_business, reference_payment)
    WHERE reference_payment IS NOT NULL;
CREATE INDEX payments_of_customer ON payments (id_business, id_customer, id);

-- Which invoices a payment is for. An invoice's amount_paid is the sum of these.
CREATE TABLE payment_shares (
    id_business BIGINT NOT NULL,
    id_payment  BIGINT NOT NULL,
    id_invoice  BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_payment, id_invoice)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX payment_shares_of_invoice ON payment_shares (id_business, id_invoice);

-- What was recorded cannot be changed; only a note, which may name a person, can be erased.
/*sqlite
CREATE TRIGGER payments_keep BEFORE UPDATE OF id_customer, type_payment, date_payment, amount, amount_credited, currency, seq ON payments BEGIN SELECT RAISE(ABORT, 'a payment never changes'); END;
CREATE TRIGGER payment_shares_keep BEFORE UPDATE ON payment_shares BEGIN SELECT RAISE(ABORT, 'a payment never changes'); END;
*/
/*pg
CREATE TRIGGER payments_keep BEFORE UPDATE OF id_customer, type_payment, date_payment, amount, amount_credited, currency, seq ON payments FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_shares_keep BEFORE UPDATE ON payment_shares FOR EACH ROW EXECUTE FUNCTION refuse_change();
*/
