-- Recurring invoices and the cycles that they made.

-- part: recurring_shown
SELECT r.id, r.id_segment, r.id_customer, r.number, s.reference_segment,
       c.reference_customer, s.currency, coalesce(c.language, s.language) AS language,
       r.full_number, r.state_recurring, r.title, r.duration_recurrence, r.unit_recurrence,
       r.date_start, r.date_end, r.time_zone, r.date_anchor, r.day_anchor, r.count_next,
       r.date_next, r.next_at, r.cycles, r.cycles_done, r.mode_issue, r.mode_period,
       r.is_auto_pay, r.is_held_while_unpaid, r.note, r.composition, r.date_creation,
       r.id_user_creation, r.date_update, r.id_user_update, r.state_life, r.version
  FROM recurring_invoices r
  JOIN customers c ON c.id_business = r.id_business AND c.id = r.id_customer
  JOIN segments s ON s.id_business = r.id_business AND s.id = r.id_segment

-- name: recurring_get
{recurring_shown}
 WHERE r.id_business = :id_business AND r.id = :id AND r.state_life = 'Ok';

-- part: recurring_filtered
 WHERE r.id_business = :id_business AND r.state_life = 'Ok'
   AND (r.id_customer = :id_customer OR :id_customer IS NULL)
   AND (r.id_segment = :id_segment OR :id_segment IS NULL)
   AND (r.state_recurring = :state_recurring OR :state_recurring IS NULL)

-- name: recurring_list
{recurring_shown}
{recurring_filtered}
 ORDER BY r.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: recurring_count
SELECT count(*) FROM recurring_invoices r
{recurring_filtered};

-- name: recurring_due
-- Whoever waited for a row that another made sees its next moment, and leaves it alone.
{recurring_shown}
 WHERE r.id_business = :id_business AND r.next_at = :at AND r.id BETWEEN :first AND :last
 ORDER BY r.id_customer, r.id
/*pg FOR UPDATE OF c, r */;

-- name: recurring_next_number
SELECT coalesce(max(number), 0) + 1 FROM recurring_invoices
 WHERE id_business = :id_business AND id_segment = :id_segment;

-- name: recurring_add
INSERT INTO recurring_invoices (id, id_business, id_segment, id_customer, number,
                                full_number, state_recurring, title, duration_recurrence,
                                unit_recurrence, date_start, date_end, time_zone, date_anchor,
                                day_anchor, count_next, date_next, next_at, cycles, cycles_done,
                                mode_issue, mode_period, is_auto_pay, is_held_while_unpaid, note,
                                composition, date_creation, id_user_creation, date_update, id_user_update,
                                state_life, version)
VALUES (:id, :id_business, :id_segment, :id_customer, :number, :full_number,
        :state_recurring, :title, :duration_recurrence, :unit_recurrence, :date_start, :date_end,
        :time_zone, :date_anchor, :day_anchor, :count_next, :date_next, :next_at, :cycles,
        :cycles_done, :mode_issue, :mode_period, :is_auto_pay, :is_held_while_unpaid, :note, :composition,
        :date_creation, :id_user_creation, :date_update, :id_user_update, :state_life, :version);

-- name: recurring_save
UPDATE recurring_invoices
   SET state_recurring = :state_recurring, title = :title,
       duration_recurrence = :duration_recurrence, unit_recurrence = :unit_recurrence,
       date_start = :date_start, date_end = :date_end, date_anchor = :date_anchor,
       day_anchor = :day_anchor, count_next = :count_next, date_next = :date_next,
       next_at = :next_at, cycles = :cycles, cycles_done = :cycles_done, mode_issue = :mode_issue,
       mode_period = :mode_period, is_auto_pay = :is_auto_pay,
       is_held_while_unpaid = :is_held_while_unpaid, note = :note, composition = :composition,
       date_update = :date_update, id_user_update = :id_user_update, state_life = :state_life,
       version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- name: recurring_cycle_add
INSERT INTO recurring_cycles (id_business, id_recurring_invoice, cycle, id_invoice, date_planned,
                              date_creation)
VALUES (:id_business, :id_recurring_invoice, :cycle, :id_invoice, :date_planned, :now);

-- part: cycles_made
  FROM recurring_cycles k
  LEFT JOIN invoices i ON i.id_business = k.id_business AND i.id = k.id_invoice
  LEFT JOIN invoice_drafts d ON d.id_business = k.id_business AND d.id = k.id_invoice
 WHERE k.id_business = :id_business AND k.id_recurring_invoice = :id
   AND (i.id IS NOT NULL OR d.id IS NOT NULL)

-- name: recurring_cycle_list
SELECT k.cycle, k.id_invoice, k.date_planned, CASE WHEN i.id IS NULL THEN 1 ELSE 0 END AS is_draft,
       i.full_number, i.state_invoice, i.date_issue, i.date_payment_limit, i.amount_total,
       i.amount_paid, i.currency
{cycles_made} AND (i.id IS NOT NULL OR :is_issued = 0)
 ORDER BY k.cycle DESC
 LIMIT :size_page OFFSET :skipped;

-- name: recurring_cycle_count
SELECT count(*)
{cycles_made} AND (i.id IS NOT NULL OR :is_issued = 0);

-- name: recurring_cycle_last
SELECT k.cycle, k.id_invoice, k.date_planned, CASE WHEN i.id IS NULL THEN 1 ELSE 0 END AS is_draft,
       i.full_number, i.state_invoice, i.date_issue, i.amount_total, i.amount_paid, i.currency
{cycles_made} AND k.cycle = :cycle;
