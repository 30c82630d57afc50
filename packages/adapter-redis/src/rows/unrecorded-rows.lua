-- Rows of a job that are in no segment that was forgotten, and the large entries among them.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- returns  { epoch, { { batch, { row, ... } }, ... }, { transfer id, ... } }; nothing for a job that is none
--
-- Atomic so that no batch is missed which is forgotten in between: a reader that asks the journal next finds it there.

local job = ARGV[1]
local batches, segments = job_batches(), row_segments()
local epoch = redis.call('HGET', job_key(job), 'epoch')
if not epoch then return {} end

local found = {}
for _, number in ipairs(redis.call('SMEMBERS', batches.batches_key(job))) do
  local rows = redis.call('LRANGE', batches.rows_key(job, number), 0, -1)
  if #rows > 0 then found[#found + 1] = { number, rows } end
end

local transfers = {}
local function add(segment)
  for _, id in ipairs(segments.transfers_of(job, segment)) do transfers[#transfers + 1] = id end
end
for _, segment in ipairs(segments.closed_of(job)) do add(segment) end
add(segments.open_segment(job))
return { epoch, found, transfers }
