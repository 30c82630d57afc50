-- Compare-and-set of a job's counts: how many of its transfers are in each state.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  1 when no transfer is pending by the right counts, else 0
-- ARGV[3..] per count: its field, its wrong value, its right value
-- returns  1 when written, 0 when the counts are not what they were
--
-- Atomic because a transfer that moves concurrently changes the counts, and would be counted twice or never.

local counts = job_counts()
local key = job_key(ARGV[1])
for i = 3, #ARGV, 3 do
  if tonumber(redis.call('HGET', key, ARGV[i]) or '0') ~= tonumber(ARGV[i + 1]) then return 0 end
end
for i = 3, #ARGV, 3 do
  redis.call('HSET', key, ARGV[i], ARGV[i + 2])
end
if ARGV[2] == '1' and redis.call('HEXISTS', key, 'listing') == 0 then
  -- Anew, for the outcome may be another one by the right counts.
  local since = redis.call('HGET', key, 'finishedAt') or now_ms()
  redis.call('HDEL', key, 'finishedAt')
  counts.forget_end(ARGV[1])
  counts.note_end(ARGV[1], since)
else
  redis.call('HDEL', key, 'finishedAt')
  counts.forget_end(ARGV[1])
end
return 1
