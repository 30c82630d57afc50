-- Piece of the prelude: batches of bulk jobs. Made on demand.
--
-- KEYS[1]  the tenant's prefix
--
-- Of the hash of a job: epoch, nextBatch, extra, entriesAt. Of the hash of a batch: after, to, bytes; as long as
-- something of it is left, left (how many entries), e (those, packed), attempt, lost, begun; its counts so far: stored,
-- skipped, failed, aborted, covered, extra.

local function job_batches()
  -- The progress of one job is an event no more often than this.
  local PROGRESS_EVERY_MS = 200
  -- So is the same trouble of one job.
  local TROUBLE_EVERY_MS = 1000

  -- Permits of batches beside those of parts, and batches that wait for a time, by that time.
  local permits_key, later_key = prefix .. 'batchPermits', prefix .. 'batchesLater'

  -- Those that are not forgotten.
  local function batches_key(job) return job_key(job) .. ':batches' end
  local function batch_key(job, number) return job_key(job) .. ':b:' .. number end
  local function rows_key(job, number) return batch_key(job, number) .. ':r' end
  local function trouble_key(job, number) return batch_key(job, number) .. ':t' end
  local function permit_of(job, epoch, number) return job .. '/' .. epoch .. '/' .. number end

  local function note_progress(job, now)
    local key = job_key(job)
    local fields = redis.call('HMGET', key, 'entriesAt', 'listed', 'n:stored', 'n:skipped', 'n:failed', 'n:aborted',
      'bytesStored')
    if now - (fields[1] or 0) < PROGRESS_EVERY_MS then return end
    redis.call('HSET', key, 'entriesAt', now)
    add_event('entries', 'job', job, 'listed', fields[2] or 0, 'stored', fields[3] or 0, 'skipped', fields[4] or 0,
      'failed', fields[5] or 0, 'aborted', fields[6] or 0, 'coveredBytes', fields[7] or 0)
  end

  -- What stands in the way of a bulk job now.
  local function note_trouble(job, code, now)
    local key = job_key(job)
    local last = redis.call('HMGET', key, 'lastFailureAt', 'lastFailureCode')
    redis.call('HSET', key, 'lastFailureAt', now, 'lastFailureCode', code)
    if last[2] == code and now - tonumber(last[1] or 0) < TROUBLE_EVERY_MS then return end
    add_event('trouble', 'job', job, 'code', code)
  end

  -- One more attempt of a batch that has a permit. Until it is reported, it counts as lost.
  -- Returns { attempt, attempts that were lost right before it, 1 when the job was cancelled else 0, the job as
  -- JSON, its entries, after, to }.
  local function begin(job, number, now)
    local key, batch = job_key(job), batch_key(job, number)
    local fields = redis.call('HMGET', batch, 'attempt', 'lost', 'begun', 'left', 'e', 'after', 'to')
    -- By the time, so that no batch which gets its number in a ledger that fell back has an attempt of the same name.
    local attempt, lost = math.max(tonumber(fields[1] or 0) + 1, now), tonumber(fields[2] or 0)
    redis.call('HSET', batch, 'attempt', attempt, 'lost', lost + 1, 'begun', 1)
    redis.call('HSETNX', key, 'progressAt', now)
    if not fields[3] then
      redis.call('HINCRBY', key, 'n:planned', 0 - fields[4])
      redis.call('HINCRBY', key, 'n:uploading', fields[4])
      note_progress(job, now)
    end
    local about = redis.call('HMGET', key, 'cancelled', 'doc')
    return { attempt, lost, about[1] and 1 or 0, about[2], fields[5], fields[6], fields[7] }
  end

  -- Ends an attempt before its batch is done: what else is said of it does not count, also once the batch is claimed
  -- again and not yet begun.
  local function end_attempt(job, number, attempt)
    redis.call('HSET', batch_key(job, number), 'attempt', attempt + 1, 'lost', 0)
  end

  -- Gives the permit of a batch back; it comes again at the earliest after the delay.
  local function put_back(job, epoch, number, delay, now)
    redis.call('ZREM', permits_key, permit_of(job, epoch, number))
    if delay > 0 then
      redis.call('ZADD', later_key, now + delay, permit_of(job, epoch, number))
    else
      run_queue().put_batch(job, number)
    end
  end

  -- How many batches hold a permit. Those whose time has come wait for one now.
  local function in_flight(now)
    local due = redis.call('ZRANGEBYSCORE', later_key, '-inf', now, 'LIMIT', 0, 256)
    for _, task in ipairs(due) do
      redis.call('ZREM', later_key, task)
      local job, _, number = string.match(task, '^(.*)/(%d+)/(%d+)$')
      run_queue().put_batch(job, number)
    end
    return redis.call('ZCARD', permits_key)
  end

  -- What a tenant waits for of which nothing more can be claimed. Returns what bounds it, and after how many
  -- milliseconds a batch is due, or -1.
  local function what_waits(now)
    local queue = run_queue()
    local paused = 0
    for _, job in ipairs(redis.call('SMEMBERS', queue.paused_key)) do
      local is_over = redis.call('HEXISTS', job_key(job), 'finishedAt') == 1 or redis.call('EXISTS', job_key(job)) == 0
      if is_over then redis.call('SREM', queue.paused_key, job) else paused = paused + 1 end
    end
    local next = redis.call('ZRANGE', later_key, 0, 0, 'WITHSCORES')
    if paused + #next + redis.call('ZCARD', permits_key) == 0 then redis.call('DEL', prefix .. 'hasBatches') end
    if paused > 0 then return 'paused', -1 end
    return 'nothing', next[2] and math.max(0, next[2] - now) or -1
  end

  local function forget_batch(job, number)
    redis.call('UNLINK', batch_key(job, number), rows_key(job, number), trouble_key(job, number))
    redis.call('SREM', batches_key(job), number)
  end

  return {
    permits_key = permits_key, later_key = later_key, batches_key = batches_key, batch_key = batch_key,
    rows_key = rows_key, trouble_key = trouble_key, permit_of = permit_of, note_progress = note_progress,
    note_trouble = note_trouble, begin = begin, end_attempt = end_attempt, put_back = put_back, in_flight = in_flight,
    what_waits = what_waits, forget_batch = forget_batch,
  }
end
