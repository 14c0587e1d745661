-- Returns the time in ms, nothing if the user may not use TIME.
-- KEYS: 1 a key of the commands to all nodes, which selects the server of a cluster

local time = redis.pcall('TIME')
if time.err then
  return {}
end
return { string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)) }
