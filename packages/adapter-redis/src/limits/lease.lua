-- Gives a worker its next slice of each budget that it asks for. The rule is that of core's `budget.ts` and `adapted-rate.ts`.
--
-- KEYS[1]  the prefix of all budgets
-- ARGV[1]  worker
-- ARGV     then of each budget:
--          its name
--          what it has in a second; empty where only the connection's own rejections bound it
--          how much is wanted
--          units that the worker moves under it, and of those that waited for it, with a comma between
--          requests that were accepted since the worker asked last; 0 where rejections do not count
--          requests that were throttled
--          in how many milliseconds
--          for how long the connection asked for no request
-- returns  of each, in their order: { granted, how many workers share it, what it has in a second, or nothing for no bound,
--            for how many milliseconds there is nothing }
--
-- Atomic because what is given to one worker may not be given to another. One call for all budgets, so that a worker's
-- calls do not grow with its limits.

local SLICE_MS, SAVED_MS, GONE_MS = 250, 500, 1000
local CUT_EVERY_MS, CUT, DEEP_CUT, DEEP_BELOW, SLIGHT_CUT, SLIGHT_ABOVE = 1000, 0.85, 0.5, 0.7, 0.93, 0.85
local RECOVERY, NEAR_PEAK, PROBE, FREE_AFTER_MS, FREE_PROBE, LEAST = 0.06, 0.97, 0.01, 10000, 0.1, 1
-- After so long without a question a budget is as good as new.
local TTL_MS = 60000
local FIELDS = 8

local worker, now = ARGV[1], now_ms()

local function lease(name, per_second, asked, load, accepted, throttled, for_ms, pause)
  local state_key, asked_key = prefix .. name .. ':state', prefix .. name .. ':asked'
  local limit, wanted = tonumber(per_second), tonumber(asked)
  accepted, throttled = tonumber(accepted), tonumber(throttled)
  local state = redis.call('HMGET', state_key, 'at', 'left', 'rate', 'peak', 'cutAt', 'grownAt',
    'accepted', 'throttled', 'seenAt', 'pausedUntil', 'moving', 'waiting', 'loadAt')
  local last = tonumber(redis.call('ZSCORE', asked_key, worker) or -GONE_MS)
  local is_new = now - last >= GONE_MS

  local adapted = state[3] and { rate = tonumber(state[3]), peak = tonumber(state[4]), cut_at = tonumber(state[5]),
    grown_at = tonumber(state[6]), accepted = tonumber(state[7]), throttled = tonumber(state[8]),
    seen_at = tonumber(state[9]) }

  local function note_seen(accepted, throttled)
    local kept = 0.5 ^ (math.max(0, now - adapted.seen_at) / 1000)
    adapted.accepted, adapted.throttled = adapted.accepted * kept + accepted, adapted.throttled * kept + throttled
    adapted.seen_at = now
  end

  local function factor()
    local share = adapted.accepted / (adapted.accepted + adapted.throttled)
    if share < DEEP_BELOW then return DEEP_CUT end
    return share < SLIGHT_ABOVE and CUT or SLIGHT_CUT
  end

  local function join(sent)
    adapted.rate = adapted.rate + math.max(LEAST, sent * factor())
    adapted.peak = adapted.peak + sent
    adapted.cut_at, adapted.grown_at = now, now
  end

  local function cut()
    if now - adapted.cut_at < CUT_EVERY_MS then return end
    adapted.peak = adapted.rate
    adapted.rate = math.max(LEAST, adapted.rate * factor())
    adapted.cut_at, adapted.grown_at = now, now
  end

  local function grow()
    local seconds = math.min(1000, math.max(0, now - adapted.grown_at)) / 1000
    local near = NEAR_PEAK * adapted.peak
    local probe = now - adapted.cut_at > FREE_AFTER_MS and FREE_PROBE or PROBE
    if adapted.rate < near then
      adapted.rate = math.min(near, adapted.rate + RECOVERY * adapted.peak * seconds)
    else
      adapted.rate = adapted.rate + math.max(LEAST / 4, probe * adapted.rate) * seconds
    end
    adapted.grown_at = now
  end

  if adapted or throttled > 0 then
    local joins = is_new or not adapted
    if not adapted then
      adapted = { rate = 0, peak = 0, cut_at = now, grown_at = now, accepted = 0, throttled = 0, seen_at = now }
    end
    note_seen(accepted, throttled)
    if throttled > 0 then
      if joins then join((accepted + throttled) * 1000 / math.max(1, for_ms)) else cut() end
    elseif wanted > 0 then
      grow()
    end
  end

  redis.call('ZADD', asked_key, now, worker)
  redis.call('ZREMRANGEBYSCORE', asked_key, '-inf', now - GONE_MS)
  redis.call('PEXPIRE', asked_key, TTL_MS)
  local sharers = redis.call('ZCARD', asked_key)
  local rate = math.min(limit or math.huge, adapted and adapted.rate or math.huge)
  if rate == math.huge then
    redis.call('DEL', state_key)
    return { asked, sharers, '', 0 }
  end

  local paused_until = math.max(tonumber(state[10] or 0), now + pause)
  local paused_for = paused_until - now

  -- Each second counts for a half of the one after it.
  local moving, waiting = string.match(load, '^(.*),(.*)$')
  if moving then
    local kept = 0.5 ^ (math.max(0, now - (state[13] or now)) / 1000)
    redis.call('HSET', state_key, 'moving', string.format('%.6f', (state[11] or 0) * kept + moving),
      'waiting', string.format('%.6f', (state[12] or 0) * kept + waiting), 'loadAt', now)
  end

  local in_slice = rate * SLICE_MS / 1000
  local left = in_slice
  if state[1] then
    local more = rate * math.max(0, now - state[1]) / 1000
    left = math.min(rate * SAVED_MS / 1000, state[2] + more)
  end
  local since = is_new and SLICE_MS or math.min(now - last, SAVED_MS)
  local share = rate * since / 1000 / sharers
  local of_others = in_slice * (sharers - 1) / sharers
  local granted = paused_for > 0 and 0 or math.min(wanted, left, math.max(share, left - of_others))

  -- What there was too little of it gets next time, or those that come at a bad moment would always get less.
  local missing = math.min(wanted, share) - granted
  if missing > 0 and paused_for <= 0 then redis.call('ZADD', asked_key, now - missing * 1000 * sharers / rate, worker) end

  redis.call('HSET', state_key, 'at', now, 'left', string.format('%.6f', left - granted))
  if adapted then
    redis.call('HSET', state_key, 'rate', string.format('%.6f', adapted.rate), 'peak', string.format('%.6f', adapted.peak),
      'cutAt', adapted.cut_at, 'grownAt', adapted.grown_at, 'accepted', string.format('%.6f', adapted.accepted),
      'throttled', string.format('%.6f', adapted.throttled), 'seenAt', adapted.seen_at)
  end
  if paused_for > 0 then redis.call('HSET', state_key, 'pausedUntil', paused_until) end
  redis.call('PEXPIRE', state_key, TTL_MS + math.max(0, paused_for))
  return { string.format('%.6f', granted), sharers, string.format('%.6f', rate), math.max(0, paused_for) }
end

local slices = {}
for i = 2, #ARGV, FIELDS do slices[#slices + 1] = lease(unpack(ARGV, i, i + FIELDS - 1)) end
return slices
