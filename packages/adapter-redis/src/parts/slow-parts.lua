-- The last parts of transfers that hold their permits for long. Changes nothing.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  for how long, in milliseconds
-- ARGV[2]  so many parts of the transfer are missing at most
-- ARGV[3]  at most how many
-- returns  { { id, transfer as JSON, the part it has got to, the number it was queued with, since when }, ... }
--
-- One script because a permit, its part and its transfer change together.

local now, found = now_ms(), {}
local held = redis.call('ZRANGEBYSCORE', inflight_key, '-inf', now - ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[3])
for i = 1, #held, 2 do
  local task = held[i]
  local id, generation, task_part = string.match(task, '^(.*)/(%d+)/(%d+)$')
  local number = current_part(task, task_part)
  local transfer = read_transfer(id)
  if transfer and transfer.state == 'uploading' and transfer.gen == generation and transfer.next > transfer.total
    and transfer.left <= tonumber(ARGV[2]) and redis.call('EXISTS', redo_key(id)) == 0
    and not is_uploaded(id, generation, number) then
    found[#found + 1] = { id, redis.call('HGET', transfer_key(id), 'doc'), number, task_part, held[i + 1] }
  end
end
return found
