-- Removes a node from those that confirm commands.
-- KEYS: 1 commands in force, 2 nodes
-- ARGV: 1 the node

redis.pcall('HDEL', KEYS[2], ARGV[1])
return {}
