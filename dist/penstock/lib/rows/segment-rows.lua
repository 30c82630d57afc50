-- The rows of a closed segment.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  epoch
-- ARGV[3]  segment
-- returns  { { rows, ... }, { rows that are trouble, ... } }; nothing for one that is not closed, or was forgotten
--
-- Atomic because a segment that is forgotten halfway would lose some of its rows.

local job, segment = ARGV[1], ARGV[3]
local batches, segments = job_batches(), row_segments()
if redis.call('HGET', job_key(job), 'epoch') ~= ARGV[2] then return {} end
if not redis.call('LPOS', segments.closed_key(job), segment) then return {} end

local function add(all, key)
  for _, member in ipairs(redis.call('LRANGE', key, 0, -1)) do all[#all + 1] = member end
end

local rows, trouble = {}, {}
for _, number in ipairs(segments.batches_of(job, segment)) do
  add(rows, batches.rows_key(job, number))
  add(trouble, batches.trouble_key(job, number))
end
return { rows, trouble }
