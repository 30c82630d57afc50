-- Piece of the prelude: removes everything that a bulk job keeps beside its hash and its transfers. Made on demand.
--
-- KEYS[1]  the tenant's prefix

local function forget_listing(job)
  local epoch = redis.call('HGET', job_key(job), 'epoch')
  if not epoch then return end
  local batches, segments, shards = job_batches(), row_segments(), listing_shards()
  for _, number in ipairs(redis.call('SMEMBERS', batches.batches_key(job))) do
    redis.call('ZREM', batches.permits_key, batches.permit_of(job, epoch, number))
    redis.call('ZREM', batches.later_key, batches.permit_of(job, epoch, number))
    batches.forget_batch(job, number)
  end
  for _, segment in ipairs(segments.closed_of(job)) do segments.forget_segment(job, segment) end
  segments.forget_segment(job, segments.open_segment(job))
  redis.call('UNLINK', shards.shards_key(job))
  redis.call('ZREM', shards.listable_key, job)
  redis.call('ZREM', segments.recordable_key, job)
end
