-- Lists a node among those that confirm commands, and reads the commands in force, in one step: each later command is sent to it. A Redis
-- that refuses writes can still be read.
-- KEYS: 1 commands in force, 2 nodes
-- ARGV: 1 the node, 2 its time in ms
-- Returns pairs of a command and the time in ms until which it is in force.

local now = milliseconds(ARGV[2])
redis.pcall('HSET', KEYS[2], ARGV[1], string.format('%.0f', now))
local commands = redis.call('HGETALL', KEYS[1])
local result = {}
for i = 1, #commands, 2 do
  if (tonumber(commands[i + 1]) or 0) <= now then
    redis.pcall('HDEL', KEYS[1], commands[i])
  else
    result[#result + 1] = commands[i]
    result[#result + 1] = commands[i + 1]
  end
end
return result
