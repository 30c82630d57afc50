-- Closes the open segment of a job if it is time, and shows what each closed one is made of.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  for how long a segment stays open, in milliseconds
-- returns  { epoch, { segment, { { number, after, to, stored, skipped, failed, aborted, covered, extra }, ... },
--            { transfer id, ... } }, ... }; nothing for a job that is none
--
-- Atomic because what a segment is made of may not change once it was shown.

local job = ARGV[1]
local batches, segments = job_batches(), row_segments()
local key = job_key(job)
local epoch = redis.call('HGET', key, 'epoch')
if not epoch then return {} end
if segments.may_close(job, now_ms(), ARGV[2]) then segments.close_segment(job) end
local shown = { epoch }
for _, segment in ipairs(segments.closed_of(job)) do
  local members = {}
  for i, number in ipairs(segments.batches_of(job, segment)) do
    local fields = redis.call('HMGET', batches.batch_key(job, number), 'after', 'to', 'stored', 'skipped', 'failed',
      'aborted', 'covered', 'extra')
    members[i] = { number, unpack(fields) }
  end
  shown[#shown + 1] = { segment, members, segments.transfers_of(job, segment) }
end
return shown
