-- Parts that have held a credit for some time. Credits that nobody can use any more are dropped.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  for how long, in milliseconds
-- ARGV[2]  at most how many
-- returns  { { transfer as JSON, part number }, ... }
--
-- Atomic so that two sweeps do not both get the same parts.

local now = now_ms()
local found = {}
local held = redis.call('ZRANGEBYSCORE', inflight_key, '-inf', now - ARGV[1], 'LIMIT', 0, ARGV[2])
for _, member in ipairs(held) do
  local id, generation, number = string.match(member, '^(.*)/(%d+)/(%d+)$')
  local transfer = read_transfer(id)
  if transfer and transfer.state == 'uploading' and transfer.gen == generation
    and not is_landed(id, generation, number) then
    redis.call('ZADD', inflight_key, now, member)
    found[#found + 1] = { redis.call('HGET', transfer_key(id), 'doc'), number }
  else
    redis.call('ZREM', inflight_key, member)
  end
end
return found
