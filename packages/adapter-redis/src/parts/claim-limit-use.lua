-- What of connections, jobs and uploads of a tenant may be in flight, and what of it is.
--
-- KEYS[1]  the tenant's prefix
-- returns  { name, units and bound, in flight, jobs that wait for it, ... }

local limits = claim_limits()
local found = {}
local known = redis.call('HGETALL', limits.limits_key)
for i = 1, #known, 2 do
  local name = known[i]
  local is_of_uploads = string.sub(name, 1, 6) == 'upload'
  found[#found + 1] = name
  found[#found + 1] = known[i + 1]
  found[#found + 1] = is_of_uploads and 0 or limits.in_flight_of(name)
  found[#found + 1] = redis.call('LLEN', limits.list_of(name))
end
return found
