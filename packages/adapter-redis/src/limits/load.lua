-- How what is moved waits for a budget. The rule is that of core's `loadOf`.
--
-- KEYS[1]  the budget's prefix
-- returns  nothing for a budget that bounds nothing; else { how much of the time what is moved under it waits for it, from
--          0 to 1, 1 where its connection's rejections bound it, else 0, for how many milliseconds it is paused }
--
-- Atomic because what is written by one lease is read together. Changes nothing.

local LOAD_MS = 3000

local state = redis.call('HMGET', prefix .. 'state', 'moving', 'waiting', 'loadAt', 'rate', 'pausedUntil')
local now = now_ms()
local paused_for = math.max(0, (state[5] or 0) - now)
local moving = tonumber(state[1] or 0)
local is_known = moving > 0 and now - state[3] < LOAD_MS
if not is_known and paused_for == 0 then return {} end
local share = is_known and math.min(1, state[2] / moving) or 0
return { string.format('%.6f', share), state[4] and 1 or 0, paused_for }
