-- Adds a message to a webhook, unless it is there.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  its id
-- ARGV[2]  the delivery as JSON
-- ARGV[3]  the webhook
-- ARGV[4]  when it was made
-- ARGV[5]  when it is due
-- ARGV[6]  how long it is kept, in milliseconds
-- ARGV[7]  how many of a webhook are kept
-- returns  1 if it was not there, else 0
--
-- Atomic so that one that is there is due as well, or has ended.

local id, webhook, made = ARGV[1], ARGV[3], ARGV[4]
if not redis.call('SET', prefix .. 'delivery:' .. id, ARGV[2], 'NX', 'PX', ARGV[6]) then return 0 end
local due, pending = prefix .. 'deliveriesDue', prefix .. 'deliveriesPending:' .. webhook
local all = prefix .. 'deliveries:' .. webhook
redis.call('ZADD', due, ARGV[5], id)
redis.call('ZADD', pending, made, id)
redis.call('ZADD', all, made, id)
redis.call('ZREMRANGEBYRANK', all, 0, -1 - ARGV[7])
-- None outlives the last message in it: the leader looks at no tenant whose last webhook was deleted.
for _, key in ipairs({ due, pending, all }) do redis.call('PEXPIRE', key, ARGV[6]) end
return 1
