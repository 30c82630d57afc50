-- Runs every command that the ledger and the queues use, on a key of its own, and leaves nothing.
--
-- KEYS[1]  the key to try on; a second one is this and '2'
-- returns  the first error as its text, or an empty string
--
-- A script because the right to run scripts is one of those that are tried. A full memory is not a
-- missing right; a server that takes no writes now is an error of the call.

local key, other = KEYS[1], KEYS[1] .. '2'

local TRIALS = {
  { 'HSET', key, 'a', '1' }, { 'HMSET', key, 'a', '1' }, { 'HSETNX', key, 'a', '1' },
  { 'HINCRBY', key, 'a', '1' }, { 'HGET', key, 'a' }, { 'HMGET', key, 'a' }, { 'HGETALL', key },
  { 'HEXISTS', key, 'a' }, { 'HKEYS', key }, { 'HLEN', key }, { 'HSCAN', key, '0' }, { 'HDEL', key, 'a' }, { 'DEL', key },
  { 'ZADD', key, '1', 'a' }, { 'ZSCORE', key, 'a' }, { 'ZCARD', key }, { 'ZCOUNT', key, '0', '1' },
  { 'ZLEXCOUNT', key, '-', '+' }, { 'ZRANGE', key, '0', '1' }, { 'ZREVRANGE', key, '0', '1' },
  { 'ZRANGEBYSCORE', key, '0', '1' }, { 'ZREVRANGEBYSCORE', key, '1', '0' },
  { 'ZRANGEBYLEX', key, '-', '+' }, { 'ZREVRANGEBYLEX', key, '+', '-' }, { 'ZINTERSTORE', other, '1', key },
  { 'ZPOPMIN', key },
  { 'ZREM', key, 'a' }, { 'ZREMRANGEBYSCORE', key, '0', '1' },
  { 'ZREMRANGEBYRANK', key, '0', '1' }, { 'DEL', key },
  { 'LPUSH', key, 'a', 'b', 'c' }, { 'RPUSH', key, 'a', 'b', 'c' }, { 'LRANGE', key, '0', '1' },
  { 'LLEN', key }, { 'LINDEX', key, '0' }, { 'LPOS', key, 'a' }, { 'LSET', key, '0', 'a' },
  { 'LREM', key, '1', 'a' }, { 'LTRIM', key, '0', '9' }, { 'LMOVE', key, key, 'LEFT', 'RIGHT' },
  { 'RPOPLPUSH', key, key }, { 'LPOP', key }, { 'RPOP', key }, { 'DEL', key },
  { 'SADD', key, 'a' }, { 'SCARD', key }, { 'SISMEMBER', key, 'a' }, { 'SMEMBERS', key },
  { 'SRANDMEMBER', key }, { 'SPOP', key }, { 'SREM', key, 'a' }, { 'DEL', key },
  { 'XADD', key, '*', 'a', '1' }, { 'XTRIM', key, 'MAXLEN', '1' }, { 'XRANGE', key, '-', '+' },
  { 'XLEN', key }, { 'XREAD', 'STREAMS', key, '0' }, { 'XDEL', key, '1-1' }, { 'DEL', key },
  { 'SET', key, '1' }, { 'SETRANGE', key, '0', '1' }, { 'GET', key }, { 'MGET', key, other }, { 'INCR', key }, { 'INCRBY', key, '1' }, { 'TYPE', key },
  { 'EXISTS', key }, { 'EXPIRE', key, '60' }, { 'PEXPIRE', key, '60000' }, { 'PTTL', key },
  { 'PEXPIREAT', key, '1' }, { 'SET', key, '1' }, { 'PERSIST', key }, { 'RENAME', key, other },
  { 'UNLINK', other }, { 'TIME' },
}

local function is_about_now(text)
  for _, word in ipairs({ 'READONLY', 'MISCONF', 'NOREPLICAS', 'MASTERDOWN', 'CLUSTERDOWN' }) do
    if string.find(text, word, 1, true) then return true end
  end
  return false
end

local found = ''
for _, trial in ipairs(TRIALS) do
  local reply = redis.pcall(unpack(trial))
  local text = type(reply) == 'table' and reply.err
  if text and is_about_now(text) then return reply end
  -- Where memory is full nothing was written, and a later command misses it.
  if text and string.find(text, 'OOM', 1, true) then break end
  if text and found == '' then found = trial[1] .. ': ' .. text end
end
redis.pcall('DEL', key)
return found
