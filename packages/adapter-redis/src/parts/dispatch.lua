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
--            and nothing else where there is no room for a claim beside a report; else
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
-- append-only file: so each transfer is read once, and written once with all that changed. The rest of it is the
-- functions and keys that it makes: so what happens once has no function, and what few reports need is made on demand.
local seen, changed = {}, {}

local function seldom()
  -- PIECES
  return {
    note_measures = note_measures, job_counts = job_counts, transfer_ends = transfer_ends, run_queue = run_queue,
    job_batches = job_batches, claim_limits = claim_limits, claims = claims,
  }
end

local function transfer_of(id)
  if seen[id] ~= nil then return seen[id] end
  local key = transfer_key(id)
  local fields = redis.call('HMGET', key,
    'state', 'gen', 'job', 'total', 'left', 'next', 'uploadedBytes', 'eventAt', 'owed', 'hedged')
  seen[id] = fields[1] and {
    key = key,
    state = fields[1], gen = fields[2], job = fields[3], total = tonumber(fields[4]), left = tonumber(fields[5]),
    next = tonumber(fields[6]), uploaded_bytes = fields[7], event_at = fields[8] or 0,
    owed = tonumber(fields[9] or 0), is_hedged = fields[10] == fields[2],
  }
  return seen[id]
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

local finalizes, next = 0, nil
local id, generation, number = ARGV[1], ARGV[2], ARGV[3]
local transfer = id and transfer_of(id)
if transfer and ARGV[8] ~= '' then seldom().note_measures(transfer.job, ARGV[8], now) end

