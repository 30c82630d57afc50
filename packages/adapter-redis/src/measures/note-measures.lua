-- Piece of the prelude: keeps what a worker measured of a job, and adds what it moved to the job's newest span of time.
-- Made on demand.
--
-- KEYS[1]  the tenant's prefix
--
-- Of the hash of a job's measures: w:<worker>, what it said last; <n>, the span that is n of those that are kept, its
-- number since 1970, bytes and units.

local function note_measures(job, json, now)
  -- Those of core's `measures.ts`.
  local RATE_STEP_MS, RATE_SAMPLES = 10000, 90
  local note = cjson.decode(json)
  local key = measures_key(job)
  local span = math.floor(now / RATE_STEP_MS)
  local field = digits(span % RATE_SAMPLES)
  local of, bytes, units = string.match(redis.call('HGET', key, field) or '', '^(%d+) (%d+) (%d+)$')
  if tonumber(of) ~= span then bytes, units = 0, 0 end
  redis.call('HSET', key, 'w:' .. note.worker, json, field,
    digits(span) .. ' ' .. digits(bytes + note.added.bytes) .. ' ' .. digits(units + note.added.units))
end
