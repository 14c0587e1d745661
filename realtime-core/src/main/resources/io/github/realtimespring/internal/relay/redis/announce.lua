-- Lists a node among those that confirm commands, and reads the commands in force.
-- KEYS: 1 commands in force, 2 nodes
-- ARGV: 1 the node's id, 2 'r' to read the commands, 'l' when the node leaves, then pairs of a time in ms and a command that Redis has lost
-- Returns pairs of a command and the time in ms until which it is in force.

if ARGV[2] == 'l' then
  redis.call('ZREM', KEYS[2], ARGV[1])
  return {}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[2], now, ARGV[1])
for i = 3, #ARGV, 2 do
  redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1])
end
if ARGV[2] ~= 'r' then
  return {}
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
