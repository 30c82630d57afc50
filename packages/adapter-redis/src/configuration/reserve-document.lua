-- Lets one process at a time change a document of the configuration, and shows what it is now.
--
-- KEYS[1]  the prefix of the configuration, "penstock:config:{config}:"
-- ARGV[1]  kind and name, "<kind>/<name>"
-- ARGV[2]  kind
-- ARGV[3]  the token of this change
-- ARGV[4]  for how long at most, in milliseconds
-- returns  { 1 when it is reserved or 0 when another change is under way, the record as JSON or '' }
--
-- Atomic so that of two changes one waits for the other, also where a journal's store cannot compare.

local reserved_key = prefix .. 'reserved'
local record = redis.call('HGET', prefix .. 'kind:' .. ARGV[2], ARGV[1]) or ''
local held = redis.call('HGET', reserved_key, ARGV[1])
local now = now_ms()
-- A change that is sent again, because its response was lost, does not wait for itself.
local is_own = held and string.match(held, '^%S+') == ARGV[3]
if held and not is_own and tonumber(string.match(held, '%d+$')) > now then return { 0, record } end
redis.call('HSET', reserved_key, ARGV[1], ARGV[3] .. ' ' .. string.format('%d', now + ARGV[4]))
return { 1, record }
