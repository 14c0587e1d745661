-- What is kept of a session, and nothing more afterwards if that is wanted.
-- KEYS: 1 session
-- ARGV: 1 'd' to delete it

local fields = redis.call('HGETALL', KEYS[1])
if ARGV[1] == 'd' then
  redis.call('DEL', KEYS[1])
end
return fields
