-- Whose links they are.

-- name: link_owners
SELECT id, id_segment, link_epoch, status
  FROM customers
 WHERE id_business = :id_business
   AND id /*sqlite IN (SELECT value FROM json_each(:ids)) */
          /*pg = ANY (ARRAY(SELECT CAST(json_array_elements_text(CAST(:ids AS JSON)) AS BIGINT))) */
 ORDER BY id;
