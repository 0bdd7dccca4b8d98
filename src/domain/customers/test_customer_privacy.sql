-- What is left of a customer.

-- name: test_address_texts
-- Versions of his in which a text stands that is a person's, or a salt that would give one away.
SELECT count(*) FROM addresses
 WHERE id_business = :id_business AND id_customer = :id
   AND (first_name IS NOT NULL OR last_name IS NOT NULL OR address_line1 IS NOT NULL
        OR zip_code IS NOT NULL OR city IS NOT NULL OR phone IS NOT NULL OR region IS NOT NULL
        OR tax_information IS NOT NULL OR (salt IS NOT NULL AND id <> :id_kept));

-- name: test_address_versions
SELECT count(*) FROM addresses WHERE id_business = :id_business AND id_customer = :id;
