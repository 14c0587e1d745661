-- Sends a command to all nodes, and keeps one that stays in force for nodes that come later.
-- KEYS: 1 commands in force, 2 nodes
-- ARGV: 1 Redis channel of all nodes, 2 the message, 3 the command, 4 the time in ms until which it is in force, 0 for present nodes only,
--       5 how long a node is listed after its last announcement, in ms, 6 the sender's time in ms
-- Returns an error, empty if there is none, and the nodes.

local now = milliseconds(ARGV[6])

-- First, so that a Redis without memory left lets present nodes execute it
redis.call('PUBLISH', ARGV[1], ARGV[2])
local failure = ''
if ARGV[4] ~= '0' then
  local kept = redis.pcall('HSET', KEYS[1], ARGV[3], ARGV[4])
  if type(kept) == 'table' and kept.err then
    failure = kept.err
  end
end
local nodes = redis.call('HGETALL', KEYS[2])
local result = { failure }
for i = 1, #nodes, 2 do
  if (tonumber(nodes[i + 1]) or 0) < now - tonumber(ARGV[5]) then
    redis.pcall('HDEL', KEYS[2], nodes[i])
  else
    result[#result + 1] = nodes[i]
  end
end
return result
