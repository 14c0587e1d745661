-- Deletes commands that are no longer in force.
-- KEYS: 1 commands in force
-- ARGV: the commands

for i = 1, #ARGV do
  redis.pcall('HDEL', KEYS[1], ARGV[i])
end
return {}
