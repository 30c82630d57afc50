-- Batches that have held their permit for some time. Permits of batches that are over are dropped.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  for how long, in milliseconds
-- ARGV[2]  at most how many
-- returns  { job id, epoch, number, ... }
--
-- Atomic so that two sweeps do not both get the same batches.

local batches, now = job_batches(), now_ms()
local found = {}
local held = redis.call('ZRANGEBYSCORE', batches.permits_key, '-inf', now - ARGV[1], 'LIMIT', 0, ARGV[2])
for _, task in ipairs(held) do
  local job, epoch, number = string.match(task, '^(.*)/(%d+)/(%d+)$')
  local is_left = redis.call('HEXISTS', batches.batch_key(job, number), 'left') == 1
  if is_left and redis.call('HGET', job_key(job), 'epoch') == epoch then
    redis.call('ZADD', batches.permits_key, now, task)
    found[#found + 1] = job
    found[#found + 1] = epoch
    found[#found + 1] = number
  else
    redis.call('ZREM', batches.permits_key, task)
  end
end
return found
