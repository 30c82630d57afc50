-- Remembers that a job was cancelled.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- returns  1 when the job is there, else 0
--
-- Atomic because a job that is retired at this moment must not leave a mark behind.

local key = job_key(ARGV[1])
if redis.call('EXISTS', key) == 0 then return 0 end
redis.call('HSET', key, 'cancelled', '1')
return 1
