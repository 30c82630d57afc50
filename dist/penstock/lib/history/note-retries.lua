-- Notes which job tried each of some jobs again.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1..] per retry: the job that was tried again, the job that did
--
-- Atomic because of two retries of one job the newest stays, whichever is noted last.

local retried_key = prefix .. 'retriedBy'
for i = 1, #ARGV, 2 do
  local known = redis.call('HGET', retried_key, ARGV[i])
  -- Ids begin with the time they were made.
  if not known or known < ARGV[i + 1] then redis.call('HSET', retried_key, ARGV[i], ARGV[i + 1]) end
end
