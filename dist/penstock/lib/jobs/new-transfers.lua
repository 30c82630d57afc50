-- Piece of the prelude: planned transfers that are written. Made on demand.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[..] per transfer, in the piece that the script names: id, generation, revision, the transfer as JSON, how many
--          uploads that may be open follow; those, as `change_uploads` takes them

local function new_transfers()
  local function write_one(job, id, generation, revision, json, now)
    redis.call('HSET', transfer_key(id), 'doc', json, 'state', 'planned', 'gen', generation, 'revision', revision,
      'job', job, 'total', 0, 'left', 0, 'next', 1, 'size', 0, 'uploadedBytes', 0)
    redis.call('RPUSH', job_key(job) .. ':transfers', id)
    redis.call('ZADD', idle_key, now, id)
  end

  -- Those that are not there, by the place of each in ARGV from `first` on.
  local function new_places(first)
    local places, place = {}, first
    while ARGV[place] do
      if redis.call('EXISTS', transfer_key(ARGV[place])) == 0 then places[#places + 1] = place end
      place = place + 5 + 3 * ARGV[place + 4]
    end
    return places
  end

  -- One that is there is left alone, and not counted.
  local function write_new(job, places, now)
    for _, place in ipairs(places) do
      upload_changes().change_uploads(place + 5, tonumber(ARGV[place + 4]), now)
      write_one(job, ARGV[place], ARGV[place + 1], ARGV[place + 2], ARGV[place + 3], now)
    end
    redis.call('HINCRBY', job_key(job), 'listed', #places)
    redis.call('HINCRBY', job_key(job), 'n:planned', #places)
  end

  return { write_one = write_one, new_places = new_places, write_new = write_new }
end
