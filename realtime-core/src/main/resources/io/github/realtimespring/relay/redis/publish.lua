-- Adds publications to their channel's stream and publishes them, in one step, so that the order of positions is the order of arrival.
-- KEYS: 1 stream, 2 meta, then the results of the idempotency keys, of the publications that have one
-- ARGV: 1 Redis channel, 2 size of the stream, 3 its life in ms, 4 meta's life in ms, 5 epoch of a new stream, then four for each publication:
--       envelope, version, epoch of the version, life of the result in ms (0 without idempotency key)
-- Returns offset and epoch of each publication, or of what it repeats

local FIRST, EACH = 6, 4

local size = tonumber(ARGV[2])
local epoch, offset
local version, version_text, version_epoch
local results = {}

local function begin()
  if not epoch then
    local last
    epoch, last = use(KEYS[1], KEYS[2], ARGV[5])
    offset = tonumber(last)
  end
end

-- Where the stream ends; without a stream, nowhere.
local function position()
  if size > 0 then
    return { string.format('%.0f', offset), epoch }
  end
  return { '0', '' }
end

-- What became of an earlier publication with the same key; here, or in an earlier call.
local function result(key)
  if not results[key] then
    local known = redis.call('HMGET', key, 'o', 'e')
    results[key] = known[1] and known
  end
  return results[key]
end

local function is_outdated(candidate, candidate_epoch)
  if not version then
    local latest = redis.call('HMGET', KEYS[2], 'v', 've')
    version, version_epoch = tonumber(latest[1] or '0'), latest[2]
  end
  return version >= candidate and (candidate_epoch == '' or candidate_epoch == version_epoch)
end

-- Decide what is new, and what its position is, before anything is written

local fresh, answer = {}, {}
local key = 2
if size > 0 then
  begin()
end
for i = FIRST, #ARGV, EACH do
  local candidate, life = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 3])
  local outcome
  if life > 0 then
    key = key + 1
    outcome = result(KEYS[key])
  end
  if not outcome then
    if candidate > 0 then
      begin()
      if is_outdated(candidate, ARGV[i + 2]) then
        outcome = position()
      else
        version, version_text, version_epoch = candidate, ARGV[i + 1], ARGV[i + 2]
      end
    end
    if not outcome then
      if size > 0 then
        offset = offset + 1
      end
      outcome = position()
      fresh[#fresh + 1] = { envelope = ARGV[i], offset = outcome[1], key = life > 0 and KEYS[key], life = ARGV[i + 3] }
      if life > 0 then
        results[KEYS[key]] = outcome
      end
    end
  end
  answer[#answer + 1] = outcome[1]
  answer[#answer + 1] = outcome[2]
end

-- Keep it. The offset first: none is given away twice

if size > 0 and #fresh > 0 then
  redis.call('HSET', KEYS[2], 'o', position()[1])
  for _, publication in ipairs(fresh) do
    -- Cut by whole nodes, which is cheaper; readers leave out what is beyond the size
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], publication.offset .. '-0', 'd', publication.envelope)
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
if version_text then
  redis.call('HSET', KEYS[2], 'v', version_text, 've', version_epoch)
end
if epoch then
  prolong(KEYS[2], ARGV[4])
end

-- Publish it

for _, publication in ipairs(fresh) do
  local message = publication.envelope
  if size > 0 then
    message = 'P' .. publication.offset .. ':' .. epoch .. ':' .. message
  end
  redis.call('PUBLISH', ARGV[1], message)
  if publication.key then
    redis.call('HSET', publication.key, 'o', publication.offset, 'e', position()[2])
    redis.call('PEXPIRE', publication.key, publication.life)
  end
end

return answer
