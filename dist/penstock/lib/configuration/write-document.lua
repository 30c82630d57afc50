-- Copies a record of the configuration, unless the same or a newer revision is there.
--
-- KEYS[1]  the prefix of the configuration, "penstock:config:{config}:"
-- ARGV[1]  kind and name, "<kind>/<name>"
-- ARGV[2]  kind
-- ARGV[3]  revision
-- ARGV[4]  the record as JSON
-- returns  1 when written, else 0
--
-- Atomic because revisions only grow, whichever process copies which of them.

local revisions_key, version_key = prefix .. 'revisions', prefix .. 'version'
local known = tonumber(redis.call('HGET', revisions_key, ARGV[1]) or '0')
if known >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', revisions_key, ARGV[1], ARGV[3])
redis.call('HSET', prefix .. 'kind:' .. ARGV[2], ARGV[1], ARGV[4])
-- Begins with the time, so that it is another one than any before Redis was emptied.
if redis.call('EXISTS', version_key) == 0 then
  redis.call('SET', version_key, string.format('%d', now_ms()))
end
redis.call('INCR', version_key)
return 1
