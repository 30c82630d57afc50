-- Reads what is kept of the transfers of some jobs, one job after the other, as much as one call may.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  at most how many transfers
-- ARGV[2]  after how many bytes it stops
-- ARGV[3..] per job: its id; the place of the first transfer; the place behind the last one
-- returns  for each of the first jobs: { the place to continue from, or -1 after the last one,
--          { { transfer as JSON, state, revision, id, receipt as JSON, { failure as JSON, ... } }, ... } }
--
-- Atomic so that the receipt and the failures are those of the transfer that is shown.

local left, bytes = tonumber(ARGV[1]), tonumber(ARGV[2])

local function read_record(id)
  local fields = redis.call('HMGET', transfer_key(id), 'doc', 'state', 'revision', 'receipt')
  local failures = redis.call('LRANGE', failures_key(id), 0, -1)
  left = left - 1
  bytes = bytes - #(fields[1] or '') - #(fields[4] or '')
  for _, failure in ipairs(failures) do bytes = bytes - #failure end
  return { fields[1], fields[2], fields[3], id, fields[4], failures }
end

local found = {}
for i = 3, #ARGV, 3 do
  if left <= 0 or bytes <= 0 then break end
  local list, from, till = job_key(ARGV[i]) .. ':transfers', tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local records = {}
  for _, id in ipairs(redis.call('LRANGE', list, from, math.min(from + left, till) - 1)) do
    if bytes <= 0 then break end
    records[#records + 1] = read_record(id)
  end
  local next = from + #records
  found[#found + 1] = { next < till and redis.call('LLEN', list) > next and next or -1, records }
end
return found
