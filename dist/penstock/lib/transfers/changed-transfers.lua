-- Transfers that are not terminal and changed since a time, by their last change.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  since when, by this server's clock
-- ARGV[2]  about how many
-- returns  { the time to ask from next, 1 when nothing else changed else 0, { { transfer as JSON, state, revision, id }, ... } }
--
-- Atomic so that no change falls between the look and the time that it is good for.

local since, limit, now = tonumber(ARGV[1]), tonumber(ARGV[2]), now_ms()
-- The clock went back: what changes now bears times that were asked for already.
local from = since <= now and ARGV[1] or '-inf'
local ids = redis.call('ZRANGEBYSCORE', idle_key, from, '+inf', 'LIMIT', 0, limit)
-- What changes still in this instant is shown again.
local next, is_last = now, 1
if #ids == limit then
  local last = redis.call('ZSCORE', idle_key, ids[#ids])
  ids = redis.call('ZRANGEBYSCORE', idle_key, from, last)
  next, is_last = tonumber(last) + 1, 0
end
local found = {}
for i, id in ipairs(ids) do
  local fields = redis.call('HMGET', transfer_key(id), 'doc', 'state', 'revision')
  fields[4] = id
  found[i] = fields
end
return { next, is_last, found }
