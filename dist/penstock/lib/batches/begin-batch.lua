-- Begins one more attempt of a batch that holds a permit.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  epoch
-- ARGV[3]  number
-- returns  nothing when its task is over; else { attempt, attempts that were lost right before it, 1 when the job was
--          cancelled else 0, the job as JSON, the entries as they are packed, after, to }
--
-- Atomic because an attempt makes what older ones report void, and because the counts move with the first one.

local job, epoch, number = ARGV[1], ARGV[2], ARGV[3]
local batches = job_batches()
if not redis.call('ZSCORE', batches.permits_key, batches.permit_of(job, epoch, number)) then return {} end
local now = now_ms()
if redis.call('SISMEMBER', run_queue().paused_key, job) == 1 then
  batches.put_back(job, epoch, number, 0, now)
  return {}
end
return batches.begin(job, number, now)
