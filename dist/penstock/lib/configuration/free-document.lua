-- Ends the reservation of a document of the configuration.
--
-- KEYS[1]  the prefix of the configuration, "penstock:config:{config}:"
-- ARGV[1]  kind and name, "<kind>/<name>"
-- ARGV[2]  the token that it was reserved with
--
-- Atomic so that a change that took too long does not end the reservation of another one.

local reserved_key = prefix .. 'reserved'
local held = redis.call('HGET', reserved_key, ARGV[1])
if held and string.sub(held, 1, #ARGV[2] + 1) == ARGV[2] .. ' ' then
  redis.call('HDEL', reserved_key, ARGV[1])
end
