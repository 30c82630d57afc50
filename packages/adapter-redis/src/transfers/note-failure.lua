-- Keeps a failure, unless the transfer has ended, and counts or takes back the attempt.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  transfer id
-- ARGV[2]  generation
-- ARGV[3]  what failed: a part number, or the name of a step
-- ARGV[4]  'part' or 'step'
-- ARGV[5]  1 when the attempt counts, else 0
-- ARGV[6]  the error code
-- ARGV[7]  the failure as JSON
-- ARGV[8]  the number of the counted attempt after which there is no other: then it is no retry
-- returns  { attempts of this step that count so far, newest failures in a row that did not count }
--
-- Atomic so that the count cannot reappear after its part uploaded or its generation ended, and because a
-- receipt shows the failures: none may be added once it is made.

local FAILURES_KEPT = 100
-- A step that failed so often holds its job up.
local HELD_UP_AFTER = 3

local counts = job_counts()
local id, generation, what = ARGV[1], ARGV[2], ARGV[3]
local is_part, is_counted = ARGV[4] == 'part', ARGV[5] == '1'
local transfer = read_transfer(id)
if not transfer or not counts.is_pending(transfer.state) then return { 0, 0 } end
redis.call('RPUSH', failures_key(id), ARGV[7])
redis.call('HINCRBY', transfer_key(id), 'failures', 1)
redis.call('LTRIM', failures_key(id), -FAILURES_KEPT, -1)
if transfer.gen ~= generation then return { 0, 0 } end

local job = job_key(transfer.job)
counts.note_trouble('failure', id, transfer, ARGV[6], now_ms(), 'step', what)

local key, waits_field = attempts_key(id, generation), waits_field_of(what)
local waits = 0
if is_counted then
  redis.call('HDEL', key, waits_field)
else
  waits = redis.call('HINCRBY', key, waits_field, 1)
end
-- The claim is a part's first attempt; it is written down once there is more to say.
if is_part then redis.call('HSETNX', key, what, 1) end
local attempts = tonumber(redis.call('HGET', key, what) or '0')
local change = 0
if is_part and not is_counted and attempts > 0 then change = -1 end
if not is_part and is_counted then change = 1 end
if change ~= 0 then attempts = redis.call('HINCRBY', key, what, change) end
-- Others may continue: this one is seen all the same.
if attempts >= HELD_UP_AFTER or waits >= HELD_UP_AFTER then redis.call('HSET', job, 'heldUpAt', now_ms()) end
if not is_counted or attempts < tonumber(ARGV[8]) then redis.call('HINCRBY', job, 'retries', 1) end
return { attempts, waits }
