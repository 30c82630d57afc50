-- Piece of the prelude: the counts of a job, its end, and what stands in its way. Made on demand.
--
-- KEYS[1]  the tenant's prefix

local function job_counts()
  local PENDING = { 'planned', 'uploading', 'completing', 'verifying', 'aborting' }
  -- The same trouble of one job is an event no more often than this.
  local TROUBLE_EVERY_MS = 1000

  local function is_pending(state)
    for _, pending in ipairs(PENDING) do
      if pending == state then return true end
    end
    return false
  end

  -- What core's `jobStateOf` says of a job without pending transfers; nil while its counts do not add up.
  local function end_state(key)
    local fields = redis.call('HMGET', key, 'listed', 'n:stored', 'n:skipped', 'n:failed', 'n:aborted', 'cancelled',
      'broken')
    local function count(index) return tonumber(fields[index] or 0) end
    local done = count(2) + count(3)
    if done + count(4) + count(5) ~= count(1) then return nil end
    if done == count(1) and not fields[7] then return 'succeeded' end
    if fields[6] and (count(5) > 0 or fields[7]) then return 'cancelled' end
    return done > 0 and 'completed_with_errors' or 'failed'
  end

  -- A job that has ended is kept for a time that depends on its outcome.
  local OUTCOMES = { 'succeeded', 'failed' }
  local function ended_key(outcome) return prefix .. 'ended:' .. outcome end

  local function list_end(job, ended_at)
    local bad = redis.call('HMGET', job_key(job), 'n:failed', 'n:aborted', 'broken')
    local is_good = tonumber(bad[1] or '0') + tonumber(bad[2] or '0') + tonumber(bad[3] or '0') <= 0
    redis.call('ZADD', ended_key(is_good and 'succeeded' or 'failed'), ended_at, job)
  end

  local function note_end(job, now)
    local key = job_key(job)
    if redis.call('HSETNX', key, 'finishedAt', now) == 0 then return end
    list_end(job, now)
    local state = end_state(key)
    if state then add_event('job', 'job', job, 'state', state) end
  end

  local function forget_end(job)
    for _, outcome in ipairs(OUTCOMES) do redis.call('ZREM', ended_key(outcome), job) end
  end

  -- What stands in the way of a job now.
  local function note_trouble(kind, id, transfer, code, now, ...)
    local key = job_key(transfer.job)
    local last = redis.call('HMGET', key, 'lastFailureAt', 'lastFailureCode')
    redis.call('HSET', key, 'lastFailureAt', now, 'lastFailureCode', code)
    if last[2] == code and now - tonumber(last[1] or 0) < TROUBLE_EVERY_MS then return end
    add_event(kind, 'job', transfer.job, 'transfer', id, 'code', code, ...)
  end

  -- Ends a job with its last transfer, or its last entry, that was not terminal. A transfer of a bulk job that ended
  -- joins the open segment.
  local function end_job(job, now, ended)
    local key = job_key(job)
    -- `listing` is there while more transfers of it are on their way.
    local fields = redis.call('HMGET', key, 'listing', 'n:planned', 'n:uploading', 'n:completing', 'n:verifying',
      'n:aborting', 'epoch')
    if ended and fields[7] then row_segments().join_transfer(job, ended, now) end
    for i = 1, 6 do
      if tonumber(fields[i] or '0') > 0 then return end
    end
    note_end(job, now)
  end

  -- Moves one transfer of the job from one state's count to another's.
  local function move_counts(id, job, from, to, now)
    if from == to then return end
    local key = job_key(job)
    add_event('transfer', 'job', job, 'transfer', id, 'state', to)
    redis.call('HINCRBY', key, 'n:' .. from, -1)
    redis.call('HINCRBY', key, 'n:' .. to, 1)
    if not is_pending(to) then end_job(job, now, id) end
  end

  return {
    is_pending = is_pending, move_counts = move_counts, note_trouble = note_trouble,
    end_job = end_job, note_end = note_end, list_end = list_end, forget_end = forget_end,
  }
end
