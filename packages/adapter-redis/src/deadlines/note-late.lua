-- Notes whether a job will be done by its deadline, and the weight that follows.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  the job as JSON, as it was judged
-- ARGV[3]  why it is late, as JSON; nothing while it is in time
-- ARGV[4]  the weight of its turns
-- returns  1 when noted, 0 when the job is another one by now, has ended, or is gone
--
-- Atomic because the weight that is shown is that of the turns, and because a change leaves one event.

local job = ARGV[1]
local key = job_key(job)
local about = redis.call('HMGET', key, 'doc', 'finishedAt', 'cancelled', 'late')
if not about[1] or about[2] or about[3] then
  redis.call('ZREM', prefix .. 'deadlines', job)
  return 0
end
if about[1] ~= ARGV[2] then return 0 end
-- An older version writes none of these events, and does not read them: they are of version 2.
local function tell(state)
  redis.call('XADD', prefix .. 'events', 'MAXLEN', '~', '100000', '*', 'v', '2', 'kind', 'deadline', 'job', job,
    'state', state)
end
if ARGV[3] == '' then
  if redis.call('HDEL', key, 'late') == 1 then tell('in-time') end
else
  redis.call('HSET', key, 'late', ARGV[3])
  if not about[4] then tell('late') end
end
run_queue().set_weight(job, ARGV[4])
return 1
