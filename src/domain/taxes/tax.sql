-- The merchant's own rates, mentions and natures, and who sells.

-- name: tax_rate_list
SELECT territory, kind_rate, rate_tax, date_from, date_until
  FROM tax_rates
 WHERE id_business = :id_business
 ORDER BY territory, kind_rate, date_from;

-- name: tax_rate_save
INSERT INTO tax_rates (id_business, territory, kind_rate, rate_tax, date_from, date_until)
VALUES (:id_business, :territory, :kind_rate, :rate_tax, :date_from, :date_until)
    ON CONFLICT (id_business, territory, kind_rate, date_from)
    DO UPDATE SET rate_tax = excluded.rate_tax, date_until = excluded.date_until;

-- name: tax_mention_list
SELECT key_mention, language, date_from, date_until, text
  FROM tax_mentions
 WHERE id_business = :id_business
 ORDER BY key_mention, language, date_from;

-- name: tax_mention_save
INSERT INTO tax_mentions (id_business, key_mention, language, date_from, date_until, text)
VALUES (:id_business, :key_mention, :language, :date_from, :date_until, :text)
    ON CONFLICT (id_business, key_mention, language, date_from)
    DO UPDATE SET text = excluded.text, date_until = excluded.date_until;

-- name: key_charge_list
SELECT key_charge, nature, kind_rate, vatex_tax, mention_tax
  FROM key_charges
 WHERE id_business = :id_business
 ORDER BY key_charge;

-- name: key_charge_save
INSERT INTO key_charges (id_business, key_charge, nature, kind_rate, vatex_tax, mention_tax)
VALUES (:id_business, :key_charge, :nature, :kind_rate, :vatex_tax, :mention_tax)
    ON CONFLICT (id_business, key_charge)
    DO UPDATE SET nature = excluded.nature, kind_rate = excluded.kind_rate,
                  vatex_tax = excluded.vatex_tax, mention_tax = excluded.mention_tax;

-- name: tax_sold
-- What a seller sold to consumers of other member states, in euros, between two days; credit notes
-- take theirs off.
SELECT CAST(coalesce(sum(t.amount_distance), 0) AS BIGINT)
  FROM invoice_taxes t
  JOIN invoices i ON i.id_business = t.id_business AND i.id = t.id_invoice
 WHERE t.id_business = :id_business AND t.amount_distance IS NOT NULL
   AND i.id_seller = :id_seller AND i.currency = 'EUR'
   AND i.issued_on >= :first AND i.issued_on < :last;

-- name: tax_oss_lines
-- Of the documents of a quarter, by the month of the invoice that they are about.
SELECT substr(coalesce(o.issued_on, i.issued_on), 1, 7) AS month, a.country, a.zip_code, a.region,
       t.country_tax, t.rate_tax, i.currency,
       CAST(sum(t.amount_subtotal) AS BIGINT) AS amount_subtotal,
       CAST(sum(t.amount_tax) AS BIGINT) AS amount_tax
  FROM invoice_taxes t
  JOIN invoices i ON i.id_business = t.id_business AND i.id = t.id_invoice
  LEFT JOIN invoices o ON o.id_business = i.id_business AND o.id = i.id_corrects
  LEFT JOIN addresses a ON a.id_business = i.id_business AND a.id = i.id_address_seller
 WHERE t.id_business = :id_business AND t.amount_distance IS NOT NULL
   AND i.issued_on >= :first AND i.issued_on < :last
 GROUP BY substr(coalesce(o.issued_on, i.issued_on), 1, 7), a.country, a.zip_code, a.region,
          t.country_tax, t.rate_tax, i.currency
 ORDER BY 1, t.country_tax, t.rate_tax, i.currency;
