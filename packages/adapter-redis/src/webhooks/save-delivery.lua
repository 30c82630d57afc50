-- Replaces a message to a webhook after an attempt, or because it was asked for again.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  its id
-- ARGV[2]  the delivery as JSON
-- ARGV[3]  the webhook
-- ARGV[4]  when it was made
-- ARGV[5]  when it is due; empty for one that has ended
-- ARGV[6]  how long it is kept, in milliseconds
--
-- Atomic so that one that waits is always due at some time.

local id, webhook, dueAt = ARGV[1], ARGV[3], ARGV[5]
local due, pending = prefix .. 'deliveriesDue', prefix .. 'deliveriesPending:' .. webhook
redis.call('SET', prefix .. 'delivery:' .. id, ARGV[2], 'PX', ARGV[6])
if dueAt == '' then
  redis.call('ZREM', due, id)
  redis.call('ZREM', pending, id)
  return
end
redis.call('ZADD', due, dueAt, id)
redis.call('ZADD', pending, ARGV[4], id)
redis.call('PEXPIRE', due, ARGV[6])
redis.call('PEXPIRE', pending, ARGV[6])
redis.call('PEXPIRE', prefix .. 'deliveries:' .. webhook, ARGV[6])
