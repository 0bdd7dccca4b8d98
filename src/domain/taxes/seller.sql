-- What the law wants to know of a seller.

-- name: seller_facts_get
SELECT s.id, s.name, s.legal_form, s.capital, s.siren, s.city_registry, s.vat_number, s.vat_regime,
       s.id_address, s.version, a.address_line1, a.address_line2, a.zip_code, a.city, a.country,
       a.region
  FROM sellers s
  LEFT JOIN addresses a ON a.id_business = s.id_business AND a.id = s.id_address
 WHERE s.id_business = :id_business AND s.id = :id;

-- name: seller_facts_save
UPDATE sellers
   SET name = :name, legal_form = :legal_form, capital = :capital, siren = :siren,
       city_registry = :city_registry, vat_number = :vat_number, vat_regime = :vat_regime,
       id_address = :id_address, date_update = :now, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;
