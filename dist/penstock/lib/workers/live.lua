-- What the workers or processes that announced themselves lately say; forgets the others, and entries that it cannot read.
--
-- KEYS[1]  the system's prefix
-- ARGV[1]  'workers' or 'processes'
-- ARGV[2]  for how long one is believed to live after its last word, in milliseconds
-- returns  { id, what it said of itself, id, what it said of itself, ... }
--
-- Atomic so that one that speaks up again is not forgotten by a reader of its old word, and so that the loss of
-- one is one event.

local kind = ARGV[1]
local since = now_ms() - ARGV[2]
local live = {}
local all = redis.call('HGETALL', prefix .. kind)
for i = 1, #all, 2 do
  local said, seen = string.match(all[i + 1], '^(.*) (%d+)$')
  if seen and tonumber(seen) >= since then
    live[#live + 1] = all[i]
    live[#live + 1] = said
  else
    redis.call('HDEL', prefix .. kind, all[i])
    if kind == 'processes' then add_event('process', 'process', all[i], 'state', 'lost') end
  end
end
return live
