-- What the scripts share; the loader puts it in front of each of them.
--
-- KEYS[1] is the tenant's key prefix, "penstock:{<tenant>}:". Every other key is built from it, so
-- all keys of a script carry the same hash tag and live in the same slot of a Redis Cluster.
-- ARGV is each script's own; `change_uploads` reads the piece of it that the script names.

local prefix = KEYS[1]

local run_queue_key = prefix .. 'runQueue'
-- The same transfers as a set: whether one waits is asked without a look through the list.
local queued_key = prefix .. 'queued'
local inflight_key = prefix .. 'inflight'
local current_key = prefix .. 'current'
local idle_key = prefix .. 'idle'
local uploads_key = prefix .. 'uploads'
local orphans_key = prefix .. 'orphans'
local events_key = prefix .. 'events'

-- Uploaded parts are kept in buckets of this many, so that each stays a listpack: about 65 bytes a part. A
-- listpack is searched from its beginning, so larger buckets cost time.
local BUCKET_PARTS = 64
local FAILURES_KEPT = 100
-- About so many of the newest events of a tenant, and of the system.
local EVENTS_KEPT = 100000
-- Progress of one transfer, and the same trouble of one job, are events no more often than this.
local PROGRESS_EVERY_MS = 200
local TROUBLE_EVERY_MS = 1000
-- The parts of a transfer that ended without a receipt stay this long, so that an operator can see what went wrong.
local UPLOADED_TTL_SECONDS = 7 * 24 * 3600
local PENDING = { 'planned', 'uploading', 'completing', 'verifying', 'aborting' }

local function transfer_key(id) return prefix .. 'tr:' .. id end
local function job_key(id) return prefix .. 'job:' .. id end
local function redo_key(id) return prefix .. 'redo:' .. id end
local function failures_key(id) return prefix .. 'failures:' .. id end
local function attempts_key(id, generation) return prefix .. 'attempts:' .. id .. ':' .. generation end
-- Beside a step's count of attempts: its newest failures in a row that did not count.
local function waits_field_of(step) return step .. ':waits' end
local function bucket_key(id, generation, bucket)
  return prefix .. 'uploaded:' .. id .. ':' .. generation .. ':' .. bucket
end
local function uploaded_key(id, generation, number)
  return bucket_key(id, generation, math.floor(number / BUCKET_PARTS))
end
local function last_bucket(total) return math.floor(total / BUCKET_PARTS) end

-- A permit bears the number that its task was queued with. `current` has the part that the task has got
-- to, once that is another one.
local function permit(id, generation, task_part) return id .. '/' .. generation .. '/' .. task_part end
local function current_part(task, task_part)
  return redis.call('HGET', current_key, task) or task_part
end
local function drop_permit(task)
  redis.call('HDEL', current_key, task)
  return redis.call('ZREM', inflight_key, task) == 1
end

-- The server's clock: the processes' clocks may differ, and all of them write here.
local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function is_pending(state)
  for _, pending in ipairs(PENDING) do
    if pending == state then return true end
  end
  return false
end

-- Writes one event: names and values in turn. Whatever changes a state or a count calls it in the same script, so
-- that no event is missing, and none tells of a change that was not made.
local function add_event(kind, ...)
  redis.call('XADD', events_key, 'MAXLEN', '~', EVENTS_KEPT, '*', 'v', 1, 'kind', kind, ...)
end

-- Returns nil for a transfer that does not exist.
local function read_transfer(id)
  local fields = redis.call('HMGET', transfer_key(id),
    'revision', 'state', 'gen', 'job', 'total', 'left', 'next', 'size', 'uploadedBytes', 'eventAt')
  if not fields[1] then return nil end
  return {
    revision = fields[1], state = fields[2], gen = fields[3], job = fields[4],
    total = tonumber(fields[5]), left = tonumber(fields[6]), next = tonumber(fields[7]),
    size = fields[8], uploaded_bytes = fields[9], event_at = tonumber(fields[10] or 0),
  }
end

-- What core's `jobStateOf` says of a job without pending transfers; nil while its counts do not add up.
local function end_state(key)
  local fields = redis.call('HMGET', key, 'listed', 'n:stored', 'n:skipped', 'n:failed', 'n:aborted', 'cancelled')
  local function count(index) return tonumber(fields[index] or 0) end
  local done = count(2) + count(3)
  if done + count(4) + count(5) ~= count(1) then return nil end
  if done == count(1) then return 'succeeded' end
  if fields[6] and count(5) > 0 then return 'cancelled' end
  return done > 0 and 'completed_with_errors' or 'failed'
