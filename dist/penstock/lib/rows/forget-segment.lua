-- Removes a segment that is durable elsewhere, with its batches and its transfers.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  epoch
-- ARGV[3]  segment
-- ARGV[4]  how many batches a job may have that are not forgotten
-- ARGV[5]  how many transfers
-- returns  1 when by this there is room again for half of that, and something is left to list, else 0
--
-- Atomic because of two recorders one counts the segment, and because the room that it makes is told once.

local job, segment = ARGV[1], ARGV[3]
local batches, segments, ends = job_batches(), row_segments(), transfer_ends()
local key, list = job_key(job), job_key(job) .. ':transfers'
if redis.call('HGET', key, 'epoch') ~= ARGV[2] then return 0 end
if not redis.call('LPOS', segments.closed_key(job), segment) then return 0 end

local function has_room()
  return 2 * redis.call('SCARD', batches.batches_key(job)) <= tonumber(ARGV[4])
    and 2 * redis.call('LLEN', list) <= tonumber(ARGV[5])
end

local had_room = has_room()
for _, number in ipairs(segments.batches_of(job, segment)) do batches.forget_batch(job, number) end
for _, id in ipairs(segments.transfers_of(job, segment)) do
  ends.forget(id)
  redis.call('LREM', list, 1, id)
end
segments.forget_segment(job, segment)
redis.call('HINCRBY', key, 'segments', 1)
segments.leave_if_done(job)
return (not had_room and has_room() and redis.call('HEXISTS', key, 'listing') == 1) and 1 or 0
