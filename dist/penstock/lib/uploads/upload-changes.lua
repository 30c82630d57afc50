-- Piece of the prelude: what is kept of the uploads that may be open. Made on demand.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[..] the changes, in the piece that the script names

local function upload_changes()
  -- Keeps the time of the intent, which is the first thing that is known of an upload.
  local function write_upload(token, json, now)
    local known = redis.call('HGET', uploads_key, token)
    local since = known and string.match(known, '^%d+') or now
    redis.call('HSET', uploads_key, token, since .. ' ' .. json)
  end

  -- What a change of a transfer means for the uploads that may be open. Per change, in ARGV from `first`
  -- on: 'intended', 'opened' or 'gone'; token; the upload as JSON.
  local function change_uploads(first, count, now)
    for i = first, first + 3 * count - 1, 3 do
      local change, token = ARGV[i], ARGV[i + 1]
      if change == 'gone' then
        redis.call('HDEL', uploads_key, token)
      else
        write_upload(token, ARGV[i + 2], now)
      end
      if change == 'intended' then
        redis.call('ZADD', orphans_key, now, token)
      else
        redis.call('ZREM', orphans_key, token)
      end
    end
  end

  return { write_upload = write_upload, change_uploads = change_uploads }
end
