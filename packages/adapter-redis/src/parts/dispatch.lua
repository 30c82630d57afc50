-- The hot script: records an uploaded part, lets its worker continue with the next one or returns its permit, and
-- claims the next parts of the tenant.
--
-- KEYS[1]  the tenant's prefix
-- ARGV     nothing, to claim only; or
-- ARGV[1]  transfer id
-- ARGV[2]  generation
-- ARGV[3]  part number
-- ARGV[4]  checksum and ETag, joined
-- ARGV[5]  bytes of the part
-- ARGV[6]  the number that its task was queued with
-- ARGV[7]  1 when its worker would continue with another part, else 0
-- ARGV[8]  what its worker measured of the job, as JSON, or nothing
-- ARGV[9]  who uploaded the part, and when: always as long, or nothing
-- ARGV[10] the revision that the transfer must still have to become this   (only for a PUT that changes it)
-- ARGV[11] the transfer as JSON, stored or completing                      (only for a PUT that changes it)
-- ARGV[12] its receipt as JSON; empty where it is not stored               (only for a PUT that changes it)
-- returns  { 1 when this report was the one that uploaded the last missing part, 2 when it also made the
--              transfer stored, else 0,
--            the part that the worker continues with, or 0,
--            { { id, transfer as JSON, part number, part number, ... }, ... },
--            1 when there may be more to claim, else 0,
--            { job id, epoch, batch number, ... },
--            what bounds the claim, or an empty string,
--            after how many milliseconds a batch is due, or -1 }
--
-- Atomic because exactly one report may see the count reach zero, because a PUT that counts must be stored
-- in the same step, or a second one would have to look for what is known already, and because a permit that is
-- returned in one step and claimed in another is lost when the process dies between the two.

-- Until the leader divides, within a second: little, or a tenant that begins would fill the queue before the others.
local DEFAULT_IN_FLIGHT_LIMIT = 16
-- Bounds the time of one call; a caller that wants more calls again.
local CLAIMS_PER_CALL = 256

-- Progress of one transfer is an event no more often than this.
local PROGRESS_EVERY_MS = 200

local now = now_ms()
-- What is written.
local now_digits = digits(now)

-- What a call costs is how many commands it calls, writes more than reads, for those go to the
-- append-only file: so each transfer is read once, and written once with all that changed.
local seen, changed = {}, {}

local function transfer_of(id)
  if seen[id] ~= nil then return seen[id] end
  local fields = redis.call('HMGET', transfer_key(id),
    'state', 'gen', 'job', 'total', 'left', 'next', 'uploadedBytes', 'eventAt', 'owed', 'hedged')
  seen[id] = fields[1] and {
    state = fields[1], gen = fields[2], job = fields[3], total = tonumber(fields[4]), left = tonumber(fields[5]),
    next = tonumber(fields[6]), uploaded_bytes = fields[7], event_at = fields[8] or 0,
    owed = tonumber(fields[9] or 0), is_hedged = fields[10] == fields[2],
  }
  return seen[id]
end

local function write_transfers()
  for id in pairs(changed) do
    local transfer = seen[id]
    redis.call('HSET', transfer_key(id), 'left', digits(transfer.left),
      'uploadedBytes', digits(transfer.uploaded_bytes), 'next', digits(transfer.next), 'owed', digits(transfer.owed))
  end
end

