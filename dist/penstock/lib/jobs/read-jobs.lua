-- Reads jobs.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1..] job ids
-- returns  per job its fields and their values in turn; nothing for one that does not exist
--
-- One script because they are asked for together: one call, however many they are.

local found = {}
for i, job in ipairs(ARGV) do found[i] = redis.call('HGETALL', job_key(job)) end
return found
