-- Piece of the prelude: what of a connection, a job or an upload may be in flight, beside the tenant's in-flight limit.
-- Made on demand, where `hasClaimLimits` says that there is one.
--
-- KEYS[1]  the tenant's prefix
--
-- `claimLimits` has units and bound of each by its name: `connection NAME`, `job ID`; and of the parts of each upload:
-- `upload`, `upload connection NAME`, `upload job ID`. The permits of one are a set, which is intersected with all permits
-- whenever it is counted: no script that drops a permit has to know of it, and none can make the count wrong.
--
-- A job that may have no more waits beside the queue, in the list of its limit; so does an upload, in a set.

local function claim_limits()
  local limits_key, parked_key, waiting_key = prefix .. 'claimLimits', prefix .. 'parked', prefix .. 'parkedAt'
  local full_key = prefix .. 'fullUploads'
  local permit_keys = { parts = inflight_key, batches = prefix .. 'batchPermits' }
  -- Longer than any part takes: what is left of an upload that has ended goes by itself.
  local UPLOAD_S = 86400
  local MOST_UPLOADS = 256

  local queue = run_queue()
  local by_name, of_job, uploads = {}, {}, {}

  local function held_key(kind, name) return prefix .. 'held:' .. kind .. ':' .. name end
  local function list_of(name) return queue.parked_list(name) end

  local function count(kind, name)
    local key = held_key(kind, name)
    return redis.call('ZINTERSTORE', key, 2, key, permit_keys[kind], 'WEIGHTS', 0, 1)
  end

  -- What is stored anew has no time to live any more.
  local function count_upload(id)
    local parts = count('parts', 'upload ' .. id)
    redis.call('EXPIRE', held_key('parts', 'upload ' .. id), UPLOAD_S)
    return parts
  end

  local function in_flight_of(name) return count('parts', name) + count('batches', name) end

  local function limit_of(name, value)
    if by_name[name] == nil then
      local units, bound = string.match(value, '^(%d+) (.*)$')
      by_name[name] = { name = name, bound = bound, free = units - in_flight_of(name) }
    end
    return by_name[name]
  end

  -- Those that its objects are read from and written to. They never change, so they are looked for once.
  local function connections_of(job)
    local known = redis.call('HGET', job_key(job), 'connections')
    if not known then
      local about = redis.call('HGET', job_key(job), 'doc')
      local bulk = about and cjson.decode(about).bulk
      local first = redis.call('LINDEX', job_key(job) .. ':transfers', 0)
      local transfer = first and redis.call('HGET', transfer_key(first), 'doc')
      local ends = bulk or (transfer and cjson.decode(transfer))
      if not ends then return {} end
      local source, destination = (ends.selection or ends.source).connection, ends.destination.connection
      known = source == destination and source or source .. '\n' .. destination
      redis.call('HSET', job_key(job), 'connections', known)
    end
    local found = {}
    for connection in string.gmatch(known, '[^\n]+') do found[#found + 1] = connection end
    return found
  end

  -- What bounds a job, and how many parts of each of its uploads may be in flight.
  local function limits_of(job)
    if of_job[job] then return of_job[job] end
    local names = { 'job ' .. job, 'upload', 'upload job ' .. job }
    for _, connection in ipairs(connections_of(job)) do
      names[#names + 1] = 'connection ' .. connection
      names[#names + 1] = 'upload connection ' .. connection
    end
    local found = { all = {}, upload = nil }
    for i, value in ipairs(redis.call('HMGET', limits_key, unpack(names))) do
      if value and string.sub(names[i], 1, 6) == 'upload' then
        found.upload = math.min(found.upload or math.huge, tonumber(string.match(value, '^%d+')))
      elseif value then
        found.all[#found.all + 1] = limit_of(names[i], value)
      end
    end
    of_job[job] = found
    return found
  end

  -- The limit that lets a job have no more, or nil.
  local function full_limit(job)
    for _, limit in ipairs(limits_of(job).all) do
      if limit.free <= 0 then return limit end
    end
    return nil
  end

  local function is_upload_full(job, id)
    local most = limits_of(job).upload
    if not most then return false end
    uploads[id] = uploads[id] or count_upload(id)
    return uploads[id] >= most
  end

  -- A permit was given.
  local function note(job, kind, permit_name, id)
    local found = limits_of(job)
    for _, limit in ipairs(found.all) do
      redis.call('ZADD', held_key(kind, limit.name), 0, permit_name)
      limit.free = limit.free - 1
    end
    if id and found.upload then
      local key = held_key('parts', 'upload ' .. id)
      redis.call('ZADD', key, 0, permit_name)
      redis.call('EXPIRE', key, UPLOAD_S)
      uploads[id] = (uploads[id] or 0) + 1
    end
  end

  local function park(job, limit)
    redis.call('LREM', queue.jobs_key, 1, job)
    redis.call('RPUSH', list_of(limit.name), job)
    redis.call('HSET', parked_key, job, limit.name)
    redis.call('SADD', waiting_key, limit.name)
  end

  -- They keep their places before those that came later. One that a version that parks nothing took off the queue stays
  -- off it.
  local function unpark(name, room)
    local jobs = redis.call('LRANGE', list_of(name), 0, room - 1)
    redis.call('LTRIM', list_of(name), #jobs, -1)
    if redis.call('EXISTS', list_of(name)) == 0 then redis.call('SREM', waiting_key, name) end
    for i = #jobs, 1, -1 do
      redis.call('HDEL', parked_key, jobs[i])
      if redis.call('SISMEMBER', queue.queued_jobs_key, jobs[i]) == 1 then
        redis.call('LPUSH', queue.jobs_key, jobs[i])
      end
    end
  end

  local function set_upload_aside(id) redis.call('SADD', full_key, id) end

  -- Puts on the queue again what may have more: of the limits of one job, or of all limits.
  local function admit(job)
    local names = redis.call('SMEMBERS', waiting_key)
    if #names == 0 then return end
    local of_this = {}
    for _, limit in ipairs(job and limits_of(job).all or {}) do of_this[limit.name] = true end
    for _, name in ipairs(names) do
      if not job or of_this[name] then
        local value = redis.call('HGET', limits_key, name)
        local room = value and limit_of(name, value).free or MOST_UPLOADS
        if room > 0 then unpark(name, math.min(room, MOST_UPLOADS)) end
      end
    end
  end

  local function admit_upload(job, id)
    if redis.call('SREM', full_key, id) == 1 then queue.put_transfer(job, id) end
  end

  local function admit_uploads(most)
    for _, id in ipairs(redis.call('SPOP', full_key, most or MOST_UPLOADS)) do
      local transfer = read_transfer(id)
      if transfer and transfer.state == 'uploading' then queue.put_transfer(transfer.job, id) end
    end
  end

  -- What is in flight already counts for a limit that is new.
  local function seed(names)
    local is_new = {}
    for _, name in ipairs(names) do is_new[name] = true end
    local function add(job, kind, permit_name)
      if is_new['job ' .. job] then redis.call('ZADD', held_key(kind, 'job ' .. job), 0, permit_name) end
      for _, connection in ipairs(connections_of(job)) do
        local name = 'connection ' .. connection
        if is_new[name] then redis.call('ZADD', held_key(kind, name), 0, permit_name) end
      end
    end
    for _, task in ipairs(redis.call('ZRANGE', permit_keys.parts, 0, -1)) do
      local id = string.match(task, '^(.*)/%d+/%d+$')
      local job = redis.call('HGET', transfer_key(id), 'job')
      if job then
        add(job, 'parts', task)
        local key = held_key('parts', 'upload ' .. id)
        redis.call('ZADD', key, 0, task)
        redis.call('EXPIRE', key, UPLOAD_S)
      end
    end
    for _, task in ipairs(redis.call('ZRANGE', permit_keys.batches, 0, -1)) do
      add(string.match(task, '^(.*)/%d+/%d+$'), 'batches', task)
    end
  end

  local function lift(name)
    redis.call('HDEL', limits_key, name)
    redis.call('UNLINK', held_key('parts', name), held_key('batches', name))
    by_name[name] = nil
    unpark(name, redis.call('LLEN', list_of(name)))
  end

  return {
    limits_key = limits_key, full_key = full_key, parked_key = parked_key, list_of = list_of,
    in_flight_of = in_flight_of, full_limit = full_limit, is_upload_full = is_upload_full, note = note, park = park,
    set_upload_aside = set_upload_aside, admit = admit, admit_upload = admit_upload, admit_uploads = admit_uploads,
    seed = seed, lift = lift, limits_of = limits_of,
  }
end
