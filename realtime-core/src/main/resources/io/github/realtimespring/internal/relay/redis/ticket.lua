-- Stores a ticket, or removes and returns it: only the first request receives it.
-- KEYS: 1 ticket
-- ARGV: 1 the encoded client identity, empty to remove the ticket; 2 life in ms

if ARGV[1] ~= '' then
  redis.call('SETNX', KEYS[1], ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return {}
end
local stored = redis.call('GET', KEYS[1])
if not stored then
  return {}
end
redis.call('DEL', KEYS[1])
return { stored }
