-- What the scripts share; the loader puts in front of each of them what it names. Each function is made anew in every
-- call, with a look through all that stands before it for each name that it uses: so a script gets no other ones, and what
-- the report of a part seldom needs is made on demand.
--
-- KEYS[1] is the tenant's key prefix, "penstock:{<tenant>}:". Every other key is built from it, so
-- all keys of a script carry the same hash tag and live in the same slot of a Redis Cluster.
-- ARGV is each script's own; `change_uploads` reads the piece of it that the script names.

local prefix = KEYS[1]

local inflight_key = prefix .. 'inflight'
local current_key = prefix .. 'current'
local idle_key = prefix .. 'idle'
local uploads_key = prefix .. 'uploads'
local orphans_key = prefix .. 'orphans'

-- Uploaded parts are kept in buckets of this many, so that each stays a listpack: about 65 bytes a part. A
-- listpack is searched from its beginning, so larger buckets cost time.
local BUCKET_PARTS = 64
-- The parts of a transfer that ended without a receipt stay this long, so that an operator can see what went wrong.
local UPLOADED_TTL_SECONDS = 7 * 24 * 3600

-- A whole number as Redis takes it. Redis converts numbers of Lua as well, and takes twice as long for it. A
-- fraction is cut off.
local function digits(number) return string.format('%d', number) end

local function transfer_key(id) return prefix .. 'tr:' .. id end
local function job_key(id) return prefix .. 'job:' .. id end
local function measures_key(job) return job_key(job) .. ':measures' end
local function redo_key(id) return prefix .. 'redo:' .. id end
local function failures_key(id) return prefix .. 'failures:' .. id end
local function attempts_key(id, generation) return prefix .. 'attempts:' .. id .. ':' .. generation end
-- Beside a step's count of attempts: its newest failures in a row that did not count.
local function waits_field_of(step) return step .. ':waits' end
local function bucket_key(id, generation, bucket)
  return prefix .. 'uploaded:' .. id .. ':' .. generation .. ':' .. bucket
end
local function uploaded_key(id, generation, number)
  return bucket_key(id, generation, digits(number / BUCKET_PARTS))
end
-- Who uploaded each part, and when: one string with a place for each part. Beside the parts, because what they hold is read by
-- versions that know no records.
local function records_key(id, generation) return prefix .. 'records:' .. id .. ':' .. generation end
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

-- Writes one event: names and values in turn. Whatever changes a state or a count calls it in the same script, so
-- that no event is missing, and none tells of a change that was not made. About the newest 100,000 stay.
local function add_event(kind, ...)
  redis.call('XADD', prefix .. 'events', 'MAXLEN', '~', '100000', '*', 'v', '1', 'kind', kind, ...)
end

-- Returns nil for a transfer that does not exist.
local function read_transfer(id)
  local fields = redis.call('HMGET', transfer_key(id),
    'revision', 'state', 'gen', 'job', 'total', 'left', 'next', 'size', 'uploadedBytes')
  if not fields[1] then return nil end
  return {
    revision = fields[1], state = fields[2], gen = fields[3], job = fields[4],
    total = tonumber(fields[5]), left = tonumber(fields[6]), next = tonumber(fields[7]),
    size = fields[8], uploaded_bytes = fields[9],
  }
end

local function is_uploaded(id, generation, number)
  return redis.call('HEXISTS', uploaded_key(id, generation, number), number) == 1
end

