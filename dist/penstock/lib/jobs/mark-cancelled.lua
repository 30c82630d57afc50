-- Remembers that a job is to be cancelled, and that its transfers have to be ended. Workers stop what they move of it.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  why the listing of a bulk job ends by it, as JSON
-- returns  1 when the job is there, else 0
--
-- Atomic because a job that is retired at this moment must not leave a mark behind, so that the event comes once, and
-- because nothing may be listed of a job once its transfers are being ended.

local job = ARGV[1]
local key = job_key(job)
if redis.call('HEXISTS', key, 'doc') == 0 then return 0 end
if redis.call('HSETNX', key, 'cancelled', '1') == 1 then add_event('job', 'job', job, 'state', 'cancelling') end
redis.call('SADD', prefix .. 'cancelling', job)
redis.call('PUBLISH', prefix .. 'stop', 'cancelled ' .. job)
-- What is left of its batches is reported as aborted.
run_queue().resume(job)
if redis.call('HEXISTS', key, 'epoch') == 1 then
  local shards, segments = listing_shards(), row_segments()
  shards.break_shards(job, ARGV[2])
  job_counts().end_job(job, now_ms())
  segments.leave_if_done(job)
end
return 1
