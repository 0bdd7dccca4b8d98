-- name: system_ping
SELECT 1;
