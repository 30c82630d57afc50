-- What of a job waits for a permit, or for a time.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- returns  { how much of it is ready, how many other jobs are queued, permits of parts and batches in flight, their
--            limit, or nothing, how many of its batches wait for a time, when the first of them is due, or nothing,
--            why no more may be in flight, or nothing, the claim limit that it waits for, its units and bound, or nothing, whose
--            limit the other one is, or nothing }
--
-- Atomic so that what is moved from one list to another is counted once. Changes nothing.

-- Of those that wait: more are not looked at.
local MOST_LATER = 1000

local job = ARGV[1]
local queue, batches = run_queue(), job_batches()
local jobs = redis.call('LLEN', queue.jobs_key)
-- One that waits for a claim limit is queued beside the queue.
local is_in_queue = redis.call('SISMEMBER', prefix .. 'queuedJobs', job) == 1
  and redis.call('HEXISTS', prefix .. 'parked', job) == 0
if is_in_queue then jobs = jobs - 1 end
local waiting, due = 0, ''
local later = redis.call('ZRANGE', batches.later_key, 0, MOST_LATER - 1, 'WITHSCORES')
for i = 1, #later, 2 do
  if string.sub(later[i], 1, #job + 1) == job .. '/' then
    waiting = waiting + 1
    if due == '' then due = later[i + 1] end
  end
end
-- Of one whose uploads are set aside the first one is as good as any.
local function claim_limit()
  if redis.call('EXISTS', prefix .. 'hasClaimLimits') == 0 then return '', '' end
  local limits = claim_limits()
  local name = redis.call('HGET', limits.parked_key, job)
  if name then return name, redis.call('HGET', limits.limits_key, name) or '' end
  local first = redis.call('LINDEX', job_key(job) .. ':transfers', 0)
  if first and redis.call('SISMEMBER', limits.full_key, first) == 1 then
    return 'upload', (limits.limits_of(job).upload or 0) .. ' limit'
  end
  return '', ''
end

local limit_name, limit_value = claim_limit()
return {
  redis.call('LLEN', queue.ready_key(job)), jobs,
  redis.call('ZCARD', inflight_key) + redis.call('ZCARD', batches.permits_key),
  redis.call('GET', prefix .. 'inFlightLimit') or '', waiting, due, redis.call('GET', prefix .. 'inFlightLimit:bound') or '',
  limit_name, limit_value, redis.call('GET', prefix .. 'inFlightLimit:of') or '',
}
