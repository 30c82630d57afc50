-- Says on the job that a step of it was deferred untried. Takes the claim back as the first attempt of the part
-- that a task has got to; a part that was begun since has a count, and keeps it.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  transfer id
-- ARGV[2]  generation                                (empty where no part was claimed)
-- ARGV[3]  the number that the task was queued with  (empty where no part was claimed)
-- ARGV[4]  the error code of what stands in the way
--
-- Atomic so that no count stays for a part that is uploaded, or a generation that ends, concurrently.

local counts = job_counts()
local id, generation, task_part = ARGV[1], ARGV[2], ARGV[3]
local transfer = read_transfer(id)
if not transfer or not counts.is_pending(transfer.state) then return end
counts.note_trouble('deferred', id, transfer, ARGV[4], now_ms())
redis.call('HSET', job_key(transfer.job), 'heldUpAt', now_ms())
if transfer.state ~= 'uploading' or transfer.gen ~= generation then return end
local number = current_part(permit(id, generation, task_part), task_part)
if is_uploaded(id, generation, number) then return end
redis.call('HSETNX', attempts_key(id, generation), number, 0)
