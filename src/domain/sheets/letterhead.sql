-- What documents have around them.

-- name: seller_shown
SELECT id, name, legal_form, siren, vat_number, id_address, capital, city_registry
  FROM sellers
 WHERE id_business = :id_business AND id = :id_seller;
