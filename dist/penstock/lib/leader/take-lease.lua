-- Takes the lease of the leader, renews it for the process that has it, or shows who has it.
--
-- KEYS[1]  the prefix of the lease, "penstock:leader:{leader}:"
-- ARGV[1]  the process that asks
-- ARGV[2]  for how long, in milliseconds
-- returns  { the process that leads now, its fencing number }
--
-- Atomic because of two that find the lease free one may lead.

local lease_key, fence_key = prefix .. 'lease', prefix .. 'fence'
local fence, holder = string.match(redis.call('GET', lease_key) or '', '^(%d+) (.*)$')
if holder == ARGV[1] then
  redis.call('PEXPIRE', lease_key, ARGV[2])
  return { holder, fence }
end
if holder then return { holder, fence } end
-- Not below the time, so that it also grows over the loss of all that Redis knew.
local last = tonumber(redis.call('GET', fence_key) or '0')
fence = string.format('%d', math.max(last + 1, now_ms()))
redis.call('SET', fence_key, fence)
redis.call('SET', lease_key, fence .. ' ' .. ARGV[1], 'PX', ARGV[2])
return { ARGV[1], fence }
