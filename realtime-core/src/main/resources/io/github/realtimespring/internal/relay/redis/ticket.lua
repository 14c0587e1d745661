-- Stores a ticket, or takes it: only the first that asks for it receives it.
-- KEYS: 1 ticket
-- ARGV: 1 what it stands for, empty to take it; 2 life in ms

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
