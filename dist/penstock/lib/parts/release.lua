-- Gives back the permit of a task that its holder will not continue.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  transfer id
-- ARGV[2]  generation
-- ARGV[3]  the number that the task was queued with
--
-- Atomic because a part that is still missing has to be claimable the moment it holds no permit:
-- parts are dispatched once, so nothing else would bring it back.

local id, generation, task_part = ARGV[1], ARGV[2], ARGV[3]
local task = permit(id, generation, task_part)
local number = current_part(task, task_part)
if not drop_permit(task) then return end
local transfer = read_transfer(id)
if not transfer or transfer.state ~= 'uploading' or transfer.gen ~= generation then return end
if is_uploaded(id, generation, number) then return end
redis.call('RPUSH', redo_key(id), number)
run_queue().put_transfer(transfer.job, id)
