-- Transfers that did not change for some time. Each one goes to the end of the line, so that some
-- that never move cannot hide the others behind a limit.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  for how long, in milliseconds
-- ARGV[2]  at most how many
-- returns  { { transfer as JSON, state, revision, id }, ... }
--
-- Atomic so that two sweeps do not both get the same transfers.

local now = now_ms()
local found = {}
local ids = redis.call('ZRANGEBYSCORE', idle_key, '-inf', now - ARGV[1], 'LIMIT', 0, ARGV[2])
for _, id in ipairs(ids) do
  redis.call('ZADD', idle_key, now, id)
  local fields = redis.call('HMGET', transfer_key(id), 'doc', 'state', 'revision')
  fields[4] = id
  found[#found + 1] = fields
end
return found
