-- The secret that all nodes share. It is looked for first: a Redis without memory left still lets itself be read.
-- KEYS: 1 secret
-- ARGV: 1 the secret from now on, if there is none

local known = redis.call('GET', KEYS[1])
if not known then
  redis.call('SETNX', KEYS[1], ARGV[1])
end
return { known or ARGV[1] }
