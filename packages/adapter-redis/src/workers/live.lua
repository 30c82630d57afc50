-- What those say who were heard of lately; forgets the others, and what is no such word.
--
-- KEYS[1]  the hash of workers, or of all processes (one for all tenants)
-- ARGV[1]  for how long one is believed to live after its last word, in milliseconds
-- returns  { id, what it said of itself, id, what it said of itself, ... }
--
-- Atomic so that one that speaks up again is not forgotten by a reader of its old word.

local since = now_ms() - ARGV[1]
local live = {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local said, seen = string.match(all[i + 1], '^(.*) (%d+)$')
  if seen and tonumber(seen) >= since then
    live[#live + 1] = all[i]
    live[#live + 1] = said
  else
    redis.call('HDEL', KEYS[1], all[i])
  end
end
return live
