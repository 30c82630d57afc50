-- Compare-and-set of how far a shard is listed, with the batches and the transfers that were found up to there.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  epoch
-- ARGV[3]  shard
-- ARGV[4]  how far it has to be listed
-- ARGV[5]  where it has to end (nothing: without an end)
-- ARGV[6]  how far it is listed now
-- ARGV[7]  1 when nothing comes behind, else 0
-- ARGV[8]  how many batches a job may have that are not forgotten
-- ARGV[9]  how many transfers
-- ARGV[10] how many batches follow
-- ARGV[11..] per batch: after, to, entries, bytes, the entries as they are packed
-- then     the transfers, as `new_transfers` takes them
-- returns  1 when written; 0 when the shard is not there or was split, or there is no room for all of it
--
-- Atomic because what is found twice would be moved and counted twice, and because a cursor that is ahead of
-- what was found would lose it.

local job, epoch, shard = ARGV[1], ARGV[2], ARGV[3]
local shards, batches, segments = listing_shards(), job_batches(), row_segments()
local transfers, queue = new_transfers(), run_queue()
local key, ranges = job_key(job), shards.shards_key(job)
local range = redis.call('HMGET', ranges, shard .. ':after', shard .. ':to')
if redis.call('HGET', key, 'epoch') ~= epoch or range[1] ~= ARGV[4] or range[2] ~= ARGV[5] then return 0 end
local count = tonumber(ARGV[10])
if count > 0 and redis.call('SCARD', batches.batches_key(job)) + count > tonumber(ARGV[8]) then return 0 end
local first_transfer = 11 + 5 * count
local large = transfers.new_places(first_transfer)
if #large > 0 and redis.call('LLEN', key .. ':transfers') + #large > tonumber(ARGV[9]) then return 0 end

local now = now_ms()
local entries, bytes = 0, 0
local number = redis.call('HINCRBY', key, 'nextBatch', count) - count
for i = 11, first_transfer - 1, 5 do
  redis.call('HSET', batches.batch_key(job, number), 'after', ARGV[i], 'to', ARGV[i + 1], 'left', ARGV[i + 2],
    'bytes', ARGV[i + 3], 'e', ARGV[i + 4])
  redis.call('SADD', batches.batches_key(job), number)
  queue.put_batch(job, number)
  entries, bytes, number = entries + ARGV[i + 2], bytes + ARGV[i + 3], number + 1
end
if count > 0 then
  redis.call('HINCRBY', key, 'listed', entries)
  redis.call('HINCRBY', key, 'n:planned', entries)
  redis.call('HINCRBY', key, 'bytesTotal', bytes)
end
transfers.write_new(job, large, now)
if count + #large > 0 then batches.note_progress(job, now) end
if ARGV[7] == '1' then
  shards.close_shard(job, shard)
  job_counts().end_job(job, now)
  segments.leave_if_done(job)
else
  redis.call('HSET', ranges, shard .. ':after', ARGV[6])
  redis.call('HDEL', ranges, shard .. ':attempts', shard .. ':waits')
  redis.call('ZADD', shards.listable_key, now, job)
end
return 1
