-- Gives commands in force back to a Redis that has lost them.
-- KEYS: 1 commands in force
-- ARGV: pairs of a command and the time in ms until which it is in force

for i = 1, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
return {}
