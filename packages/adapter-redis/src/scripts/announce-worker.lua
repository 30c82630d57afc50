-- Writes down that a worker lives.
--
-- KEYS[1]  the hash of workers (one for all tenants)
-- ARGV[1]  worker id
-- ARGV[2]  its slots
--
-- A script only because the time has to be the server's.

redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. string.format('%d', now_ms()))
