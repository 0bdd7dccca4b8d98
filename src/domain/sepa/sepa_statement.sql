-- What banks told.

-- part: sepa_entry_columns
id, key_entry, kind_statement, message_id, told, state_entry, outcome, date_booking, amount,
       currency, end_to_end, block_id, message_original, code, explanation, name, remark, id_file,
       id_transaction, id_payment, date_creation, id_user_creation

-- name: sepa_entry_of_key
SELECT {sepa_entry_columns}
  FROM sepa_entries
 WHERE id_business = :id_business AND key_entry = :key_entry;

-- name: sepa_entry_add
INSERT INTO sepa_entries (id, id_business, key_entry, kind_statement, message_id, told,
                          state_entry, outcome, date_booking, amount, currency, end_to_end,
                          block_id, message_original, code, explanation, name, remark, id_file,
                          id_transaction, id_payment, date_creation, id_user_creation)
VALUES (:id, :id_business, :key_entry, :kind_statement, :message_id, :told, :state_entry, :outcome,
        :date_booking, :amount, :currency, :end_to_end, :block_id, :message_original, :code,
        :explanation, :name, :remark, :id_file, :id_transaction, :id_payment, :date_creation,
        :id_user_creation);

-- part: sepa_entries_that_match
 WHERE id_business = :id_business AND (state_entry = :state_entry OR :state_entry IS NULL)

-- name: sepa_entry_list
SELECT {sepa_entry_columns}
  FROM sepa_entries
{sepa_entries_that_match}
 ORDER BY id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: sepa_entry_count
SELECT count(*) FROM sepa_entries
{sepa_entries_that_match};
