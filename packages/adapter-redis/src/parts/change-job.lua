-- Compare-and-set of what a client says of a job.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  the job as JSON, as it was read
-- ARGV[3]  the job as JSON, as it becomes
-- ARGV[4]  its weight
-- ARGV[5]  its deadline; empty for none
-- returns  1 when written, 0 when it is another one, or has ended
--
-- Atomic because of two changes at once one would be lost, and because the turns go by the weight that is shown.

local job = ARGV[1]
local about = redis.call('HMGET', job_key(job), 'doc', 'finishedAt')
if about[1] ~= ARGV[2] or about[2] then return 0 end
redis.call('HSET', job_key(job), 'doc', ARGV[3])
if ARGV[5] == '' then
  redis.call('ZREM', prefix .. 'deadlines', job)
  redis.call('HDEL', job_key(job), 'late')
else
  redis.call('ZADD', prefix .. 'deadlines', ARGV[5], job)
end
-- That of a late job is raised, and the leader judges it again.
if redis.call('HEXISTS', job_key(job), 'late') == 0 then run_queue().set_weight(job, ARGV[4]) end
return 1
