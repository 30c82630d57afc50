-- Takes transfers whose document is damaged off the run queue, and drops the permits of their parts: no worker
-- can upload those, and the others of the tenant need the room.
--
-- KEYS[1]  the tenant's prefix
-- ARGV     transfer ids
--
-- Atomic because a permit that is dropped while its transfer is on the run queue is claimed again at once.

-- One damaged document is rare enough for a look through the queue.
local queue = run_queue()
for _, id in ipairs(ARGV) do
  local transfer = read_transfer(id)
  if transfer then
    redis.call('LREM', queue.ready_key(transfer.job), 0, id)
    redis.call('SREM', queue.queued_key, id)
    transfer_ends().drop_permits_of(id, transfer)
  end
end
