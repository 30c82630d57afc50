-- Jobs with rows that a recorder may write now. Each goes to the end of the line.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  for how long each one is left alone then, in milliseconds
-- ARGV[2]  at most how many
-- ARGV[3]  for how long a segment stays open, in milliseconds
-- returns  { job id, ... }
--
-- Atomic so that two recorders do not both get the same jobs.

-- Bounds the time of one call.
local LOOKS = 1000

local segments, now = row_segments(), now_ms()
local due = now - ARGV[1]
local found = {}
for _, job in ipairs(redis.call('ZRANGEBYSCORE', segments.recordable_key, '-inf', due, 'LIMIT', 0, LOOKS)) do
  if #found == tonumber(ARGV[2]) then break end
  local has_rows = segments.may_close(job, now, ARGV[3]) or redis.call('EXISTS', segments.closed_key(job)) == 1
  if has_rows then found[#found + 1] = job end
  -- One without rows stays due, behind the others.
  redis.call('ZADD', segments.recordable_key, has_rows and now or due, job)
end
return found
