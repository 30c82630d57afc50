-- Pauses a job, or lets it continue.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  1 to pause it, else 0
-- ARGV[3]  1 to tell workers to stop what they move of it, else 0
--
-- Atomic because a job that was cancelled may not be paused, or it would never end, and because what waits of a job
-- is on the run queue unless it is paused. Of a job that ended nothing waits.

local job = ARGV[1]
local queue = run_queue()
local about = redis.call('HMGET', job_key(job), 'doc', 'cancelled', 'finishedAt')
if not about[1] or about[2] or about[3] then return end
if ARGV[2] == '1' then
  queue.pause(job)
  redis.call('HSETNX', job_key(job), 'pausedAt', digits(now_ms()))
  if redis.call('HSET', job_key(job), 'paused', 1) == 1 then add_event('job', 'job', job, 'state', 'paused') end
  redis.call('SET', prefix .. 'hasBatches', 1)
  if ARGV[3] == '1' then redis.call('PUBLISH', prefix .. 'stop', 'paused ' .. job) end
else
  queue.resume(job)
  redis.call('HDEL', job_key(job), 'pausedAt')
  if redis.call('HDEL', job_key(job), 'paused') == 1 then add_event('job', 'job', job, 'state', 'resumed') end
end
