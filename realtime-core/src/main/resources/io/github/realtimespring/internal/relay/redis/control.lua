-- Sends a command to all nodes, and keeps one that stays in force for nodes that come later.
-- KEYS: 1 commands in force, 2 nodes
-- ARGV: 1 Redis channel of all nodes, 2 the message, 3 the command, 4 the time in ms until which it is in force, 0 for present nodes only,
--       5 how long a node is listed after its last announcement, in ms, 6 how many commands may be in force
-- Returns the ids of the nodes, or false if there are too many commands.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[4] ~= '0' then
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[6]) then
    return { false }
  end
  redis.call('ZADD', KEYS[1], ARGV[4], ARGV[3])
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[5])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return redis.call('ZRANGE', KEYS[2], 0, -1)
