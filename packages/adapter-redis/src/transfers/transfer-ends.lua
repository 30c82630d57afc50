-- Piece of the prelude: what becomes of the records of a transfer that stops or ends. Made on demand.
--
-- KEYS[1]  the tenant's prefix

local function transfer_ends()
  -- Drops the permits of a transfer's generation. A task bears the number of a part that was dispatched, so
  -- a transfer of few parts costs no more than these; one of many costs a look at all permits.
  local function drop_permits_of(id, transfer)
    local dispatched = transfer.next - 1
    if dispatched > redis.call('ZCARD', inflight_key) then
      for _, task in ipairs(redis.call('ZRANGE', inflight_key, 0, -1)) do
        if string.sub(task, 1, #id + 1) == id .. '/' then drop_permit(task) end
      end
      return
    end
    for number = 1, dispatched do drop_permit(permit(id, transfer.gen, number)) end
  end

  -- What becomes of the records of a transfer that ends. A receipt, if it gets one, takes the place of its parts.
  local function retire(id, generation, total, receipt)
    redis.call('ZREM', idle_key, id)
    redis.call('DEL', attempts_key(id, generation), redo_key(id))
    if receipt ~= '' then redis.call('HSET', transfer_key(id), 'receipt', receipt) end
    for bucket = 0, last_bucket(total) do
      if receipt ~= '' then
        redis.call('UNLINK', bucket_key(id, generation, bucket))
      else
        redis.call('EXPIRE', bucket_key(id, generation, bucket), UPLOADED_TTL_SECONDS)
      end
    end
    if receipt ~= '' then
      redis.call('UNLINK', records_key(id, generation))
    else
      redis.call('EXPIRE', records_key(id, generation), UPLOADED_TTL_SECONDS)
    end
  end

  -- All that is known of a transfer.
  local function forget(id)
    local transfer = read_transfer(id)
    if not transfer then return end
    for bucket = 0, last_bucket(transfer.total) do
      redis.call('UNLINK', bucket_key(id, transfer.gen, bucket))
    end
    redis.call('ZREM', idle_key, id)
    redis.call('UNLINK', transfer_key(id), failures_key(id), redo_key(id), attempts_key(id, transfer.gen),
      records_key(id, transfer.gen))
  end

  return { drop_permits_of = drop_permits_of, retire = retire, forget = forget }
end
