-- Compare-and-set of the mark of the history.
--
-- KEYS[1]  the prefix of the mark
-- ARGV[1]  the mark as it was read, or nothing
-- ARGV[2]  the next one
-- returns  1 when written, 0 when it is another one
--
-- Atomic because a Redis that was emptied since must not be called whole.

local key = prefix .. 'mark'
if (redis.call('GET', key) or '') ~= ARGV[1] then return 0 end
redis.call('SET', key, ARGV[2])
return 1
