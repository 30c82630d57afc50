-- Compare-and-set of what a client says of a job.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  the job as JSON, as it was read
-- ARGV[3]  the job as JSON, as it becomes
-- ARGV[4]  its weight
-- ARGV[5]  its deadline; empty for none
-- ARGV[6]  the largest weight that a late job is raised to
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
-- The rule is that of core's `weightOf`: a late job stays raised until the leader judges it again.
local late = redis.call('HGET', job_key(job), 'late')
local boost = late and string.match(late, '"boost":(%d+)') or 1
run_queue().set_weight(job, digits(math.min(ARGV[6], ARGV[4] * boost)))
return 1
