-- Reads from a channel's stream. A channel without one has a provisional position, and nothing is written.
-- KEYS: 1 stream, 2 meta
-- ARGV: 1 how many at most, 2 offset to begin after (or, in reverse, before), empty for the end, 3 'r' for reverse,
--       4 meta's life in ms, 5 the name of a new epoch, 6 the epoch that the offset belongs to, empty for any, 7 size of the stream,
--       8 how many bytes at most; the first entry is read in any case
-- Returns offset, epoch, whether the offset is one of the stream, the entries, and the former epochs. If ARGV[6] is provisional,
-- whether the offset is one of the stream is for the caller to decide.

-- How many entries are read at a time: those beyond the last one that fits are read in vain.
local PART = 16

-- Whether a position of a former epoch is one of the stream.
local function is_former(epoch, offset)
  local former = redis.call('HGET', KEYS[2], 'f') or ''
  for name, last in string.gmatch(former, '(%S+):(%d+)') do
    if name == epoch then
      return tonumber(offset) <= tonumber(last)
    end
  end
  return false
end

-- Reads until there is enough.
local function read(command, first, last)
  local most, room = tonumber(ARGV[1]), tonumber(ARGV[8])
  local entries = {}
  while #entries < most do
    local count = math.min(PART, most - #entries)
    local part = redis.call(command, KEYS[1], first, last, 'COUNT', count)
    for _, entry in ipairs(part) do
      room = room - #entry[2][2]
      if room < 0 and #entries > 0 then
        return entries
      end
      entries[#entries + 1] = entry
    end
    if #part < count then
      return entries
    end
    first = '(' .. part[count][1]
  end
  return entries
end

local epoch, offset = find(KEYS[2], ARGV[5])
local provisional = string.sub(ARGV[6], 1, 1) == '~'
if not epoch then
  local life = string.format('%x', math.floor(tonumber(ARGV[4]) / 1000))
  epoch = '~' .. seconds() .. '~' .. life .. '~' .. short(server())
  return { '0', epoch, (ARGV[6] == '' or provisional) and 1 or 0, {}, '' }
end
prolong(KEYS[2], ARGV[4])

if ARGV[6] ~= '' and ARGV[6] ~= epoch and not provisional and not is_former(ARGV[6], ARGV[2]) then
  return { offset, epoch, 0, {}, '' }
end
local former = provisional and redis.call('HGET', KEYS[2], 'f') or ''
if ARGV[1] == '0' then
  return { offset, epoch, 1, {}, former }
end

-- The stream may be longer than its size
local oldest = string.format('(%.0f-0', math.max(0, tonumber(offset) - tonumber(ARGV[7])))
local entries
if ARGV[3] == 'r' then
  local last = '+'
  if ARGV[2] ~= '' then
    last = '(' .. ARGV[2] .. '-0'
  end
  entries = read('XREVRANGE', last, oldest)
else
  local first = oldest
  if ARGV[2] ~= '' and tonumber(ARGV[2]) > tonumber(offset) - tonumber(ARGV[7]) then
    first = '(' .. ARGV[2] .. '-0'
  end
  entries = read('XRANGE', first, '+')
end
return { offset, epoch, 1, entries, former }
