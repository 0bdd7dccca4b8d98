-- One reported increment: its event, and the counter of its period. The same in the order in which
-- they were received, as many to a commit as there were connections; see floor.c.

-- groups: 64
CREATE TEMP TABLE arrivals AS
SELECT e.*, c.period_no FROM usage_events e
  JOIN usage_counters c ON c.id_business = e.id_business
   AND c.id_subscription_feature = e.id_subscription_feature
 ORDER BY e.recorded_at, e.event_key;
CREATE TEMP TABLE groups AS SELECT rowid AS id FROM arrivals;

-- pass

-- rows: usage_events
SELECT rowid, id_business, id_subscription_feature, occurred_at, event_key, increment, quantity,
       recorded_at
  FROM arrivals WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid;
-- write
INSERT INTO usage_events (id_business, id_subscription_feature, occurred_at, event_key, increment,
                          quantity, recorded_at)
VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id_business, id_subscription_feature, occurred_at, event_key) DO NOTHING;

-- rows: usage_counters
SELECT rowid, id_business, id_subscription_feature, period_no, increment, occurred_at
  FROM arrivals WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid;
-- write
INSERT INTO usage_counters (id_business, id_subscription_feature, period_no, quantity, counted_at)
VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id_business, id_subscription_feature, period_no)
    DO UPDATE SET quantity = usage_counters.quantity + excluded.quantity,
                  counted_at = max(usage_counters.counted_at, excluded.counted_at)
    RETURNING quantity;
