-- Lists a node among those that confirm commands, and reads the commands in force.
-- KEYS: 1 commands in force, 2 nodes
-- ARGV: 1 the node's id, 2 'r' to read the commands, 'l' when the node leaves, 'd' to delete the commands that follow, 'k' to keep the commands
--       that follow, each with the time in ms until which it is in force; 3 the node's time in ms
-- Returns the number of commands in force, followed by pairs of a command and its time if they were asked for. A Redis that refuses writes
-- can still be read.

local time = redis.pcall('TIME')
local now = time.err and tonumber(ARGV[3]) or (time[1] * 1000 + math.floor(time[2] / 1000))
local kind = ARGV[2]
if kind == 'l' then
  redis.pcall('HDEL', KEYS[2], ARGV[1])
  return { 0 }
end
redis.pcall('HSET', KEYS[2], ARGV[1], string.format('%.0f', now))
if kind == 'd' then
  for i = 4, #ARGV do
    redis.pcall('HDEL', KEYS[1], ARGV[i])
  end
elseif kind == 'k' then
  for i = 4, #ARGV, 2 do
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
if kind ~= 'r' then
  return { redis.call('HLEN', KEYS[1]) }
end
local commands = redis.call('HGETALL', KEYS[1])
local result = { 0 }
for i = 1, #commands, 2 do
  if tonumber(commands[i + 1]) <= now then
    redis.pcall('HDEL', KEYS[1], commands[i])
  else
    result[#result + 1] = commands[i]
    result[#result + 1] = commands[i + 1]
  end
end
result[1] = (#result - 1) / 2
return result
