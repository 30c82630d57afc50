-- Rows of a job that are in no closed segment yet.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- returns  { rows, ... }
--
-- Atomic because a batch may join a segment at any time.

local job = ARGV[1]
local batches, segments = job_batches(), row_segments()
local is_closed = {}
for _, segment in ipairs(segments.closed_of(job)) do
  for _, number in ipairs(segments.batches_of(job, segment)) do is_closed[number] = true end
end
local rows = {}
for _, number in ipairs(redis.call('SMEMBERS', batches.batches_key(job))) do
  local members = is_closed[number] and {} or redis.call('LRANGE', batches.rows_key(job, number), 0, -1)
  for _, member in ipairs(members) do rows[#rows + 1] = member end
end
return rows
