-- Notes that all of the configuration was copied from the journal, unless Redis was emptied since it began.
--
-- KEYS[1]  the prefix of the configuration, "penstock:config:{config}:"
-- ARGV[1]  the token that was set when it began
-- returns  1 when noted, else 0
--
-- Atomic because half of the documents, taken for all of them, would pass for the deletion of the others.

if redis.call('GET', prefix .. 'restoring') ~= ARGV[1] then return 0 end
redis.call('DEL', prefix .. 'restoring')
redis.call('SET', prefix .. 'restored', '1')
return 1
