-- Ends a term of the leader before its time.
--
-- KEYS[1]  the prefix of the lease, "penstock:leader:{leader}:"
-- ARGV[1]  the process that led
-- ARGV[2]  its fencing number
--
-- Atomic so that one whose term is over does not end that of its successor.

local lease_key = prefix .. 'lease'
if redis.call('GET', lease_key) == ARGV[2] .. ' ' .. ARGV[1] then redis.call('DEL', lease_key) end