-- The reported part is recorded.
local is_ours = transfer and transfer.state == 'uploading' and transfer.gen == generation
if is_ours and redis.call('HSETNX', uploaded_key(id, generation, number), number, ARGV[4]) == 1 then
  -- What else sends it costs its bytes from now on: a hedge is named by the task that it stands beside, minus its
  -- number, and a hedge that there is not hears nothing.
  if transfer.is_hedged then
    local other = digits(math.max(0, 0 - ARGV[6]))
    redis.call('PUBLISH', prefix .. 'stop', table.concat({ 'sent', id, generation, number, other }, ' '))
  end
  local bytes, record = ARGV[5], ARGV[9]
  local job = job_key(transfer.job)
  redis.call('HDEL', attempts_key(id, generation), number, waits_field_of(number))
  transfer.left, transfer.uploaded_bytes = transfer.left - 1, transfer.uploaded_bytes + bytes
  changed[id] = true
  local stored = redis.call('HMGET', job, 'bytesStored', 'partsStored')
  redis.call('HSET', job, 'bytesStored', digits((stored[1] or 0) + bytes),
    'partsStored', digits((stored[2] or 0) + 1), 'progressAt', now_digits)
  -- By this the copy to the journal finds what has changed.
  redis.call('ZADD', idle_key, now_digits, id)

  local is_last, is_changed = transfer.left <= 0, false
  if is_last then
    local revision = redis.call('HINCRBY', transfer.key, 'revision', 1)
    is_changed = ARGV[10] and tonumber(ARGV[10]) == revision - 1
  elseif now - transfer.event_at >= PROGRESS_EVERY_MS then
    redis.call('HSET', transfer.key, 'eventAt', now_digits)
    add_event('progress', 'job', transfer.job, 'transfer', id,
      'missingParts', transfer.left, 'uploadedBytes', transfer.uploaded_bytes)
  end
  if is_changed and ARGV[12] ~= '' then
    -- A PUT whose response proved its object needs nothing else. Whatever changed the transfer since its worker
    -- read it, the revision tells.
    finalizes, transfer.state = 2, 'stored'
    redis.call('HSET', transfer.key, 'doc', ARGV[11], 'state', 'stored')
    local rest = seldom()
    rest.job_counts().move_counts(id, transfer.job, 'uploading', 'stored', now)
    rest.transfer_ends().retire(id, generation, transfer.total, ARGV[12])
  else
    if record ~= '' then
      local records = records_key(id, generation)
      redis.call('SETRANGE', records, digits((number - 1) * #record), record)
      -- A version without records leaves nothing of them behind for ever.
      if is_last then redis.call('EXPIRE', records, UPLOADED_TTL_SECONDS) end
    end
    if is_last then
      -- Mostly the JSON keeps saying uploading; readers let these two fields win.
      finalizes, transfer.state = 1, 'completing'
      redis.call('HSET', transfer.key, 'state', 'completing')
      if is_changed then redis.call('HSET', transfer.key, 'doc', ARGV[11]) end
      redis.call('DEL', redo_key(id))
      seldom().job_counts().move_counts(id, transfer.job, 'uploading', 'completing', now)
    end
  end
end

-- What becomes of the permit of the task that reported it.
local task = id and permit(id, generation, ARGV[6])
local at = task and redis.call('HGET', current_key, task)
-- A task that has got to another part has a permit: both are dropped in one step.
if at or (task and redis.call('ZSCORE', inflight_key, task)) then
  at = at or ARGV[6]
  local is_wanted = ARGV[7] == '1'
  if not is_ours or transfer.state ~= 'uploading' then
    at = nil
  elseif at == number or is_uploaded(id, generation, at) then
    -- Else it has got to another part than the reported one: the response to an earlier report was lost.
    at = is_wanted and take_part(id, transfer)
  end
  if at and is_wanted then
    next = at
    redis.call('HSET', current_key, task, at)
    -- Of its job's turns, when it claims again: what the task continues with is about as large as what it reported.
    transfer.owed, changed[id] = transfer.owed + ARGV[5], true
  else
    redis.call('HDEL', current_key, task)
    redis.call('ZREM', inflight_key, task)
    if at then
      redis.call('RPUSH', redo_key(id), at)
      seldom().run_queue().put_transfer(transfer.job, id)
    end
  end
end

-- The batches of bulk jobs hold permits of their own, where there are any.
local known = redis.call('MGET', prefix .. 'inFlightLimit', prefix .. 'hasBatches', prefix .. 'hasClaimLimits')
local limits = known[3] and seldom().claim_limits() or nil
if limits then
  limits.admit(transfer and transfer.job)
  if transfer then limits.admit_upload(transfer.job, id) else limits.admit_uploads() end
end
local free = (tonumber(known[1]) or DEFAULT_IN_FLIGHT_LIMIT) - redis.call('ZCARD', inflight_key)
if free > 0 and known[2] then free = free - seldom().job_batches().in_flight(now) end
local claimed = nil
if free > 0 then
  local rest = seldom()
  if not id then rest.run_queue().adopt_transfers() end
  claimed = rest.claims(now, transfer_of, take_part, changed, limits).take(math.min(free, CLAIMS_PER_CALL))
end
for each in pairs(changed) do
  local about = seen[each]
  redis.call('HSET', about.key, 'left', digits(about.left), 'uploadedBytes', digits(about.uploaded_bytes),
    'next', digits(about.next), 'owed', digits(about.owed))
end
if id and not claimed then return { finalizes, next or 0 } end

claimed = claimed or { parts = {}, batches = {}, count = 0 }
local has_more = claimed.count == CLAIMS_PER_CALL and free > CLAIMS_PER_CALL
local bound_by, retry_after = '', -1
if free <= claimed.count then
  bound_by = redis.call('GET', prefix .. 'inFlightLimit:bound') or 'turn'
elseif not has_more then
  bound_by = 'nothing'
  if known[2] then bound_by, retry_after = seldom().job_batches().what_waits(now) end
  if bound_by == 'nothing' and claimed.bound_by then bound_by = claimed.bound_by end
end
return { finalizes, next or 0, claimed.parts, has_more and 1 or 0, claimed.batches, bound_by, retry_after }
