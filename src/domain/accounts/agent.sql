-- name: agent_add
INSERT INTO agents (id, id_business, name, permissions, date_creation, id_user_creation,
                    date_update, id_user_update, state_life, version)
VALUES (:id, :id_business, :name, :permissions, :now, :id_user_creation, :now, :id_user_creation,
        'Ok', 1);

-- name: key_add
INSERT INTO api_keys (id, id_business, id_agent, agent_key, key_hash, date_expiry, date_creation,
                      id_user_creation)
VALUES (:id, :id_business, :id_agent, :agent_key, :key_hash, :date_expiry, :now,
        :id_user_creation);

-- name: key_revoke
UPDATE api_keys SET date_revoked = :machine_now
 WHERE id_business = :id_business AND agent_key = :agent_key AND date_revoked IS NULL;

-- name: key_list
SELECT k.id, k.id_agent, k.agent_key, a.name, a.permissions, k.date_expiry, k.date_revoked,
       k.date_creation
  FROM api_keys k
  JOIN agents a ON a.id_business = k.id_business AND a.id = k.id_agent
 WHERE k.id_business = :id_business
 ORDER BY k.id;

-- name: credential_get
-- every business: the agent key says which
SELECT k.id_business, k.id_agent, k.key_hash, k.date_expiry, k.date_revoked,
       a.permissions, b.is_live, b.epoch, c.now_at AS test_now
  FROM api_keys k
  JOIN agents a ON a.id_business = k.id_business AND a.id = k.id_agent
  JOIN businesses b ON b.id = k.id_business
  LEFT JOIN test_clocks c ON c.id_business = k.id_business
 WHERE k.agent_key = :agent_key;

-- name: caller_check
-- Whether what is remembered of a caller still holds, and what time it is.
SELECT b.epoch, c.now_at AS test_now
  FROM businesses b
  LEFT JOIN test_clocks c ON c.id_business = b.id
 WHERE b.id = :id_business;

-- name: callers_changed
UPDATE businesses SET epoch = epoch + 1 WHERE id = :id_business;
