-- Lists a node among those that confirm commands, and reads the commands in force.
-- KEYS: 1 commands in force, 2 nodes
-- ARGV: 1 the node's id, 2 'r' to read the commands, 'l' when the node leaves, 3 the present time in ms, then pairs of a command that Redis has
--       lost and the time in ms until which it is in force
-- Returns pairs of a command and the time in ms until which it is in force.

if ARGV[2] == 'l' then
  redis.call('HDEL', KEYS[2], ARGV[1])
  return {}
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
for i = 4, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
if ARGV[2] ~= 'r' then
  return {}
end
local commands = redis.call('HGETALL', KEYS[1])
local inforce = {}
for i = 1, #commands, 2 do
  if tonumber(commands[i + 1]) <= tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[1], commands[i])
  else
    inforce[#inforce + 1] = commands[i]
    inforce[#inforce + 1] = commands[i + 1]
  end
end
return inforce
