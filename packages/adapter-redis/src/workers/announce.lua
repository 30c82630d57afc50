-- Writes down that a process lives.
--
-- KEYS[1]  the hash of workers, or of all processes (one for all tenants)
-- ARGV[1]  its id
-- ARGV[2]  what it says of itself: its slots, or JSON
--
-- A script only because the time has to be the server's.

redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. string.format('%d', now_ms()))
