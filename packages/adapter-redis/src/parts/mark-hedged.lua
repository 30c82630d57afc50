-- A part is about to be sent a second time.
--
-- KEYS[1]  the tenant's prefix
-- ARGV[1]  transfer id
-- ARGV[2]  generation
-- ARGV[3]  the part's number
-- ARGV[4]  1 to mark its generation, so that reports of its parts stop whatever else sends them; 0 to look only
-- returns  1 while the part is missing, else 0
--
-- Atomic because no report may come between the look and the mark, or nothing would stop the second one.

local id, generation, number = ARGV[1], ARGV[2], ARGV[3]
local transfer = read_transfer(id)
if not transfer or transfer.state ~= 'uploading' or transfer.gen ~= generation then return 0 end
if is_uploaded(id, generation, number) then return 0 end
if ARGV[4] == '1' then redis.call('HSET', transfer_key(id), 'hedged', generation) end
return 1
