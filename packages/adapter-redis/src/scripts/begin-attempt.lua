-- Counts one more attempt of a part before it starts, so that one whose worker dies counts as well.
-- The first attempt is the claim: a part without a count was begun once.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  transfer id
-- ARGV[2]  generation
-- ARGV[3]  part number
-- returns  the number of this attempt, from 2 unless one was taken back; 0 when there is nothing to carry
--
-- Atomic so that no count is left behind for a part that lands, or a generation that ends, meanwhile.

local id, generation, number = ARGV[1], ARGV[2], ARGV[3]
local transfer = read_transfer(id)
if not transfer or transfer.state ~= 'uploading' or transfer.gen ~= generation then return 0 end
if is_landed(id, generation, number) then return 0 end
local key = attempts_key(id, generation)
redis.call('HSETNX', key, number, 1)
return redis.call('HINCRBY', key, number, 1)
