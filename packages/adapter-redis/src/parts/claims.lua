-- Piece of the prelude: claims what the run queue has, in turns. Made on demand.
--
-- KEYS[1]  the tenant's prefix
--
-- The first job of the queue is served until what it got has taken up its turn, which is as long as its weight says; what
-- it got too much is taken off its next ones. A job that leaves the queue keeps its debts. The rule is that of core's
-- `turns.ts`; which job is first, `first_job` of the run queue says.

local function claims(now, transfer_of, take_part, changed, limits)
  local TURN_BYTES = 16 * 1024 * 1024
  local OBJECT_BYTES = 64 * 1024
  local MAX_COST = 4 * TURN_BYTES

  local queue, kept = run_queue(), nil
  local parts, batches, count = {}, {}, 0
  local claim_of, left = {}, {}
  -- Of a limit that something waits for.
  local bound_by = nil

  local function cost(bytes, objects) return math.min(MAX_COST, math.max(bytes, objects * OBJECT_BYTES)) end

  local function claim_batch(job, number)
    kept = kept or job_batches()
    local about = redis.call('HMGET', kept.batch_key(job, number), 'left', 'bytes')
    if not about[1] then return nil end
    local epoch = redis.call('HGET', job_key(job), 'epoch')
    redis.call('ZADD', kept.permits_key, digits(now), kept.permit_of(job, epoch, number))
    if limits then limits.note(job, 'batches', kept.permit_of(job, epoch, number)) end
    if #batches == 0 then redis.call('SET', prefix .. 'hasBatches', '1') end
    for _, value in ipairs({ job, epoch, number }) do batches[#batches + 1] = value end
    return cost(tonumber(about[2]), tonumber(about[1]))
  end

  -- Parts have one size, but for the last; a version before this one did not keep it.
  local function bytes_of(claim, number)
    local part = tonumber(claim.part or math.ceil(claim.size / claim.total))
    return math.min(part, claim.size - (number - 1) * part)
  end

  local function claim_part(id, transfer, number)
    redis.call('ZADD', inflight_key, digits(now), permit(id, transfer.gen, number))
    if limits then limits.note(transfer.job, 'parts', permit(id, transfer.gen, number), id) end
    local claim = claim_of[id]
    if not claim then
      local about = redis.call('HMGET', transfer_key(id), 'doc', 'size', 'partSize')
      claim = { size = about[2], part = about[3], total = transfer.total, parts = { id, about[1] } }
      claim_of[id] = claim
      parts[#parts + 1] = claim.parts
    end
    table.insert(claim.parts, number)
    local owed = transfer.owed
    if owed > 0 then transfer.owed, changed[id] = 0, true end
    return cost(bytes_of(claim, number) + owed, 1)
  end

  -- Returns what the next part of a transfer costs, or nil, and whether the transfer has another one.
  local function claim_of_transfer(id)
    local transfer = transfer_of(id)
    if not transfer or transfer.state ~= 'uploading' then return nil, false end
    if limits and limits.is_upload_full(transfer.job, id) then
      limits.set_upload_aside(id)
      bound_by = 'limit'
      return nil, false
    end
    local number = take_part(id, transfer)
    if not number then return nil, false end
    return claim_part(id, transfer, number), transfer.next <= transfer.total or redis.call('EXISTS', redo_key(id)) == 1
  end

  -- Returns what the next part or batch of a job costs, and whether it may have another one; nil for none.
  local function claim_of_job(job)
    local ready = queue.ready_key(job)
    while true do
      local unit = redis.call('LPOP', ready)
      if not unit then return nil, false end
      if tonumber(unit) then
        local price = claim_batch(job, unit)
        if price then return price, redis.call('EXISTS', ready) == 1 end
      else
        local price, has_more = claim_of_transfer(unit)
        if has_more then
          redis.call('RPUSH', ready, unit)
        else
          redis.call('SREM', queue.queued_key, unit)
        end
        if price then return price, has_more or redis.call('EXISTS', ready) == 1 end
      end
    end
  end

  local known, turn = {}, {}
  local function left_of(job)
    if not left[job] then
      local about = redis.call('HMGET', queue.turns_key, job, queue.weight_field(job))
      turn[job] = TURN_BYTES * (about[2] or 1)
      known[job] = about[1]
      left[job] = tonumber(about[1] or turn[job])
    end
    return left[job]
  end

  local function end_turn(job)
    left[job] = left[job] + turn[job]
    redis.call('LMOVE', queue.jobs_key, queue.jobs_key, 'LEFT', 'RIGHT')
    queue.had_turn(job)
  end

  -- One that leaves within its turn gets a whole one when it is back.
  local function leave(job)
    queue.leave(job)
    left[job] = left[job] <= 0 and left[job] + turn[job] or turn[job]
    queue.had_turn(job)
  end

  local function take(room)
    while count < room do
      local job = queue.first_job()
      if not job then break end
      local full = limits and limits.full_limit(job)
      if full then
        limits.park(job, full)
        bound_by = full.bound
      elseif left_of(job) <= 0 then
        end_turn(job)
      else
        local price, has_more = claim_of_job(job)
        if price then
          count = count + 1
          left[job] = left[job] - price
        end
        if not has_more then
          leave(job)
        elseif left[job] <= 0 then
          end_turn(job)
        end
      end
    end
    for job, bytes in pairs(left) do
      if bytes == turn[job] then
        if known[job] then redis.call('HDEL', queue.turns_key, job) end
      elseif digits(bytes) ~= known[job] then
        redis.call('HSET', queue.turns_key, job, digits(bytes))
      end
    end
    return { parts = parts, batches = batches, count = count, bound_by = bound_by }
  end

  return { take = take }
end
