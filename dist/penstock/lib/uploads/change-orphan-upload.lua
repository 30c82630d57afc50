-- Writes what is known of an upload that no transfer uses, or forgets it.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  token
-- ARGV[2]  the upload as JSON; empty to forget it
-- ARGV[3]  1 when its id is in the JSON, else 0
-- returns  1 when it did, 0 for an upload that has an owner, or of which no less is known
--
-- Atomic because a transfer may take it over at any moment, and its upload must not be forgotten.

local token, json, has_id = ARGV[1], ARGV[2], ARGV[3] == '1'
local is_known = redis.call('HEXISTS', uploads_key, token) == 1
local is_orphan = redis.call('ZSCORE', orphans_key, token)
if is_known and not is_orphan then return 0 end
if json == '' then
  redis.call('HDEL', uploads_key, token)
  redis.call('ZREM', orphans_key, token)
  return 1
end
if is_known and not has_id then return 0 end
local now = now_ms()
upload_changes().write_upload(token, json, now)
if not is_orphan then redis.call('ZADD', orphans_key, now, token) end
return 1
