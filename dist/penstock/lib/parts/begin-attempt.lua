-- Counts one more attempt of the part that a task has got to, before it starts, so that one whose worker
-- dies counts as well. The first attempt is the claim: a part without a count was begun once.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  transfer id
-- ARGV[2]  generation
-- ARGV[3]  the number that the task was queued with
-- returns  { the part's number, the number of this attempt, from 2 unless one was taken back, the claim included }; 0 for
--          the attempt when there is nothing to upload
--
-- Atomic so that no count stays for a part that is uploaded, or a generation that ends, concurrently.

local id, generation, task_part = ARGV[1], ARGV[2], ARGV[3]
local number = current_part(permit(id, generation, task_part), task_part)
local transfer = read_transfer(id)
if not transfer or transfer.state ~= 'uploading' or transfer.gen ~= generation then return { number, 0 } end
if is_uploaded(id, generation, number) then return { number, 0 } end
local key = attempts_key(id, generation)
redis.call('HSETNX', key, number, 1)
return { number, redis.call('HINCRBY', key, number, 1) }
