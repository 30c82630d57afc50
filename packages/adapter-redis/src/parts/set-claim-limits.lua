-- What of connections, jobs and uploads of a tenant may be in flight from now on.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  how many are lifted
-- ARGV[2..] their names; then of each that is set: name, units, bound
--
-- Atomic because what is in flight must count for a new limit from its first claim on.

local limits = claim_limits()
local lifted = tonumber(ARGV[1])
for i = 2, 1 + lifted do limits.lift(ARGV[i]) end
local fresh = {}
for i = 2 + lifted, #ARGV, 3 do
  local value = ARGV[i + 1] .. ' ' .. ARGV[i + 2]
  if redis.call('HSET', limits.limits_key, ARGV[i], value) == 1 then fresh[#fresh + 1] = ARGV[i] end
end
if #fresh > 0 then limits.seed(fresh) end
if redis.call('EXISTS', limits.limits_key) == 1 then
  redis.call('SET', prefix .. 'hasClaimLimits', 1)
else
  -- All of them: where there is no limit, no claim looks for what is set aside.
  limits.admit_uploads(redis.call('SCARD', limits.full_key))
  redis.call('DEL', prefix .. 'hasClaimLimits')
end
