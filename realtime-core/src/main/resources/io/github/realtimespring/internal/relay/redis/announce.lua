-- Lists a node among those that confirm commands. A Redis that refuses writes can still be read.
-- KEYS: 1 commands in force, 2 nodes
-- ARGV: 1 the node, 2 its time in ms
-- Returns the number of commands in force.

redis.pcall('HSET', KEYS[2], ARGV[1], string.format('%.0f', milliseconds(ARGV[2])))
return { redis.call('HLEN', KEYS[1]) }
