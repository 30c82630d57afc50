-- Uploads that no transfer uses, and that were not looked at for some time. Each one goes to
-- the end of the line.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  for how long, in milliseconds
-- ARGV[2]  at most how many
-- returns  { now in milliseconds, { what the ledger holds of an upload, ... } }
--
-- Atomic so that two sweeps do not both get the same uploads.

local now = now_ms()
local found = {}
local tokens = redis.call('ZRANGEBYSCORE', orphans_key, '-inf', now - ARGV[1], 'LIMIT', 0, ARGV[2])
for _, token in ipairs(tokens) do
  local value = redis.call('HGET', uploads_key, token)
  if value then
    redis.call('ZADD', orphans_key, now, token)
    found[#found + 1] = value
  else
    redis.call('ZREM', orphans_key, token)
  end
end
return { now, found }
