-- Piece of the prelude: what of a bulk job's list is to be listed. Made on demand.
--
-- KEYS[1]  the tenant's prefix
--
-- Of the hash of a job: epoch, listing (how many shards are open), nextShard, broken, brokenBy.
-- Of the hash of its shards, for each: after, to (nothing: without an end), and attempts and waits of its failures in a
-- row.

local function listing_shards()
  -- Jobs with something to list, each with the time at which it was returned last, or listed.
  local listable_key = prefix .. 'listable'

  local function shards_key(job) return job_key(job) .. ':shards' end

  -- By bytes: Lua's own comparison follows the locale of the server.
  local function is_before(a, b)
    for at = 1, math.min(#a, #b) do
      local difference = string.byte(a, at) - string.byte(b, at)
      if difference ~= 0 then return difference < 0 end
    end
    return #a < #b
  end

  -- Nothing more comes of the shard.
  local function close_shard(job, shard)
    redis.call('HDEL', shards_key(job), shard .. ':after', shard .. ':to', shard .. ':attempts', shard .. ':waits')
    if redis.call('HINCRBY', job_key(job), 'listing', -1) > 0 then return end
    redis.call('HDEL', job_key(job), 'listing')
    redis.call('ZREM', listable_key, job)
  end

  -- What its shards would have listed is not known, so that the job cannot succeed any more.
  local function break_shards(job, cause)
    local open = tonumber(redis.call('HGET', job_key(job), 'listing') or 0)
    if open == 0 then return end
    redis.call('HINCRBY', job_key(job), 'broken', open)
    redis.call('HSET', job_key(job), 'brokenBy', cause)
    redis.call('HDEL', job_key(job), 'listing')
    redis.call('UNLINK', shards_key(job))
    redis.call('ZREM', listable_key, job)
  end

  return {
    listable_key = listable_key, shards_key = shards_key, is_before = is_before, close_shard = close_shard,
    break_shards = break_shards,
  }
end
