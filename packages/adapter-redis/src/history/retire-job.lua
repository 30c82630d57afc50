-- Forgets a finished job with its transfers, some at a time, and keeps its entry in the history.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  its entry, or nothing
-- returns  1 when the job is gone, 2 when it has more transfers than one call removes, 0 when it has not ended
--
-- Atomic because a job is in the list of those that are held, or in the history, and never in neither.

-- Bounds the time of one call.
local TRANSFERS_PER_CALL = 500

local job, entry = ARGV[1], ARGV[2]
local key, segments, ends = job_key(job), row_segments(), transfer_ends()
local is_held = redis.call('EXISTS', key) == 1
if is_held and redis.call('HEXISTS', key, 'finishedAt') == 0 then return 0 end

-- What it knows of its rows is nowhere else yet.
if segments.has_rows(job) then return 0 end

local ids = redis.call('LRANGE', key .. ':transfers', 0, TRANSFERS_PER_CALL - 1)
for _, id in ipairs(ids) do ends.forget(id) end
redis.call('LTRIM', key .. ':transfers', #ids, -1)
if redis.call('EXISTS', key .. ':transfers') == 1 then return 2 end

forget_listing(job)
run_queue().forget(job)
redis.call('UNLINK', key)
redis.call('ZREM', prefix .. 'jobs', job)
job_counts().forget_end(job)
if is_held and entry ~= '' then redis.call('ZADD', prefix .. 'history', 0, entry) end
return 1
