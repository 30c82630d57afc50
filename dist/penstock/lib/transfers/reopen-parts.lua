-- Compare-and-set of a transfer from completing back to uploading: forgets the named parts.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  transfer id
-- ARGV[2]  the revision it must still have
-- ARGV[3]  its next revision
-- ARGV[4]  the transfer as JSON
-- ARGV[5..] per part, each part once: number, bytes
-- returns  1 when written, 0 when another writer was faster
--
-- Atomic because the count of missing parts and the parts themselves must agree: a report that
-- comes between the two would finalize too early or never.

local id = ARGV[1]
local key = transfer_key(id)
local old = read_transfer(id)
if not old or old.revision ~= ARGV[2] or old.state ~= 'completing' then return 0 end

local now = now_ms()
local forgotten, bytes = 0, 0
redis.call('DEL', redo_key(id))
-- Of late repeats: a part that is to be dispatched must be free.
transfer_ends().drop_permits_of(id, old)
for i = 5, #ARGV, 2 do
  local number = ARGV[i]
  if redis.call('HDEL', uploaded_key(id, old.gen, number), number) == 1 then
    forgotten = forgotten + 1
    bytes = bytes + ARGV[i + 1]
  end
  redis.call('RPUSH', redo_key(id), number)
end
-- Not all parts were in if a part found the upload gone.
redis.call('HSET', key, 'doc', ARGV[4], 'revision', ARGV[3], 'state', 'uploading', 'left', old.left + forgotten)
redis.call('HINCRBY', key, 'uploadedBytes', 0 - bytes)
redis.call('HINCRBY', job_key(old.job), 'partsStored', 0 - forgotten)
redis.call('HINCRBY', job_key(old.job), 'bytesStored', 0 - bytes)
redis.call('HSET', job_key(old.job), 'progressAt', now)
job_counts().move_counts(id, old.job, 'completing', 'uploading', now)
run_queue().put_transfer(old.job, id)
redis.call('ZADD', idle_key, now, id)
return 1
