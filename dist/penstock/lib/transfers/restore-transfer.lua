-- Compare-and-set of a planned transfer to a later state of an upload that was found in the journal,
-- together with the parts that are known to be uploaded.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  transfer id
-- ARGV[2]  the revision it must still have
-- ARGV[3]  its next revision
-- ARGV[4]  its next state, which has an upload but dispatches no parts
-- ARGV[5]  its next generation
-- ARGV[6]  parts of its upload
-- ARGV[7]  bytes of its source
-- ARGV[8]  the transfer as JSON
-- ARGV[9]  how many changes of the uploads that may be open follow
-- ARGV[10..] the changes, as the prelude takes them; then per uploaded part: number, checksum and ETag
--          joined, bytes
-- returns  1 when written, 0 when another writer was faster
--
-- Atomic because the coordinator that completes uploads again what has no record: one that looked
-- before the records were there would carry all of it.

local id, state, generation, total, size = ARGV[1], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local key = transfer_key(id)
local old = read_transfer(id)
if not old or old.revision ~= ARGV[2] or old.state ~= 'planned' then return 0 end

local now = now_ms()
local uploaded, bytes = 0, 0
local changes = tonumber(ARGV[9])
upload_changes().change_uploads(10, changes, now)
for i = 10 + 3 * changes, #ARGV, 3 do
  redis.call('HSET', uploaded_key(id, generation, ARGV[i]), ARGV[i], ARGV[i + 1])
  uploaded = uploaded + 1
  bytes = bytes + ARGV[i + 2]
end
redis.call('DEL', attempts_key(id, old.gen))
-- No part is left to be claimed in its turn: reopening names all that are missing.
redis.call('HSET', key, 'doc', ARGV[8], 'revision', ARGV[3], 'state', state, 'gen', generation,
  'total', total, 'left', total - uploaded, 'next', total + 1, 'size', size, 'uploadedBytes', bytes)
local job = job_key(old.job)
redis.call('HINCRBY', job, 'partsTotal', total)
redis.call('HINCRBY', job, 'partsStored', uploaded)
redis.call('HINCRBY', job, 'bytesTotal', size)
redis.call('HINCRBY', job, 'bytesStored', bytes)
redis.call('HSET', job, 'progressAt', now)
job_counts().move_counts(id, old.job, 'planned', state, now)
redis.call('ZADD', idle_key, now, id)
return 1
