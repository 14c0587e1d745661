-- Adds a publication to its channel's stream and publishes it, in one step, so that the order of positions is the order of arrival.
-- KEYS: 1 stream, 2 meta, 3 result of the idempotency key
-- ARGV: 1 Redis channel, 2 envelope, 3 size of the stream, 4 its life in ms, 5 meta's life in ms, 6 epoch of a new stream,
--       7 version, 8 epoch of the version, 9 life of the result in ms, 0 without idempotency key
-- Returns offset, epoch, and whether the publication is new

local size = tonumber(ARGV[3])
local version = tonumber(ARGV[7])
local result_life = tonumber(ARGV[9])

if result_life > 0 then
  local known = redis.call('HMGET', KEYS[3], 'o', 'e')
  if known[1] then
    return { known[1], known[2], 0 }
  end
end

local epoch, offset = '', '0'
local message = ARGV[2]

if size > 0 or version > 0 then
  epoch, offset = use(KEYS[1], KEYS[2], ARGV[6])
  if version > 0 then
    local latest = redis.call('HMGET', KEYS[2], 'v', 've')
    if latest[1] and tonumber(latest[1]) >= version and (ARGV[8] == '' or ARGV[8] == latest[2]) then
      prolong(KEYS[2], ARGV[5])
      if size == 0 then
        return { '0', '', 0 }
      end
      return { offset, epoch, 0 }
    end
    redis.call('HSET', KEYS[2], 'v', ARGV[7], 've', ARGV[8])
  end
  if size > 0 then
    offset = string.format('%.0f', redis.call('HINCRBY', KEYS[2], 'o', 1))
    -- Cut by whole nodes, which is cheaper; readers leave out what is beyond the size
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], offset .. '-0', 'd', ARGV[2])
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
    message = 'P' .. offset .. ':' .. epoch .. ':' .. ARGV[2]
  else
    epoch, offset = '', '0'
  end
  prolong(KEYS[2], ARGV[5])
end

redis.call('PUBLISH', ARGV[1], message)

if result_life > 0 then
  redis.call('HSET', KEYS[3], 'o', offset, 'e', epoch)
  redis.call('PEXPIRE', KEYS[3], ARGV[9])
end

return { offset, epoch, 1 }
