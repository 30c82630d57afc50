-- Keeps the newest test of a connection.
--
-- KEYS[1]  the system's prefix
-- ARGV[1]  the connection
-- ARGV[2]  the test as JSON
-- ARGV[3]  'test-passed' or 'test-failed'
--
-- Atomic so that each test is one event.

redis.call('HSET', prefix .. 'connectionTests', ARGV[1], ARGV[2])
add_event('connection', 'connection', ARGV[1], 'state', ARGV[3])
