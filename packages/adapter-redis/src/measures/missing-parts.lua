-- What is known of the parts of a transfer that are not uploaded.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  transfer id
-- returns  nothing for a transfer that is not there; else
--          { the first part that was not dispatched, parts to dispatch again, parts that failed and are tried again,
--            how many failures there were }
--
-- Atomic so that no part is between two places. Changes nothing.

local id = ARGV[1]
local transfer = read_transfer(id)
if not transfer then return {} end
local failed = {}
for _, step in ipairs(redis.call('HKEYS', attempts_key(id, transfer.gen))) do
  if tonumber(step) then failed[#failed + 1] = step end
end
return {
  transfer.next, redis.call('LRANGE', redo_key(id), 0, -1), failed,
  tonumber(redis.call('HGET', transfer_key(id), 'failures') or redis.call('LLEN', failures_key(id))),
}
