-- What comes of errands, whatever their lane.

-- name: errand_close
-- every business
-- Of the lease alone whose token this is; what was given up meanwhile stays so unless it arrived.
UPDATE jobs
   SET state_job = :state_job, done_at = :done_at,
       due_at = COALESCE(:due_at, due_at), failures = :failures,
       failing_since = :failing_since, attempted_at = :machine_now, status = :status,
       answer = :answer, last_error = :last_error, leased_until = 0
 WHERE id = :id AND attempts = :attempts
   AND (done_at IS NULL OR :state_job = 'Delivered');

-- name: errand_is_ours
-- every business
SELECT count(*) FROM jobs WHERE id = :id AND attempts = :attempts AND done_at IS NULL;

-- name: errand_release
-- every business
UPDATE jobs SET leased_until = 0 WHERE id = :id AND attempts = :attempts AND done_at IS NULL;
