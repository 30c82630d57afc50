-- Keeps that a page of a shard failed, and counts it or not.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  epoch
-- ARGV[3]  shard
-- ARGV[4]  1 when the attempt counts, else 0
-- ARGV[5]  the error code
-- returns  { attempts of this shard that count since something of it was added, newest failures in a row that did not }
--
-- Atomic so that the counts cannot reappear after the shard went on, or was closed.

local job, shard = ARGV[1], ARGV[3]
local shards, batches = listing_shards(), job_batches()
local key, ranges = job_key(job), shards.shards_key(job)
if redis.call('HGET', key, 'epoch') ~= ARGV[2] then return { 0, 0 } end
if redis.call('HEXISTS', ranges, shard .. ':after') == 0 then return { 0, 0 } end
batches.note_trouble(job, ARGV[5], now_ms())
local waits = 0
if ARGV[4] == '1' then
  redis.call('HDEL', ranges, shard .. ':waits')
  redis.call('HINCRBY', ranges, shard .. ':attempts', 1)
else
  waits = redis.call('HINCRBY', ranges, shard .. ':waits', 1)
end
return { tonumber(redis.call('HGET', ranges, shard .. ':attempts') or '0'), waits }
