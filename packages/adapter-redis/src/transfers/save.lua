-- Compare-and-set of a transfer, together with everything that follows from its change of state.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  transfer id
-- ARGV[2]  the revision it must still have
-- ARGV[3]  its next revision
-- ARGV[4]  its next state
-- ARGV[5]  its next generation
-- ARGV[6]  parts of its upload   (used when it enters uploading)
-- ARGV[7]  bytes of its source   (used when it enters uploading)
-- ARGV[8]  the transfer as JSON
-- ARGV[9]  bytes of a part, but for the last   (used when it enters uploading)
-- ARGV[10] the receipt as JSON, or nothing: it takes the place of the uploaded parts
-- ARGV[11..] changes of the uploads that may be open, as the prelude takes them
-- returns  1 when written, 0 when another writer was faster
--
-- Atomic because the counts must add up at every instant, because a transfer that left `uploading`
-- may hold no permit, and because an upload that may be open must be known: a second script could die
-- between the two. So the receipt is there from the moment on at which the transfer is stored.

local counts, ends = job_counts(), transfer_ends()
local id, state, generation = ARGV[1], ARGV[4], ARGV[5]
local key = transfer_key(id)
local old = read_transfer(id)
if not old or old.revision ~= ARGV[2] then return 0 end

local now = now_ms()
redis.call('HSET', key, 'doc', ARGV[8], 'revision', ARGV[3], 'state', state, 'gen', generation)
counts.move_counts(id, old.job, old.state, state, now)
upload_changes().change_uploads(11, (#ARGV - 10) / 3, now)

local function enter_uploading()
  local parts, size = ARGV[6], ARGV[7]
  redis.call('HSET', key, 'total', parts, 'left', parts, 'next', 1, 'size', size,
    'partSize', ARGV[9], 'uploadedBytes', 0)
  redis.call('HINCRBY', job_key(old.job), 'partsTotal', parts)
  redis.call('HINCRBY', job_key(old.job), 'bytesTotal', size)
  redis.call('HSET', job_key(old.job), 'progressAt', now)
  run_queue().put_transfer(old.job, id)
end

-- The run queue may keep the transfer: `dispatch` drops it when its turn comes.
local function stop_parts()
  ends.drop_permits_of(id, old)
  redis.call('PUBLISH', prefix .. 'stop', id)
end

local function forget_generation()
  -- Also of a task whose part another one reported last.
  ends.drop_permits_of(id, old)
  for bucket = 0, last_bucket(old.total) do
    redis.call('DEL', bucket_key(id, old.gen, bucket))
  end
  redis.call('DEL', attempts_key(id, old.gen), redo_key(id), records_key(id, old.gen))
  local job = job_key(old.job)
  redis.call('HINCRBY', job, 'partsTotal', 0 - old.total)
  redis.call('HINCRBY', job, 'partsStored', old.left - old.total)
  redis.call('HINCRBY', job, 'bytesTotal', 0 - old.size)
  redis.call('HINCRBY', job, 'bytesStored', 0 - old.uploaded_bytes)
  redis.call('HSET', key, 'total', 0, 'left', 0, 'next', 1, 'size', 0, 'uploadedBytes', 0)
end

if old.state == 'uploading' and state ~= 'uploading' then stop_parts() end
if old.gen ~= generation then forget_generation() end
if old.state == 'planned' and state == 'uploading' then enter_uploading() end
if counts.is_pending(state) then
  redis.call('ZADD', idle_key, now, id)
else
  ends.retire(id, generation, old.total, ARGV[10])
end
return 1
