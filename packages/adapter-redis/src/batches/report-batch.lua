-- Records the rows of a batch, and gives its permit to the next batch of the job, or back.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  epoch
-- ARGV[3]  number
-- ARGV[4]  attempt
-- ARGV[5..8] rows that are stored, skipped, failed, aborted
-- ARGV[9]  bytes that these rows are about
-- ARGV[10] keys that only the destination has
-- ARGV[11] attempts that are tried again
-- ARGV[12] the rows, or nothing
-- ARGV[13] those of them that are trouble, or nothing
-- ARGV[14] how many entries are left
-- ARGV[15] those, packed
-- ARGV[16] after how many milliseconds they may come again
-- ARGV[17] 1 when its worker would continue with another batch, else 0
-- ARGV[18] the error code of what stands in the way, or nothing
-- ARGV[19] what its worker measured of the job, as JSON, or nothing
-- returns  { 1 when it counts, else 0 }; with the next batch behind it: its number, and what begin-batch returns
--
-- Atomic because rows that are kept without their counts, or twice, would make the job's counts wrong for ever, and
-- because a permit that is returned in one step and claimed in another is lost when the process dies between the two.

local job, epoch, number = ARGV[1], ARGV[2], ARGV[3]
local batches, segments, queue = job_batches(), row_segments(), run_queue()
local key, batch = job_key(job), batches.batch_key(job, number)
local task = batches.permit_of(job, epoch, number)
local known = redis.call('HMGET', batch, 'attempt', 'left')
if known[1] ~= ARGV[4] or not redis.call('ZSCORE', batches.permits_key, task) then return { 0 } end

local OUTCOMES = { 'stored', 'skipped', 'failed', 'aborted' }
local left = tonumber(ARGV[14])
local rows, covered = 0, known[2] - left
for i = 1, 4 do rows = rows + ARGV[4 + i] end
-- A check has rows of keys that no list named.
local unlisted = rows - covered
if unlisted ~= 0 and unlisted ~= tonumber(ARGV[10]) then
  return redis.error_reply('ERR the report of ' .. task .. ' has ' .. rows .. ' rows for ' .. covered .. ' entries')
end

local now = now_ms()
for i, outcome in ipairs(OUTCOMES) do
  local count = ARGV[4 + i]
  if count ~= '0' then
    redis.call('HINCRBY', key, 'n:' .. outcome, count)
    redis.call('HINCRBY', batch, outcome, count)
  end
end
redis.call('HINCRBY', key, 'n:uploading', 0 - covered)
if unlisted > 0 then redis.call('HINCRBY', key, 'listed', unlisted) end
redis.call('HINCRBY', key, 'bytesStored', ARGV[9])
redis.call('HINCRBY', batch, 'covered', ARGV[9])
if ARGV[10] ~= '0' then
  redis.call('HINCRBY', key, 'extra', ARGV[10])
  redis.call('HINCRBY', batch, 'extra', ARGV[10])
end
if ARGV[11] ~= '0' then redis.call('HINCRBY', key, 'retries', ARGV[11]) end
if rows > 0 then redis.call('HSET', key, 'progressAt', now) end
if ARGV[18] ~= '' then batches.note_trouble(job, ARGV[18], now) end
if ARGV[19] ~= '' then note_measures(job, ARGV[19], now) end
if ARGV[12] ~= '' then redis.call('RPUSH', batches.rows_key(job, number), ARGV[12]) end
if ARGV[13] ~= '' then redis.call('RPUSH', batches.trouble_key(job, number), ARGV[13]) end

if left > 0 then
  redis.call('HSET', batch, 'left', left, 'e', ARGV[15])
  batches.end_attempt(job, number, ARGV[4])
  batches.put_back(job, epoch, number, tonumber(ARGV[16]), now)
else
  redis.call('HDEL', batch, 'left', 'e', 'attempt', 'lost', 'begun')
  redis.call('ZREM', batches.permits_key, task)
  segments.join_batch(job, number, now)
end
batches.note_progress(job, now)
job_counts().end_job(job, now)
local limits = redis.call('EXISTS', prefix .. 'hasClaimLimits') == 1 and claim_limits()
local may_continue = ARGV[17] == '1' and not (limits and limits.full_limit(job))
local next = may_continue and queue.take_batch(job)
if not next then return { 1 } end
queue.leave_if_empty(job)
redis.call('ZADD', batches.permits_key, now, batches.permit_of(job, epoch, next))
if limits then limits.note(job, 'batches', batches.permit_of(job, epoch, next)) end
return { 1, next, unpack(batches.begin(job, next, now)) }
