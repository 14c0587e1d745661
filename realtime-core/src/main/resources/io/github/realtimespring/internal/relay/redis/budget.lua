-- Takes permits from a token bucket that all nodes share. It holds a tenth of a second's permits, so a pause is not made up for by a burst.
-- KEYS: 1 bucket
-- ARGV: 1 permits wanted, 2 permits that it gets in a second, 3 the node's time in ms
-- Returns the number of permits taken. The key expires when nobody has taken any for a minute.

local time = redis.pcall('TIME')
local now = time.err and tonumber(ARGV[3]) or (time[1] * 1000 + math.floor(time[2] / 1000))
local rate = tonumber(ARGV[2])
local capacity = math.max(1, rate / 10)
local permits = capacity
local state = redis.call('HMGET', KEYS[1], 'permits', 'time')
if state[1] and state[2] then
  local elapsed = math.max(0, now - tonumber(state[2]))
  permits = math.min(capacity, tonumber(state[1]) + elapsed * rate / 1000)
end
local taken = math.max(0, math.min(tonumber(ARGV[1]), math.floor(permits)))
redis.call('HSET', KEYS[1], 'permits', string.format('%.3f', permits - taken), 'time', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], 60000)
return { taken }
