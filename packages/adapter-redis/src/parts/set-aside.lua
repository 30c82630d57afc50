-- Takes transfers whose document is damaged off the run queue, and drops the permits of their parts: no worker
-- can upload those, and the others of the tenant need the room.
--
-- KEYS[1]  the tenant's prefix
-- ARGV     transfer ids
--
-- Atomic because a permit that is dropped while its transfer is on the run queue is claimed again at once.

-- One damaged document is rare enough for a look through the queue.
for _, id in ipairs(ARGV) do
  redis.call('LREM', run_queue_key, 0, id)
  redis.call('SREM', queued_key, id)
  local transfer = read_transfer(id)
  if transfer then transfer_ends().drop_permits_of(id, transfer) end
end
