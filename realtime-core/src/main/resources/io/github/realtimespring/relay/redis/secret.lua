-- The secret that all nodes share.
-- KEYS: 1 secret
-- ARGV: 1 a new secret, if there is none

if redis.call('SETNX', KEYS[1], ARGV[1]) == 1 then
  return { ARGV[1] }
end
return { redis.call('GET', KEYS[1]) }
