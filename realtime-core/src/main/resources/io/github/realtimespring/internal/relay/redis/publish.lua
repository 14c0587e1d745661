-- Adds publications to their channel's stream and publishes them, in one step, so that the order of positions is the order of arrival.
-- KEYS: 1 stream, 2 meta, then the results of the idempotency keys, of the publications that have one
-- ARGV: 1 Redis channel, 2 size of the stream, 3 its life in ms, 4 meta's life in ms, 5 the name of a new epoch, then four for each publication:
--       envelope, version, epoch of the version, life of the result in ms; version and life are '0' if there is none
-- Returns offset and epoch of each publication, or of what it repeats

-- Use a stream: begin it if there is none.
-- Returns epoch and offset
local function use(stream, meta, next_epoch)
  local epoch, offset = find(meta, next_epoch)
  if not epoch then
    local here = server()
    epoch, offset = next_epoch .. '~' .. seconds() .. '~' .. short(here), '0'
    redis.call('HSET', meta, 'e', epoch, 'o', offset, 'm', here)
    redis.call('DEL', stream)
  end
  return epoch, offset
end

local FIRST, EACH = 6, 4
local VERSION, VERSION_EPOCH, LIFE = 1, 2, 3

-- As text: Lua's numbers are exact up to 2^53 only.
local function is_greater(one, other)
  return #one > #other or (#one == #other and one > other)
end

local keeps = ARGV[2] ~= '0'
local epoch, offset, last = '', '0', 0
local begun = keeps
if keeps then
  epoch, offset = use(KEYS[1], KEYS[2], ARGV[5])
  last = tonumber(offset)
end

-- Decide what is new, and where it goes, before anything is written

local answer, fresh, offsets = {}, {}, {}
local version, latest, latest_epoch
local results, key = nil, 2
for i = FIRST, #ARGV, EACH do
  local repeated = false
  local result
  if ARGV[i + LIFE] ~= '0' then
    key = key + 1
    result = KEYS[key]
    results = results or {}
    local known = results[result] or redis.call('HMGET', result, 'o', 'e')
    if known[1] then
      repeated = known
    end
  end
  if not repeated and ARGV[i + VERSION] ~= '0' then
    if not begun then
      use(KEYS[1], KEYS[2], ARGV[5])
      begun = true
    end
    if not latest then
      local known = redis.call('HMGET', KEYS[2], 'v', 've')
      latest, latest_epoch = known[1] or '0', known[2]
    end
    local candidate = ARGV[i + VERSION]
    if not is_greater(candidate, latest) and (ARGV[i + VERSION_EPOCH] == '' or ARGV[i + VERSION_EPOCH] == latest_epoch) then
      repeated = { offset, epoch }
    else
      version, latest, latest_epoch = candidate, candidate, ARGV[i + VERSION_EPOCH]
    end
  end
  if repeated then
    answer[#answer + 1] = repeated[1]
    answer[#answer + 1] = repeated[2]
  else
    if keeps then
      last = last + 1
      offset = string.format('%.0f', last)
    end
    fresh[#fresh + 1] = i
    offsets[#fresh] = offset
    answer[#answer + 1] = offset
    answer[#answer + 1] = epoch
    if result then
      results[result] = { offset, epoch }
      results[i] = result
    end
  end
end

-- Keep it. The offset first: none is given away twice

if keeps and #fresh > 0 then
  redis.call('HSET', KEYS[2], 'o', offset)
  for n = 1, #fresh do
    -- Cut by whole nodes, which is cheaper; readers leave out what is beyond the size
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], offsets[n] .. '-0', 'd', ARGV[fresh[n]])
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
for n = 1, #fresh do
  local i = fresh[n]
  if ARGV[i + LIFE] ~= '0' then
    redis.call('HSET', results[i], 'o', offsets[n], 'e', epoch)
    redis.call('PEXPIRE', results[i], ARGV[i + LIFE])
  end
end
if version then
  redis.call('HSET', KEYS[2], 'v', version, 've', latest_epoch)
end
if begun then
  prolong(KEYS[2], ARGV[4])
end

-- Publish it

for n = 1, #fresh do
  local i = fresh[n]
  redis.call('PUBLISH', ARGV[1], keeps and 'P' .. offsets[n] .. ':' .. epoch .. ':' .. ARGV[i] or ARGV[i])
end

return answer
