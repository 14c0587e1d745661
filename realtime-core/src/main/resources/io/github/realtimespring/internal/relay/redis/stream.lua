-- What the scripts know of a channel's stream. Its meta hash: e epoch, o offset, v version, ve the version's epoch,
-- m the server that it was last used on, f former epochs, each with the offset at which it ended, the latest first: "epoch:offset epoch:offset "
-- A channel that was never published to has no meta, however often it is read. Epochs are explained in StreamEpochs.java.

local MAX_FORMER_EPOCHS = 8
local REPLICATION_ID = 'master_replid:'

-- Names a server since it became what it is: another one after a restart, after a failover and on the old side of one.
local function server()
  local info = redis.pcall('INFO', 'replication')
  if type(info) ~= 'string' then
    return ''
  end
  local _, last = string.find(info, REPLICATION_ID, 1, true)
  return last and string.sub(info, last + 1, last + 40) or ''
end

-- What a first or provisional epoch says of the server, with the number of keys that it evicted; a key of ours may be among them.
local function short(name)
  local info = redis.pcall('INFO', 'stats')
  local evicted = type(info) == 'string' and tonumber(string.match(info, 'evicted_keys:(%d+)')) or 0
  return string.sub(name, 1, 8) .. (evicted > 0 and string.format('.%x', evicted) or '')
end

-- The server's clock in seconds, 0 if this user may not ask for it.
local function seconds()
  local time = redis.pcall('TIME')
  return string.format('%x', time.err and 0 or tonumber(time[1]))
end

-- Find a stream. A server that hasn't seen it before may lack what another one has told to clients,
-- so there its offsets go on under another epoch. What lies before is common to both: a former epoch's positions hold up to its end.
-- Returns epoch and offset, nothing if there is no stream
local function find(meta, next_epoch)
  local known = redis.call('HMGET', meta, 'e', 'o', 'm')
  local epoch, offset = known[1], known[2] or '0'
  if not epoch then
    return nil
  end
  local here = server()
  if here ~= '' and known[3] ~= here then
    local former = epoch .. ':' .. offset .. ' ' .. (redis.call('HGET', meta, 'f') or '')
    local _, count = string.gsub(former, ' ', ' ')
    if count > MAX_FORMER_EPOCHS then
      former = string.gsub(former, '%S+ $', '')
    end
    epoch = next_epoch
    redis.call('HSET', meta, 'e', epoch, 'm', here, 'f', former)
  end
  return epoch, offset
end

-- Let the meta live at least as long; an eighth longer, so that this is written rarely. After everything else: once a script has
-- written, Redis lets it exceed the memory it may have.
local function prolong(meta, life)
  if redis.call('PTTL', meta) < tonumber(life) then
    redis.call('PEXPIRE', meta, string.format('%.0f', tonumber(life) * 1.125))
  end
end
