-- How much a tenant has to do, and how much of it may be in flight.
--
-- KEYS[1]  the tenant's prefix
-- returns  { lengths, limit }: those of inflight, batchPermits, jobQueue, runQueue, idle, cancelling, recordable, jobs,
--          ended:succeeded, ended:failed, or 1 for what is damaged: as some work it is looked at, and named;
--          and inFlightLimit, its bound, whose it is, hasClaimLimits, each nothing where it is not there
--
-- One call, because every coordinator asks for each tenant every second.

local function length(command, name)
  local reply = redis.pcall(command, prefix .. name)
  return type(reply) == 'number' and reply or 1
end

local function value(name)
  local reply = redis.pcall('GET', prefix .. name)
  return type(reply) == 'string' and reply
end

return {
  {
    length('ZCARD', 'inflight'), length('ZCARD', 'batchPermits'), length('LLEN', 'jobQueue'),
    length('LLEN', 'runQueue'), length('ZCARD', 'idle'), length('SCARD', 'cancelling'),
    length('ZCARD', 'recordable'), length('ZCARD', 'jobs'), length('ZCARD', 'ended:succeeded'),
    length('ZCARD', 'ended:failed'),
  },
  { value('inFlightLimit'), value('inFlightLimit:bound'), value('inFlightLimit:of'), value('hasClaimLimits') },
}
