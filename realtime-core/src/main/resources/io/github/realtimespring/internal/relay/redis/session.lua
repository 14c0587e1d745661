-- Changes what is kept of a session. The field "" tells that there is a session, even one without subscriptions.
-- KEYS: 1 session
-- ARGV: 1 life in ms, then pairs of a subscription's id and what is to be kept of it, empty to keep nothing

redis.call('HSET', KEYS[1], '', '')
redis.call('PEXPIRE', KEYS[1], ARGV[1])
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', KEYS[1], 's' .. ARGV[i])
  else
    redis.call('HSET', KEYS[1], 's' .. ARGV[i], ARGV[i + 1])
  end
end
return {}