end

-- A job that has ended is kept for a time that depends on its outcome.
local OUTCOMES = { 'succeeded', 'failed' }
local function ended_key(outcome) return prefix .. 'ended:' .. outcome end

local function note_end(job, now)
  local key = job_key(job)
  if redis.call('HSETNX', key, 'finishedAt', now) == 0 then return end
  local counts = redis.call('HMGET', key, 'n:failed', 'n:aborted')
  local is_good = tonumber(counts[1] or '0') + tonumber(counts[2] or '0') <= 0
  redis.call('ZADD', ended_key(is_good and 'succeeded' or 'failed'), now, job)
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

-- Ends a job with its last transfer that was not terminal.
local function end_job(job, now)
  local key = job_key(job)
  for _, state in ipairs(PENDING) do
    if tonumber(redis.call('HGET', key, 'n:' .. state) or '0') > 0 then return end
  end
  -- More transfers of it are on their way.
  if redis.call('HEXISTS', key, 'listing') == 1 then return end
  note_end(job, now)
end

-- Moves one transfer of the job from one state's count to another's.
local function move_counts(id, job, from, to, now)
  if from == to then return end
  local key = job_key(job)
  add_event('transfer', 'job', job, 'transfer', id, 'state', to)
  redis.call('HINCRBY', key, 'n:' .. from, -1)
  redis.call('HINCRBY', key, 'n:' .. to, 1)
  if not is_pending(to) then end_job(job, now) end
end

-- Keeps the time of the intent, which is the first thing that is known of an upload.
local function write_upload(token, json, now)
  local known = redis.call('HGET', uploads_key, token)
  local since = known and string.match(known, '^%d+') or now
  redis.call('HSET', uploads_key, token, since .. ' ' .. json)
end

-- What a change of a transfer means for the uploads that may be open. Per change, in ARGV from `first`
-- on: 'intended', 'opened' or 'gone'; token; the upload as JSON.
local function change_uploads(first, count, now)
  for i = first, first + 3 * count - 1, 3 do
    local change, token = ARGV[i], ARGV[i + 1]
    if change == 'gone' then
      redis.call('HDEL', uploads_key, token)
    else
      write_upload(token, ARGV[i + 2], now)
    end
    if change == 'intended' then
      redis.call('ZADD', orphans_key, now, token)
    else
      redis.call('ZREM', orphans_key, token)
    end
  end
end

-- Drops the permits of a transfer's generation. A task bears the number of a part that was dispatched, so
-- a transfer of few parts costs no more than these; one of many costs a look at all permits.
local function drop_permits_of(id, transfer)
  local dispatched = transfer.next - 1
  if dispatched > redis.call('ZCARD', inflight_key) then
    for _, task in ipairs(redis.call('ZRANGE', inflight_key, 0, -1)) do
      if string.sub(task, 1, #id + 1) == id .. '/' then drop_permit(task) end
    end
    return
  end
  for number = 1, dispatched do drop_permit(permit(id, transfer.gen, number)) end
end

-- A transfer is on the run queue at most once, or it would get two turns in each round. One that waits
-- there keeps its place.
local function put_on_run_queue(id)
  if redis.call('SADD', queued_key, id) == 1 then redis.call('RPUSH', run_queue_key, id) end
end

-- Takes off the one that had its turn, which was put to the end for it.
local function leave_run_queue(id)
  redis.call('RPOP', run_queue_key)
  redis.call('SREM', queued_key, id)
end

local function is_uploaded(id, generation, number)
  return redis.call('HEXISTS', uploaded_key(id, generation, number), number) == 1
end

-- What becomes of the records of a transfer that ends. A receipt, if it gets one, takes the place of its parts.
local function retire(id, generation, total, receipt)
  redis.call('ZREM', idle_key, id)
  redis.call('DEL', attempts_key(id, generation), redo_key(id))
  if receipt ~= '' then redis.call('HSET', transfer_key(id), 'receipt', receipt) end
  for bucket = 0, last_bucket(total) do
    if receipt ~= '' then
      redis.call('UNLINK', bucket_key(id, generation, bucket))
    else
      redis.call('EXPIRE', bucket_key(id, generation, bucket), UPLOADED_TTL_SECONDS)
    end
  end
end
