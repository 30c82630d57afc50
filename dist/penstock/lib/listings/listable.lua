-- Jobs that have something to list, and room for it, and are not paused. Each goes to the end of the line.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  for how long each one is left alone then, in milliseconds
-- ARGV[2]  at most how many
-- ARGV[3]  how many batches a job may have that are not forgotten
-- ARGV[4]  how many transfers
-- returns  { job id, ... }
--
-- Atomic so that two sweeps do not both get the same jobs.

-- Bounds the time of one call.
local LOOKS = 1000

local shards, batches, now = listing_shards(), job_batches(), now_ms()
local due = now - ARGV[1]
local found = {}
for _, job in ipairs(redis.call('ZRANGEBYSCORE', shards.listable_key, '-inf', due, 'LIMIT', 0, LOOKS)) do
  if #found == tonumber(ARGV[2]) then break end
  local has_room = redis.call('SCARD', batches.batches_key(job)) < tonumber(ARGV[3])
    and redis.call('LLEN', job_key(job) .. ':transfers') < tonumber(ARGV[4])
    and redis.call('SISMEMBER', run_queue().paused_key, job) == 0
  if has_room then found[#found + 1] = job end
  -- Another one stays due, behind the others.
  redis.call('ZADD', shards.listable_key, has_room and now or due, job)
end
return found
