-- Customers and their addresses.

-- part: customer_columns
c.id, c.id_segment, c.reference_customer, s.reference_segment, s.currency, c.name, c.email,
       c.language, c.time_zone, c.status, c.reference_affiliation, c.date_affiliation,
       c.metadata, c.id_address_billing, c.id_address_shipping, c.type_payment, c.mode_billing,
       c.is_grey_listed, c.note_invoice, c.date_next_billing, c.link_epoch, c.date_creation,
       c.id_user_creation, c.date_update, c.id_user_update, c.state_life, c.version

-- name: customer_get
SELECT {customer_columns}
  FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
 WHERE c.id_business = :id_business AND c.id = :id;

-- name: customer_find
-- In the segment that is named, else in the first that has such a customer.
SELECT {customer_columns}
  FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
 WHERE c.id_business = :id_business AND c.reference_customer = :reference_customer
   AND (s.reference_segment = :reference_segment OR :reference_segment IS NULL)
 ORDER BY s.position, s.id
 LIMIT 1;

-- part: from_references
FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
 WHERE c.id_business = :id_business AND c.id_segment = :id_segment
   AND c.reference_customer IN (
           /*sqlite SELECT value FROM json_each(:references) */
           /*pg SELECT json_array_elements_text(CAST(:references AS JSON)) */)
 ORDER BY c.id

-- name: customer_list_of_references
SELECT {customer_columns}
  {from_references};

-- name: customer_lock_references
SELECT {customer_columns}
  {from_references}
/*pg FOR UPDATE OF c */;

-- name: customer_lock
SELECT id FROM customers WHERE id_business = :id_business AND id = :id /*pg FOR UPDATE */;

-- name: customer_list
SELECT {customer_columns}
  FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
 WHERE c.id_business = :id_business AND c.id_segment = :id_segment
 ORDER BY c.id
 LIMIT :size_page OFFSET :skipped;

-- name: customer_count
SELECT count(*) FROM customers WHERE id_business = :id_business AND id_segment = :id_segment;

-- name: customer_add
INSERT INTO customers (id, id_business, id_segment, reference_customer, name, email, language,
                       time_zone, status, reference_affiliation, date_affiliation, metadata,
                       id_address_billing, id_address_shipping, type_payment, mode_billing,
                       is_grey_listed, note_invoice, date_next_billing, link_epoch,
                       date_creation, id_user_creation, date_update, id_user_update, state_life,
                       version)
VALUES (:id, :id_business, :id_segment, :reference_customer, :name, :email, :language, :time_zone,
        :status, :reference_affiliation, :date_affiliation, :metadata, :id_address_billing,
        :id_address_shipping, :type_payment, :mode_billing, :is_grey_listed, :note_invoice,
        :date_next_billing, :link_epoch, :date_creation, :id_user_creation, :date_update,
        :id_user_update, :state_life, :version);

-- name: customer_update
UPDATE customers
   SET name = :name, email = :email, language = :language, time_zone = :time_zone,
       status = :status, reference_affiliation = :reference_affiliation,
       date_affiliation = :date_affiliation, metadata = :metadata,
       id_address_billing = :id_address_billing, id_address_shipping = :id_address_shipping,
       type_payment = :type_payment, mode_billing = :mode_billing,
       is_grey_listed = :is_grey_listed, note_invoice = :note_invoice,
       link_epoch = :link_epoch, date_update = :date_update, id_user_update = :id_user_update, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- The next billing has statements of its own and no version: it moves with the money, and a page that
-- edits the name must neither lose to it nor undo it.

-- name: customer_set_billing
UPDATE customers SET date_next_billing = :at, is_next_billing_fixed = :is_fixed
 WHERE id_business = :id_business AND id = :id;

-- name: customer_draw_billing
UPDATE customers SET date_next_billing = :at
 WHERE id_business = :id_business AND id = :id
   AND is_next_billing_fixed = 0
   AND (date_next_billing > :at OR date_next_billing IS NULL);

-- name: address_get
SELECT id, company, first_name, last_name, address_line1, address_line2, zip_code, city, country,
       region, phone, tax_information, salt, digest, date_creation
  FROM addresses
 WHERE id_business = :id_business AND id = :id;

-- name: address_list
SELECT id, company, first_name, last_name, address_line1, address_line2, zip_code, city, country,
       region, phone, tax_information, salt, digest, date_creation
  FROM addresses
 WHERE id_business = :id_business
   AND id IN (/*sqlite SELECT value FROM json_each(:ids) */
              /*pg SELECT CAST(json_array_elements_text(CAST(:ids AS JSON)) AS BIGINT) */)
 ORDER BY id;

-- name: address_add
INSERT INTO addresses (id, id_business, company, first_name, last_name, address_line1,
                       address_line2, zip_code, city, country, region, phone, tax_information,
                       salt, digest, date_creation)
VALUES (:id, :id_business, :company, :first_name, :last_name, :address_line1, :address_line2,
        :zip_code, :city, :country, :region, :phone, :tax_information, :salt, :digest,
        :date_creation);
