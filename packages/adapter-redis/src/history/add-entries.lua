-- Adds entries to the history, of jobs that are not held.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  'keep': for jobs that have no entry, 'replace': for jobs that have one
-- ARGV[2..] per entry: job id, entry
-- returns  how many were added
--
-- Atomic because a job has one entry at most, and none while it is held.

local history_key = prefix .. 'history'
local added = 0
for i = 2, #ARGV, 2 do
  local job, entry = ARGV[i], ARGV[i + 1]
  local others = redis.call('ZRANGEBYLEX', history_key, '[' .. job, '[' .. job .. '\255')
  local is_wanted = (#others > 0) == (ARGV[1] == 'replace')
  if is_wanted and redis.call('EXISTS', job_key(job)) == 0 then
    if #others > 0 then redis.call('ZREM', history_key, unpack(others)) end
    redis.call('ZADD', history_key, 0, entry)
    added = added + 1
  end
end
return added
