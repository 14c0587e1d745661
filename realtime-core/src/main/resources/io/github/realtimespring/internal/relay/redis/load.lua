-- Announces the number of a node's sessions, and reads those of all live nodes.
-- KEYS: 1 nodes
-- ARGV: 1 the node's id, 2 the number of its sessions, empty when the node leaves; 3 how long a node is listed after its last announcement,
--       in ms; 4 the node's time in ms
-- Returns pairs of a node's id and its number of sessions.

local time = redis.pcall('TIME')
local now = time.err and tonumber(ARGV[4]) or (time[1] * 1000 + math.floor(time[2] / 1000))
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  return {}
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. string.format('%.0f', now + tonumber(ARGV[3])))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local entries = redis.call('HGETALL', KEYS[1])
local result = {}
for i = 1, #entries, 2 do
  local sessions, expiry = string.match(entries[i + 1], '^(%d+) (%d+)$')
  if sessions and tonumber(expiry) > now then
    result[#result + 1] = entries[i]
    result[#result + 1] = sessions
  else
    redis.call('HDEL', KEYS[1], entries[i])
  end
end
return result
