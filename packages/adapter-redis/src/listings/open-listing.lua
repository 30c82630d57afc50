-- Writes a bulk job with its shards, and what segments have of it already.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  the job as JSON
-- ARGV[3]  epoch
-- ARGV[4..7] rows that are stored, skipped, failed, aborted
-- ARGV[8]  bytes that these rows are about
-- ARGV[9]  keys that only the destination has
-- ARGV[10] segments in the journal
-- ARGV[11] 1 when it was cancelled before the ledger was lost, else 0
-- ARGV[12] why the listing of a cancelled job ends, as JSON
-- ARGV[13] how many unfinished jobs there may be beside it; empty for any number
-- ARGV[14] its weight
-- ARGV[15] its deadline; empty for none
-- ARGV[16] how many shards follow
-- ARGV[17..] per shard: after, to (nothing: without an end)
-- then     the transfers, as `new_transfers` takes them
-- returns  -3 when there are too many jobs
--
-- Atomic so that a repeat, or another process that opens it as well, writes nothing twice, and because a job
-- without its shards would end.

local job, epoch = ARGV[1], ARGV[3]
local shards, segments = listing_shards(), row_segments()
local ends, counts, transfers = transfer_ends(), job_counts(), new_transfers()
local key, list = job_key(job), job_key(job) .. ':transfers'
local about = redis.call('HMGET', key, 'epoch', 'doc', 'cancelled')
local known = about[1]
if about[2] and tonumber(known or epoch) >= tonumber(epoch) then return end

if not known and counts.is_quota_used(ARGV[13]) then return -3 end
local now = now_ms()
-- First of all writes, for a full Redis refuses it: once a write that needs no memory is done, it refuses none.
redis.call('ZADD', prefix .. 'jobs', 0, job)
-- What an older epoch did since it was opened is not in the list of those that count.
if known then
  forget_listing(job)
  run_queue().clear(job)
  for _, id in ipairs(redis.call('LRANGE', list, 0, -1)) do ends.forget(id) end
  redis.call('UNLINK', list)
  counts.forget_end(job)
end
redis.call('DEL', key)
run_queue().set_weight(job, ARGV[14])
if ARGV[15] ~= '' then redis.call('ZADD', prefix .. 'deadlines', ARGV[15], job) end

local given = tonumber(ARGV[16])
local listed = ARGV[4] + ARGV[5] + ARGV[6] + ARGV[7]
redis.call('HSET', key, 'doc', ARGV[2], 'epoch', epoch, 'listed', listed, 'n:stored', ARGV[4], 'n:skipped', ARGV[5],
  'n:failed', ARGV[6], 'n:aborted', ARGV[7], 'bytesTotal', ARGV[8], 'bytesStored', ARGV[8], 'extra', ARGV[9],
  'segments', ARGV[10], 'nextShard', given, 'nextBatch', 0)
redis.call('ZADD', segments.recordable_key, 0, job)
if not known then add_event('job', 'job', job, 'state', 'created') end
for shard = 0, given - 1 do
  local first = 17 + 2 * shard
  redis.call('HSET', shards.shards_key(job), shard .. ':after', ARGV[first], shard .. ':to', ARGV[first + 1])
end
if given > 0 then
  redis.call('HSET', key, 'listing', given)
  redis.call('ZADD', shards.listable_key, now, job)
end
transfers.write_new(job, transfers.new_places(17 + 2 * given), now)
if about[3] or ARGV[11] == '1' then
  redis.call('HSET', key, 'cancelled', '1')
  redis.call('SADD', prefix .. 'cancelling', job)
  shards.break_shards(job, ARGV[12])
end
counts.end_job(job, now)
segments.leave_if_done(job)
