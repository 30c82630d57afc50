-- Makes two of a shard.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  epoch
-- ARGV[3]  shard
-- ARGV[4]  where the second one begins
-- ARGV[5]  how many shards may be open
-- returns  1 when written; 0 when one of the two would be empty, or there are too many
--
-- Atomic because its cursor may pass the middle at any time.

local job, shard, middle = ARGV[1], ARGV[3], ARGV[4]
local shards = listing_shards()
local key, ranges = job_key(job), shards.shards_key(job)

local about = redis.call('HMGET', key, 'epoch', 'listing')
local range = redis.call('HMGET', ranges, shard .. ':after', shard .. ':to')
if about[1] ~= ARGV[2] or not range[1] or tonumber(about[2]) >= tonumber(ARGV[5]) then return 0 end
if not shards.is_before(range[1], middle) then return 0 end
if range[2] ~= '' and not shards.is_before(middle, range[2]) then return 0 end
local second = redis.call('HINCRBY', key, 'nextShard', 1) - 1
redis.call('HSET', ranges, shard .. ':to', middle, second .. ':after', middle, second .. ':to', range[2])
redis.call('HINCRBY', key, 'listing', 1)
return 1
