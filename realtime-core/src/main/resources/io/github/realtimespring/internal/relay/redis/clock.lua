-- The server's clock in ms, or the given time if this user may not ask for it.
local function milliseconds(otherwise)
  local time = redis.pcall('TIME')
  return time.err and tonumber(otherwise) or (time[1] * 1000 + math.floor(time[2] / 1000))
end

