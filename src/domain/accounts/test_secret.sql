-- What the tests of secrets look at.

-- name: test_audit_like
SELECT count(*) FROM audit
 WHERE id_business = :id_business AND action = :action AND value_after LIKE :pattern;
