-- Rewrites what is held of an upload that no transfer uses, or forgets it.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  token
-- ARGV[2]  the upload as JSON; empty to forget it
-- returns  1 when it did, 0 for an upload that has an owner, or is not known
--
-- Atomic because a transfer may take it over at any moment, and its upload must not be forgotten.

local token, json = ARGV[1], ARGV[2]
if not redis.call('ZSCORE', orphans_key, token) then return 0 end
if json == '' then
  redis.call('HDEL', uploads_key, token)
  redis.call('ZREM', orphans_key, token)
else
  write_upload(token, json, now_ms())
end
return 1
