-- Notes an unused ticket of a user if the user may have another, or forgets it.
-- KEYS: 1 the user's unused tickets, a hash with the end of each in ms
-- ARGV: 1 the hash of the ticket; 2 its life in ms, 0 to forget it; 3 the maximum number of unused tickets; 4 the node's time in ms
-- Returns 1 if the ticket was noted.

if ARGV[2] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  return {}
end
local time = redis.pcall('TIME')
local now = time.err and tonumber(ARGV[4]) or (time[1] * 1000 + math.floor(time[2] / 1000))
local unused = 0
local tickets = redis.call('HGETALL', KEYS[1])
for i = 1, #tickets, 2 do
  if tonumber(tickets[i + 1]) <= now then
    redis.call('HDEL', KEYS[1], tickets[i])
  else
    unused = unused + 1
  end
end
if unused >= tonumber(ARGV[3]) then
  return {}
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[2]))
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return { 1 }
