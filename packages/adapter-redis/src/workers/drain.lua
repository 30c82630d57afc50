-- Asks a process to take no more tasks.
--
-- KEYS[1]  the system's prefix
-- ARGV[1]  its id
-- returns  1 if it is known
--
-- Atomic so that nothing is asked of one that has just retired.

local id = ARGV[1]
if redis.call('HEXISTS', prefix .. 'processes', id) == 0 then return 0 end
redis.call('HSETNX', prefix .. 'drains', id, string.format('%d', now_ms()))
return 1
