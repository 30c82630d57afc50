-- Counts an attempt of a part before it starts, so that one whose worker dies counts as well.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  transfer id
-- ARGV[2]  generation
-- ARGV[3]  part number
-- returns  the number of this attempt, from 1; 0 when there is nothing to carry
--
-- Atomic so that no count is left behind for a part that lands, or a generation that ends, meanwhile.

local id, generation, number = ARGV[1], ARGV[2], ARGV[3]
local transfer = read_transfer(id)
if not transfer or transfer.state ~= 'uploading' or transfer.gen ~= generation then return 0 end
if is_landed(id, generation, number) then return 0 end
return redis.call('HINCRBY', attempts_key(id, generation), number, 1)
