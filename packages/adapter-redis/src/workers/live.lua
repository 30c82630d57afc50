-- What the workers or processes that announced themselves lately say; forgets the others, and entries that it cannot read.
--
-- KEYS[1]  the system's prefix
-- ARGV[1]  'workers' or 'processes'
-- ARGV[2]  for how long one is believed to live after its last word, in milliseconds
-- returns  { id, what it said of itself, when it said so, 1 if it is asked to drain, ... }
--
-- Atomic so that one that speaks up again is not forgotten by a reader of its old word, and so that the loss of
-- one is one event.

local kind = ARGV[1]
local since = now_ms() - ARGV[2]
-- As the name and value of a field; nothing of what it cannot read.
local function role_in(said)
  local is_json, document = pcall(cjson.decode, said or '')
  local role = is_json and type(document) == 'table' and document.role
  if type(role) == 'string' then return 'role', role end
end

local live = {}
local drains = {}
if kind == 'processes' then
  local asked = redis.call('HGETALL', prefix .. 'drains')
  for i = 1, #asked, 2 do drains[asked[i]] = asked[i + 1] end
end
local all = redis.call('HGETALL', prefix .. kind)
for i = 1, #all, 2 do
  local said, seen = string.match(all[i + 1], '^(.*) (%d+)$')
  if seen and tonumber(seen) >= since then
    live[#live + 1] = all[i]
    live[#live + 1] = said
    live[#live + 1] = seen
    live[#live + 1] = drains[all[i]] and '1' or '0'
    drains[all[i]] = nil
  else
    redis.call('HDEL', prefix .. kind, all[i])
    if kind == 'processes' then add_event('process', 'process', all[i], 'state', 'lost', role_in(said)) end
  end
end
-- One that was silent for a while may come back, and has to drain all the same.
for id, asked in pairs(drains) do
  if tonumber(asked) < now_ms() - 86400000 then redis.call('HDEL', prefix .. 'drains', id) end
end
return live
