-- Forgets what a tenant without jobs has left: the leader, and those who use its name, keep some of it.
--
-- KEYS[1]  the tenant's prefix
-- returns  1 when it has nothing, else 0
--
-- Atomic because a job that is accepted at this moment has its limits, and may wait for one of them.

if redis.call('EXISTS', prefix .. 'jobs', prefix .. 'history', prefix .. 'retiring', uploads_key, orphans_key) > 0 then
  return 0
end
local limits = claim_limits()
for _, name in ipairs(redis.call('HKEYS', limits.limits_key)) do limits.lift(name) end
local left = {
  'named', 'hasClaimLimits', 'parkedAt', 'fullUploads', 'inFlightLimit', 'inFlightLimit:bound', 'inFlightLimit:of',
  'hasBatches', 'deadlines', 'retriedBy',
  -- Events that are not older than the tenant's last job are seen as a gap by their readers.
  'events', 'webhookCursor',
}
for _, name in ipairs(left) do redis.call('UNLINK', prefix .. name) end
return 1
