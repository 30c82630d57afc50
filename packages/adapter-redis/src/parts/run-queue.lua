-- Piece of the prelude: the run queue of a tenant. It holds jobs; each job has a queue of what is ready of it:
-- transfers with parts to dispatch, and batches by their numbers. Made on demand.
--
-- KEYS[1]  the tenant's prefix

local function run_queue()
  local jobs_key = prefix .. 'jobQueue'
  -- Who is queued, as sets: whether one waits is asked without a look through the lists.
  local queued_jobs_key, queued_key = prefix .. 'queuedJobs', prefix .. 'queued'
  local paused_key = prefix .. 'paused'
  -- What is left of each job's turn, where that is not a whole one; and its weight, where that is not 1.
  local turns_key = prefix .. 'turns'
  -- Jobs that had no turn yet, the one that came last first; and the last one of them that went ahead of the others.
  local new_key, ahead_key = prefix .. 'newJobs', prefix .. 'wentAhead'
  -- A mark of who went ahead is of no use once the queue stood still.
  local AHEAD_S = 60

  local function ready_key(job) return job_key(job) .. ':ready' end

  local function queued_field(job) return job .. ':queued' end

  -- A job is queued at most once, or it would get two turns in each round. One that waits keeps its place.
  local function put_job(job)
    if redis.call('SISMEMBER', paused_key, job) == 1 or redis.call('SADD', queued_jobs_key, job) == 0 then return end
    redis.call('RPUSH', jobs_key, job)
    if redis.call('HSETNX', turns_key, queued_field(job), '1') == 1 then redis.call('LPUSH', new_key, job) end
  end

  -- The job whose turn it is, or nil. The one that came last goes ahead of all others for its first turn, unless the turn
  -- before was one of those as well: however many come, every other turn is that of who waits longest.
  local function first_job()
    local newest = redis.call('LINDEX', new_key, 0)
    if newest and redis.call('EXISTS', ahead_key) == 0 then
      redis.call('LPOP', new_key)
      if redis.call('LINDEX', jobs_key, 0) ~= newest and redis.call('LREM', jobs_key, -1, newest) == 1 then
        redis.call('LPUSH', jobs_key, newest)
        redis.call('SET', ahead_key, newest, 'EX', AHEAD_S)
      end
    end
    return redis.call('LINDEX', jobs_key, 0)
  end

  -- A job had its turn: mostly the one that has waited longest of the new ones, or none of them.
  local function had_turn(job)
    local ahead = redis.call('GET', ahead_key)
    if ahead and ahead ~= job then redis.call('DEL', ahead_key) end
    local oldest = redis.call('LINDEX', new_key, -1)
    if oldest and (oldest == job or redis.call('SISMEMBER', queued_jobs_key, oldest) == 0) then
      redis.call('RPOP', new_key)
    end
  end

  -- So is a transfer.
  local function put_transfer(job, id)
    if redis.call('SADD', queued_key, id) == 1 then redis.call('RPUSH', ready_key(job), id) end
    put_job(job)
  end

  -- A batch is put there by the script that took its permit, or made it.
  local function put_batch(job, number)
    redis.call('RPUSH', ready_key(job), number)
    put_job(job)
  end

  -- The batch that a worker continues with: what is next in its job, if that is a batch.
  local function take_batch(job)
    local next = redis.call('LINDEX', ready_key(job), 0)
    if not next or not tonumber(next) or redis.call('SISMEMBER', paused_key, job) == 1 then return nil end
    return redis.call('LPOP', ready_key(job))
  end

  -- Jobs that wait for a claim limit are queued beside the queue.
  local function parked_list(name) return prefix .. 'parked:' .. name end

  -- A version that parks nothing may have queued a parked job once more: whatever is first in the queue leaves it, or a
  -- claim would find it there for ever.
  local function leave(job)
    local is_known = redis.call('SREM', queued_jobs_key, job) == 1
    if not is_known and redis.call('LINDEX', jobs_key, 0) ~= job then return end
    if redis.call('LREM', jobs_key, 1, job) == 1 then return end
    local name = redis.call('HGET', prefix .. 'parked', job)
    if name then redis.call('LREM', parked_list(name), 0, job) end
    redis.call('HDEL', prefix .. 'parked', job)
  end

  local function leave_if_empty(job)
    if redis.call('EXISTS', ready_key(job)) == 0 then leave(job) end
  end

  local function pause(job)
    redis.call('SADD', paused_key, job)
    leave(job)
  end

  local function resume(job)
    if redis.call('SREM', paused_key, job) == 1 and redis.call('EXISTS', ready_key(job)) == 1 then put_job(job) end
  end

  -- What was ready of a job is gone.
  local function clear(job)
    leave(job)
    for _, id in ipairs(redis.call('LRANGE', ready_key(job), 0, -1)) do redis.call('SREM', queued_key, id) end
    redis.call('UNLINK', ready_key(job))
  end

  local function weight_field(job) return job .. ':weight' end

  local function set_weight(job, weight)
    if weight == '1' then
      redis.call('HDEL', turns_key, weight_field(job))
    else
      redis.call('HSET', turns_key, weight_field(job), weight)
    end
  end

  local function forget(job)
    clear(job)
    redis.call('HDEL', turns_key, job, weight_field(job), queued_field(job))
    redis.call('SREM', paused_key, job)
  end

  -- What a version before this one queued: transfers, of any job. Some of them at a time.
  local function adopt_transfers()
    for _ = 1, 500 do
      local id = redis.call('LPOP', prefix .. 'runQueue')
      if not id then return end
      redis.call('SREM', queued_key, id)
      local job = redis.call('HGET', transfer_key(id), 'job')
      if job then put_transfer(job, id) end
    end
  end

  return {
    jobs_key = jobs_key, queued_jobs_key = queued_jobs_key, queued_key = queued_key, paused_key = paused_key,
    turns_key = turns_key, ready_key = ready_key,
    first_job = first_job, had_turn = had_turn, put_transfer = put_transfer, put_batch = put_batch,
    take_batch = take_batch, leave = leave,
    leave_if_empty = leave_if_empty, pause = pause, resume = resume, clear = clear, forget = forget,
    adopt_transfers = adopt_transfers, parked_list = parked_list, weight_field = weight_field, set_weight = set_weight,
  }
end
