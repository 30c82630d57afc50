-- Remembers that a job is to be cancelled, and that its transfers have to be ended.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- returns  1 when the job is there, else 0
--
-- Atomic because a job that is retired at this moment must not leave a mark behind, and so that the event comes once.

local key = job_key(ARGV[1])
if redis.call('HEXISTS', key, 'doc') == 0 then return 0 end
if redis.call('HSETNX', key, 'cancelled', '1') == 1 then add_event('job', 'job', ARGV[1], 'state', 'cancelling') end
redis.call('SADD', prefix .. 'cancelling', ARGV[1])
return 1
