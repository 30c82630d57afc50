-- All transfers of a cancelled job were told, unless more of them are being listed.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
--
-- Atomic so that no transfer is listed between the look and the end.

if redis.call('HEXISTS', job_key(ARGV[1]), 'listing') == 1 then return end
redis.call('SREM', prefix .. 'cancelling', ARGV[1])