local function keep_record(id, generation, number)
  if ARGV[9] == '' then return end
  redis.call('SETRANGE', records_key(id, generation), digits((number - 1) * #ARGV[9]), ARGV[9])
end

local function add_progress(id, transfer)
  if now - transfer.event_at < PROGRESS_EVERY_MS then return end
  redis.call('HSET', transfer_key(id), 'eventAt', now_digits)
  add_event('progress', 'job', transfer.job, 'transfer', id,
    'missingParts', transfer.left, 'uploadedBytes', transfer.uploaded_bytes)
end

-- A PUT whose response proved its object needs nothing else. Whatever changed the transfer since its worker
-- read it, the revision tells.
local function store(id, transfer, json, receipt)
  redis.call('HSET', transfer_key(id), 'doc', json, 'state', 'stored')
  transfer.state = 'stored'
  job_counts().move_counts(id, transfer.job, 'uploading', 'stored', now)
  transfer_ends().retire(id, transfer.gen, transfer.total, receipt)
  return 2
end

-- What else sends a part that was just recorded costs its bytes from now on: a hedge is named by the task that it stands
-- beside, minus its number, and a hedge that there is not hears nothing.
local function stop_others(id, generation, number, task_part)
  local other = task_part < 0 and 0 - task_part or 0
  redis.call('PUBLISH', prefix .. 'stop', table.concat({ 'sent', id, generation, number, digits(other) }, ' '))
end

-- Returns 1 when no part is missing any more, 2 when the transfer is stored.
local function record(id, generation, number, value, bytes)
  local transfer = transfer_of(id)
  if not transfer or transfer.state ~= 'uploading' or transfer.gen ~= generation then return 0 end
  if redis.call('HSETNX', uploaded_key(id, generation, number), number, value) == 0 then return 0 end

  if transfer.is_hedged then stop_others(id, generation, number, tonumber(ARGV[6])) end
  local job = job_key(transfer.job)
  redis.call('HDEL', attempts_key(id, generation), number, waits_field_of(number))
  transfer.left, transfer.uploaded_bytes = transfer.left - 1, transfer.uploaded_bytes + bytes
  changed[id] = true
  local stored = redis.call('HMGET', job, 'bytesStored', 'partsStored')
  redis.call('HSET', job, 'bytesStored', digits((stored[1] or 0) + bytes),
    'partsStored', digits((stored[2] or 0) + 1), 'progressAt', now_digits)
  -- By this the copy to the journal finds what has changed.
  redis.call('ZADD', idle_key, now_digits, id)
  if transfer.left > 0 then
    keep_record(id, generation, number)
    add_progress(id, transfer)
    return 0
  end
  local revision = redis.call('HINCRBY', transfer_key(id), 'revision', 1)
  local is_changed = ARGV[10] and tonumber(ARGV[10]) == revision - 1
  if is_changed and ARGV[12] ~= '' then return store(id, transfer, ARGV[11], ARGV[12]) end

  keep_record(id, generation, number)
  -- A version without records leaves nothing of them behind for ever.
  if ARGV[9] ~= '' then redis.call('EXPIRE', records_key(id, generation), UPLOADED_TTL_SECONDS) end
  -- Mostly the JSON keeps saying uploading; readers let these two fields win.
  transfer.state = 'completing'
  redis.call('HSET', transfer_key(id), 'state', 'completing')
  if is_changed then redis.call('HSET', transfer_key(id), 'doc', ARGV[11]) end
  redis.call('DEL', redo_key(id))
  job_counts().move_counts(id, transfer.job, 'uploading', 'completing', now)
  return 1
end

-- Takes the next part of a transfer that is neither uploaded nor dispatched; nil when there is none.
local function take_part(id, transfer)
  while true do
    local number = redis.call('LPOP', redo_key(id))
    if not number then
      if transfer.next > transfer.total then return nil end
      number = digits(transfer.next)
      transfer.next = transfer.next + 1
      changed[id] = true
    end
    -- A part that was not dispatched yet can be in all the same after a lost tail of the append-only file.
    if not is_uploaded(id, transfer.gen, number) then return number end
  end
end

-- What becomes of the permit of a task that reported a part. Returns the part that its task continues
-- with, or nil.
local function pass_on(id, generation, number, task_part, is_wanted)
  local task = permit(id, generation, task_part)
  -- A task that has got to another part has a permit: both are dropped in one step.
  local at = redis.call('HGET', current_key, task)
  if not at and not redis.call('ZSCORE', inflight_key, task) then return nil end
  local transfer = transfer_of(id)
  if not transfer or transfer.state ~= 'uploading' or transfer.gen ~= generation then
    drop_permit(task)
    return nil
  end
  at = at or task_part
  -- It can have got to another part than the reported one: the response to an earlier report was lost.
  if at == number or is_uploaded(id, generation, at) then at = is_wanted and take_part(id, transfer) end
  if at and is_wanted then
    redis.call('HSET', current_key, task, at)
    -- Of its job's turns, when it claims again: what the task continues with is about as large as what it reported.
    transfer.owed, changed[id] = transfer.owed + ARGV[5], true
    return at
  end
  drop_permit(task)
  if at then
    redis.call('RPUSH', redo_key(id), at)
    run_queue().put_transfer(transfer.job, id)
  end
  return nil
end

local finalizes, next = 0, nil
if #ARGV > 0 then
  local id, generation, number = ARGV[1], ARGV[2], ARGV[3]
  if ARGV[8] ~= '' and transfer_of(id) then note_measures(transfer_of(id).job, ARGV[8], now) end
  finalizes = record(id, generation, number, ARGV[4], ARGV[5])
  next = pass_on(id, generation, number, ARGV[6], ARGV[7] == '1')
end

-- The batches of bulk jobs hold permits of their own, where there are any.
local known = redis.call('MGET', prefix .. 'inFlightLimit', prefix .. 'hasBatches', prefix .. 'inFlightLimit:bound',
  prefix .. 'hasClaimLimits')
local limits = known[4] and claim_limits() or nil
if limits then
  local reported = #ARGV > 0 and transfer_of(ARGV[1])
  limits.admit(reported and reported.job)
  if reported then limits.admit_upload(reported.job, ARGV[1]) else limits.admit_uploads() end
end
local free = (tonumber(known[1]) or DEFAULT_IN_FLIGHT_LIMIT) - redis.call('ZCARD', inflight_key)
if free > 0 and known[2] then free = free - job_batches().in_flight(now) end
local claimed = { parts = {}, batches = {}, count = 0 }
if free > 0 then
  if #ARGV == 0 then run_queue().adopt_transfers() end
  claimed = claims(now, transfer_of, take_part, changed, limits).take(math.min(free, CLAIMS_PER_CALL))
end
write_transfers()
local has_more = claimed.count == CLAIMS_PER_CALL and free > CLAIMS_PER_CALL
local bound_by, retry_after = '', -1
if free <= claimed.count then
  bound_by = known[3] or 'turn'
elseif not has_more then
  bound_by = 'nothing'
  if known[2] then bound_by, retry_after = job_batches().what_waits(now) end
  if bound_by == 'nothing' and claimed.bound_by then bound_by = claimed.bound_by end
end
return { finalizes, next or 0, claimed.parts, has_more and 1 or 0, claimed.batches, bound_by, retry_after }
