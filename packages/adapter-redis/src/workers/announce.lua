-- Writes down that a worker, or any process, lives.
--
-- KEYS[1]  the system's prefix
-- ARGV[1]  'workers' or 'processes'
-- ARGV[2]  its id
-- ARGV[3]  what it says of itself: its slots, or JSON
-- returns  of a process: 1 if it is asked to drain
--
-- A script because the time has to be the server's; atomic so that each change is one event.

local kind, id, said = ARGV[1], ARGV[2], ARGV[3]
local before = redis.call('HGET', prefix .. kind, id)
redis.call('HSET', prefix .. kind, id, said .. ' ' .. string.format('%d', now_ms()))
if kind ~= 'processes' then return end

-- What an earlier version wrote, or something else damaged, names no connection.
local function left_alone_by(json)
  local names = {}
  local is_json, document = pcall(cjson.decode, json)
  local list = is_json and type(document) == 'table' and document.leftAlone
  for _, each in ipairs(type(list) == 'table' and list or {}) do
    local name = type(each) == 'table' and each.connection
    if type(name) == 'string' then names[name] = true end
  end
  return names
end

local function add_changes(before_names, names, state)
  for name in pairs(names) do
    if not before_names[name] then add_event('connection', 'connection', name, 'state', state, 'process', id) end
  end
end

-- A server that starts again, or takes another one's place, has another run id.
local function watch_server()
  local info = redis.pcall('INFO', 'server')
  local run_id = type(info) == 'string' and string.match(info, 'run_id:(%w+)')
  if not run_id then return end
  local known = redis.call('GET', prefix .. 'server')
  if known == run_id then return end
  redis.call('SET', prefix .. 'server', run_id)
  add_event('redis', 'state', known and 'restarted' or 'empty')
end

watch_server()
if not before then add_event('process', 'process', id, 'role', cjson.decode(said).role, 'state', 'started') end
local left_before, left_now = left_alone_by((before or ''):match('^(.*) %d+$') or ''), left_alone_by(said)
add_changes(left_before, left_now, 'left-alone')
add_changes(left_now, left_before, 'used-again')
return redis.call('HEXISTS', prefix .. 'drains', id)
