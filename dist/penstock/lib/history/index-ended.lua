-- Lists among the ended jobs those whose end was written by a version that had no such list.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  the last job that was looked at, or nothing
-- ARGV[2]  at most how many are looked at
-- returns  the last job that was looked at, or nothing when there are no more
--
-- Atomic because a job that is retired at this moment must not be listed again.

local below = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local jobs = redis.call('ZRANGEBYLEX', prefix .. 'jobs', below, '+', 'LIMIT', 0, ARGV[2])
local list_end = job_counts().list_end
for _, job in ipairs(jobs) do
  local ended_at = redis.call('HGET', job_key(job), 'finishedAt')
  if ended_at then list_end(job, ended_at) end
end
return #jobs == tonumber(ARGV[2]) and jobs[#jobs] or ''
