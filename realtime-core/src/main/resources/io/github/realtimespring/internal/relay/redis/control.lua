-- Sends a command to all nodes, and keeps one that stays in force for nodes that come later.
-- KEYS: 1 commands in force, 2 nodes
-- ARGV: 1 Redis channel of all nodes, 2 the message, 3 the command, 4 the time in ms until which it is in force, 0 for present nodes only,
--       5 the time in ms before which a node that has not announced itself since is no longer listed
-- Returns the ids of the nodes.

if ARGV[4] ~= '0' then
  redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
end
redis.call('PUBLISH', ARGV[1], ARGV[2])
local nodes = redis.call('HGETALL', KEYS[2])
local listed = {}
for i = 1, #nodes, 2 do
  if tonumber(nodes[i + 1]) < tonumber(ARGV[5]) then
    redis.call('HDEL', KEYS[2], nodes[i])
  else
    listed[#listed + 1] = nodes[i]
  end
end
return listed
