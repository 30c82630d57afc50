-- Writes some of a job's planned transfers, and with the first of them the job. Until the last ones are
-- there the job is being listed: it cannot end.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  1 when the caller has just named the tenant among those that have jobs, else 0
-- ARGV[2]  job id
-- ARGV[3]  the job as JSON
-- ARGV[4]  how many transfers it has in all
-- ARGV[5]  how many of them come before these
-- ARGV[6]  how many unfinished jobs there may be beside it; empty for any number
-- ARGV[7]  its weight
-- ARGV[8]  its deadline; empty for none
-- ARGV[9]  how many uploads that may be open follow
-- ARGV[10..] those, as the prelude takes them; then per transfer: id, generation, revision, the transfer as JSON
-- returns  how many transfers the job has now: where a caller that was interrupted, or was not the only
--          one, continues; -1 for a job that is there with all of them, or that lost those before; -2 when
--          the tenant has to be named first; -3 when there are too many jobs
--
-- Atomic so that a repeat writes none of them twice and nothing over a job that runs, because what
-- is there is never restored again: intents come with their transfers or never; and because of two jobs at once
-- only one may be the last of a quota.

local job, total, before = ARGV[2], tonumber(ARGV[4]), tonumber(ARGV[5])
local named_key = prefix .. 'named'
if ARGV[1] == '1' then
  redis.call('SET', named_key, 1)
elseif redis.call('EXISTS', named_key) == 0 then
  return -2
end
local key = job_key(job)
local list = key .. ':transfers'
local now, transfers, counts = now_ms(), new_transfers(), job_counts()
-- A mark that outran the job, as after a server that was emptied in between, makes no job.
if redis.call('HEXISTS', key, 'doc') == 0 then
  if before > 0 then return -1 end
  if counts.is_quota_used(ARGV[6]) then return -3 end
  -- First of all writes, for a full Redis refuses it: once a write that needs no memory is done, it refuses none.
  redis.call('HSET', key, 'doc', ARGV[3], 'listed', 0, 'n:planned', 0, 'listing', 1)
  run_queue().set_weight(job, ARGV[7])
  if ARGV[8] ~= '' then redis.call('ZADD', prefix .. 'deadlines', ARGV[8], job) end
  add_event('job', 'job', job, 'state', 'created')
  -- Ids begin with the time they were made, so the order of the names is the order of the jobs.
  redis.call('ZADD', prefix .. 'jobs', 0, job)
elseif redis.call('HEXISTS', key, 'listing') == 0 then
  return -1
end
local there = redis.call('LLEN', list)
if there ~= before then return there end

local upload_count = tonumber(ARGV[9])
upload_changes().change_uploads(10, upload_count, now)
for i = 10 + 3 * upload_count, #ARGV, 4 do
  transfers.write_one(job, ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], now)
  there = there + 1
end
redis.call('HINCRBY', key, 'listed', there - before)
redis.call('HINCRBY', key, 'n:planned', there - before)
if there == total then
  redis.call('HDEL', key, 'listing')
  counts.end_job(job, now)
end
return there
