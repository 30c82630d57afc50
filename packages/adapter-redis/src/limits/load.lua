-- How what is moved waits for budgets. The rule is that of core's `loadOf`.
--
-- KEYS[1]  the prefix of all budgets
-- ARGV     their names
-- returns  of each, in their order: nothing for a budget that bounds nothing; else { how much of the time what is moved under it
--            waits for it, from 0 to 1, 1 where its connection's rejections bound it, else 0, for how many milliseconds it
--            is paused }
--
-- Atomic because what is written by one lease is read together. Changes nothing.

local LOAD_MS = 3000

local now = now_ms()

local function load(name)
  local state = redis.call('HMGET', prefix .. name .. ':state', 'moving', 'waiting', 'loadAt', 'rate', 'pausedUntil')
  local paused_for = math.max(0, (state[5] or 0) - now)
  local moving = tonumber(state[1] or 0)
  local is_known = moving > 0 and now - state[3] < LOAD_MS
  if not is_known and paused_for == 0 then return {} end
  local share = is_known and math.min(1, state[2] / moving) or 0
  return { string.format('%.6f', share), state[4] and 1 or 0, paused_for }
end

local loads = {}
for _, name in ipairs(ARGV) do loads[#loads + 1] = load(name) end
return loads
