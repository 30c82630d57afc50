-- The workers that were heard of lately; forgets the others.
--
-- KEYS[1]  the hash of workers (one for all tenants)
-- ARGV[1]  for how long a worker is believed to live after its last word, in milliseconds
-- returns  { id, slots, id, slots, ... }
--
-- Atomic so that a worker that speaks up again is not forgotten by a reader of its old word.

local since = now_ms() - ARGV[1]
local live = {}
local workers = redis.call('HGETALL', KEYS[1])
for i = 1, #workers, 2 do
  local slots, seen = string.match(workers[i + 1], '^(%d+) (%d+)$')
  if tonumber(seen) >= since then
    live[#live + 1] = workers[i]
    live[#live + 1] = slots
  else
    redis.call('HDEL', KEYS[1], workers[i])
  end
end
return live
