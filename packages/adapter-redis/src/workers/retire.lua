-- Forgets a worker, or any process, that ends.
--
-- KEYS[1]  the system's prefix
-- ARGV[1]  'workers' or 'processes'
-- ARGV[2]  its id
--
-- Atomic so that its end is one event, also when it is retired twice.

local is_known = redis.call('HDEL', prefix .. ARGV[1], ARGV[2]) == 1
if ARGV[1] ~= 'processes' then return end
redis.call('HDEL', prefix .. 'drains', ARGV[2])
if is_known then add_event('process', 'process', ARGV[2], 'state', 'stopped') end
