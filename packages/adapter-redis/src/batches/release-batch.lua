-- Gives back a batch of which nothing was tried.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  job id
-- ARGV[2]  epoch
-- ARGV[3]  number
-- ARGV[4]  attempt
-- ARGV[5]  after how many milliseconds it may come again
--
-- Atomic because a batch has to be claimable the moment it holds no permit.

local job, epoch, number = ARGV[1], ARGV[2], ARGV[3]
local batches = job_batches()
local batch = batches.batch_key(job, number)
if redis.call('HGET', batch, 'attempt') ~= ARGV[4] then return end
if not redis.call('ZSCORE', batches.permits_key, batches.permit_of(job, epoch, number)) then return end
batches.end_attempt(job, number, ARGV[4])
batches.put_back(job, epoch, number, tonumber(ARGV[5]), now_ms())
