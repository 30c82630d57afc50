-- Forgets finished jobs with their transfers, some at a time, and keeps their entries in the history.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1..] per job: its id; its entry, or nothing
-- returns  per job: 1 when it is gone, 2 when more of it is left than one call removes, 0 when it has not ended
--
-- Atomic because a job is in the list of those that are held, or in the history, and never in neither or in both:
-- one of which some transfers are gone must not be archived again.

local forget_end, segments, ends = job_counts().forget_end, row_segments(), transfer_ends()
local retiring_key = prefix .. 'retiring'
-- Bounds the time of one call: so many jobs and transfers in all.
local left = 250

-- Returns how many transfers it had, at most as many as are left.
local function forget_transfers(list)
  local ids = redis.call('LRANGE', list, 0, left - 1)
  for _, id in ipairs(ids) do ends.forget(id) end
  redis.call('LTRIM', list, #ids, -1)
  return #ids
end

-- With its first step a job is in the history, or gone, for its readers; what is left of it is named until the last.
local function retire_job(job, entry)
  local key = job_key(job)
  left = left - 1
  if redis.call('EXISTS', key) == 1 then
    if redis.call('HEXISTS', key, 'finishedAt') == 0 then return 0 end
    -- What it knows of its rows is nowhere else yet.
    if segments.has_rows(job) then return 0 end
    forget_listing(job)
    run_queue().forget(job)
    redis.call('UNLINK', key, measures_key(job))
    redis.call('ZREM', prefix .. 'jobs', job)
    forget_end(job)
    if entry ~= '' then redis.call('ZADD', prefix .. 'history', 0, entry) else redis.call('HDEL', prefix .. 'retriedBy', job) end
  end
  left = left - forget_transfers(key .. ':transfers')
  if redis.call('EXISTS', key .. ':transfers') == 1 then
    redis.call('SADD', retiring_key, job)
    return 2
  end
  redis.call('SREM', retiring_key, job)
  return 1
end

local results = {}
for i = 1, #ARGV, 2 do
  results[#results + 1] = left > 1 and retire_job(ARGV[i], ARGV[i + 1]) or 2
end
-- Of a caller that died.
local leftover = left > 1 and redis.call('SRANDMEMBER', retiring_key)
if leftover then retire_job(leftover, '') end
return results
