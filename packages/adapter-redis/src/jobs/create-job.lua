-- Writes a job and its planned transfers, unless the job exists.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  the job as JSON
-- ARGV[3]  how many transfers follow
-- ARGV[4]  how many uploads that may be open follow
-- ARGV[5..] those, as the prelude takes them; then per transfer: id, generation, revision, the transfer as JSON
-- returns  1 when written, 0 when the job was there
--
-- Atomic so that a repeat after a lost response cannot write half a job over one that runs, and because
-- a job that is there is never restored again: its intents come with it or never.

local job, count = ARGV[1], tonumber(ARGV[3])
local key = job_key(job)
-- A mark that outran the job, as after a server that was emptied in between, makes no job.
if redis.call('HEXISTS', key, 'doc') == 1 then return 0 end

local now = now_ms()
redis.call('HSET', key, 'doc', ARGV[2], 'listed', count, 'n:planned', count)
add_event('job', 'job', job, 'state', 'created')
if count == 0 then note_end(job, now) end
-- Ids begin with the time they were made, so the order of the names is the order of the jobs.
redis.call('ZADD', prefix .. 'jobs', 0, job)
local uploads = tonumber(ARGV[4])
change_uploads(5, uploads, now)
for i = 5 + 3 * uploads, #ARGV, 4 do
  local id = ARGV[i]
  redis.call('HSET', transfer_key(id),
    'doc', ARGV[i + 3], 'state', 'planned', 'gen', ARGV[i + 1], 'revision', ARGV[i + 2], 'job', job,
    'total', 0, 'left', 0, 'next', 1, 'size', 0, 'uploadedBytes', 0)
  redis.call('RPUSH', key .. ':transfers', id)
  redis.call('ZADD', idle_key, now, id)
end
return 1
