-- Tasks that have held their permit for some time. Permits that no task can use any more are dropped.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  for how long, in milliseconds
-- ARGV[2]  at most how many
-- returns  { { id, transfer as JSON, the part it has got to, the number it was queued with }, ... }
--
-- Atomic so that two sweeps do not both get the same tasks.

local now = now_ms()
local found = {}
local held = redis.call('ZRANGEBYSCORE', inflight_key, '-inf', now - ARGV[1], 'LIMIT', 0, ARGV[2])
for _, task in ipairs(held) do
  local id, generation, task_part = string.match(task, '^(.*)/(%d+)/(%d+)$')
  local number = current_part(task, task_part)
  local transfer = read_transfer(id)
  if transfer and transfer.state == 'uploading' and transfer.gen == generation
    and not is_uploaded(id, generation, number) then
    redis.call('ZADD', inflight_key, now, task)
    found[#found + 1] = { id, redis.call('HGET', transfer_key(id), 'doc'), number, task_part }
  else
    drop_permit(task)
  end
end
return found
