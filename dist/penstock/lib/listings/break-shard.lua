-- Closes a shard that cannot be listed to its end: its job cannot succeed.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  epoch
-- ARGV[3]  shard
-- ARGV[4]  how far it has to be listed
-- ARGV[5]  why, as JSON
-- ARGV[6]  the error code
--
-- Atomic because another planner may have come further, and because the job may end with it.

local job, shard = ARGV[1], ARGV[3]
local shards, segments = listing_shards(), row_segments()
local key = job_key(job)
if redis.call('HGET', key, 'epoch') ~= ARGV[2] then return end
if redis.call('HGET', shards.shards_key(job), shard .. ':after') ~= ARGV[4] then return end
redis.call('HINCRBY', key, 'broken', 1)
local now = now_ms()
redis.call('HSET', key, 'brokenBy', ARGV[5], 'lastFailureAt', now, 'lastFailureCode', ARGV[6])
add_event('listing-broken', 'job', job, 'code', ARGV[6])
shards.close_shard(job, shard)
job_counts().end_job(job, now)
segments.leave_if_done(job)
