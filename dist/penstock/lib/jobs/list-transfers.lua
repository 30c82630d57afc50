-- Lists transfers of a job.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  the place of the first one
-- ARGV[3]  at most how many
-- returns  { 1 when there are others behind them else 0, { { transfer as JSON, state, revision, id }, ... } }
--
-- Atomic so that none is shown of a job that is retired at this moment.

local key, from, limit = job_key(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if redis.call('EXISTS', key) == 0 then return { 0, {} } end
local ids = redis.call('LRANGE', key .. ':transfers', from, from + limit)
local found = {}
for i = 1, math.min(limit, #ids) do
  local fields = redis.call('HMGET', transfer_key(ids[i]), 'doc', 'state', 'revision')
  fields[4] = ids[i]
  found[i] = fields
end
return { #ids > limit and 1 or 0, found }
