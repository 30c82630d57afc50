-- Piece of the prelude: rows of a bulk job on their way to the journal. Made on demand.
--
-- KEYS[1]  the tenant's prefix
--
-- Of the hash of a job: segment (the number of the open one), segmentAt (when its first member joined it), segments
-- (how many are in the journal), recorded (the job ended, and all of them are).

local function row_segments()
  -- As in core.
  local SEGMENT_BATCHES, SEGMENT_TRANSFERS = 16, 64

  -- Jobs that list, move or wait for a recorder, each with the time at which it was returned last.
  local recordable_key = prefix .. 'recordable'

  local function closed_key(job) return job_key(job) .. ':closed' end
  local function segment_batches_key(job, segment) return job_key(job) .. ':s:' .. segment end
  local function segment_transfers_key(job, segment) return segment_batches_key(job, segment) .. ':t' end

  local function closed_of(job) return redis.call('LRANGE', closed_key(job), 0, -1) end
  local function batches_of(job, segment) return redis.call('LRANGE', segment_batches_key(job, segment), 0, -1) end
  local function transfers_of(job, segment) return redis.call('LRANGE', segment_transfers_key(job, segment), 0, -1) end

  local function open_segment(job) return redis.call('HGET', job_key(job), 'segment') or '0' end

  local function close_segment(job)
    redis.call('RPUSH', closed_key(job), open_segment(job))
    redis.call('HINCRBY', job_key(job), 'segment', 1)
    redis.call('HDEL', job_key(job), 'segmentAt')
  end

  local function join(job, key_of, member, most, now)
    local there = redis.call('RPUSH', key_of(job, open_segment(job)), member)
    redis.call('HSETNX', job_key(job), 'segmentAt', now)
    if there >= most then close_segment(job) end
  end
  local function join_batch(job, number, now) join(job, segment_batches_key, number, SEGMENT_BATCHES, now) end
  local function join_transfer(job, id, now) join(job, segment_transfers_key, id, SEGMENT_TRANSFERS, now) end

  -- Whether it is time to close the open segment: it is old, or the last one.
  local function may_close(job, now, open_ms)
    local times = redis.call('HMGET', job_key(job), 'segmentAt', 'finishedAt')
    return times[1] and (times[2] or now - times[1] >= tonumber(open_ms)) and true or false
  end

  -- Whether a job has rows that no recorder has written.
  local function has_rows(job)
    return redis.call('HEXISTS', job_key(job), 'segmentAt') == 1 or redis.call('EXISTS', closed_key(job)) == 1
  end

  -- A job that ended, and whose rows are in the journal, needs no recorder any more.
  local function leave_if_done(job)
    if redis.call('HEXISTS', job_key(job), 'finishedAt') == 0 or has_rows(job) then return end
    redis.call('ZREM', recordable_key, job)
    redis.call('HSET', job_key(job), 'recorded', '1')
  end

  local function forget_segment(job, segment)
    redis.call('UNLINK', segment_batches_key(job, segment), segment_transfers_key(job, segment))
    redis.call('LREM', closed_key(job), 0, segment)
  end

  return {
    recordable_key = recordable_key, closed_key = closed_key, closed_of = closed_of, batches_of = batches_of,
    transfers_of = transfers_of, open_segment = open_segment, close_segment = close_segment,
    join_batch = join_batch, join_transfer = join_transfer, may_close = may_close, has_rows = has_rows,
    leave_if_done = leave_if_done, forget_segment = forget_segment,
  }
end
