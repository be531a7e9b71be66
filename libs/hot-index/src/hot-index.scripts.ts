/*
 * Redis runs each script atomically. The replication id changes when another server answers or the server has lost its data
 * (failover, restart), so a marker with an older id proves nothing. Each script reads the server's id itself: through a proxy, two
 * commands of one connection may reach two servers.
 */
const REPLICATION_ID = `
local replid = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
if not replid then return redis.error_reply('INFO replication names no master_replid') end
`;

/** The server's clock: seconds and microseconds. */
export const CLOCK_SCRIPT = `return redis.call('TIME')`;

/**
 * Opens a partition for writing. KEYS: marker. ARGV: generation, 'resume' or 'rebuild'. Returns the offset up to which the index is
 * complete; -1 where it has to be built from the beginning of the log.
 */
export const BEGIN_SCRIPT = `${REPLICATION_ID}
local m = redis.call('HMGET', KEYS[1], 'g', 'r', 'o')
if ARGV[2] == 'resume' and m[1] == ARGV[1] and m[2] == replid and m[3] then return m[3] end
redis.call('HSET', KEYS[1], 'g', ARGV[1], 'r', replid, 'o', '-1')
redis.call('HDEL', KEYS[1], 't')
return '-1'
`;

/**
 * Joins entries with what the index holds and moves the marker. Returns REBUILD, and changes nothing, where the index doesn't hold
 * everything before them. KEYS: marker, expiry. ARGV: key prefix, generation, offset absorbed before, offset absorbed after (the same
 * one leaves the marker where it is), the moment as of which the index is complete with these entries (ms on Redis's clock; '': not
 * known), log time, prune horizon, entries as JSON. Every change is a union or a maximum. Entries whose time is before the horizon are
 * dropped; the marker remembers the horizon.
 */
export const ABSORB_SCRIPT = `${REPLICATION_ID}
local m = redis.call('HMGET', KEYS[1], 'g', 'r', 'o', 't', 'l', 'p')
if m[1] ~= ARGV[2] or m[2] ~= replid or not m[3] or tonumber(m[3]) < tonumber(ARGV[3]) then return 'REBUILD' end
local prefix = ARGV[1] .. 'o:'

local function expire(kind, org, field, keep)
  local member = cjson.encode({ kind, org, field })
  if keep == '' then redis.call('ZREM', KEYS[2], member) else redis.call('ZADD', KEYS[2], keep, member) end
end
local function longer(a, b)
  if a == '' or b == '' then return '' end
  if tonumber(b) > tonumber(a) then return b end
  return a
end
local function larger(a, b) if tonumber(b) > tonumber(a) then return b end return a end

local function deny(kind, org, field, keep)
  local key = prefix .. org .. ':' .. kind
  local held = redis.call('HGET', key, field)
  if held then keep = longer(held, keep) end
  if held ~= keep then
    redis.call('HSET', key, field, keep)
    expire(kind, org, field, keep)
  end
end
local function mark(org, field, generation, ordinal, time, keep)
  local key = prefix .. org .. ':marks'
  local held = redis.call('HGET', key, field) or ''
  local joined, all, found = '', keep, false
  for g, o, t, k in string.gmatch(held, '(%S+) (%S+) (%S+) (%d*);') do
    all = longer(all, k)
    if g == generation then
      found = true
      o, t, k = larger(o, ordinal), larger(t, time), longer(k, keep)
    end
    joined = joined .. g .. ' ' .. o .. ' ' .. t .. ' ' .. k .. ';'
  end
  if not found then joined = joined .. generation .. ' ' .. ordinal .. ' ' .. time .. ' ' .. keep .. ';' end
  if joined ~= held then
    redis.call('HSET', key, field, joined)
    expire('marks', org, field, all)
  end
end

for _, e in ipairs(cjson.decode(ARGV[8])) do
  local what, org = e[1], e[2]
  if what == 'marks' then mark(org, e[3], e[4], e[5], e[6], e[7])
  elseif what == 'deny' or what == 'kids' then deny(what, org, e[3], e[4])
  else redis.call('SADD', prefix .. org .. ':' .. what .. ':' .. e[3], e[4]) end
end

if tonumber(ARGV[4]) > tonumber(m[3]) then redis.call('HSET', KEYS[1], 'o', ARGV[4]) end
if tonumber(ARGV[6]) > tonumber(m[5] or '0') then redis.call('HSET', KEYS[1], 'l', ARGV[6]) end
if ARGV[5] ~= '' and tonumber(ARGV[5]) > tonumber(m[4] or '0') then redis.call('HSET', KEYS[1], 't', ARGV[5]) end

local horizon = ARGV[7]
local dropped = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. horizon, 'LIMIT', 0, 500)
if #dropped > 0 and tonumber(horizon) > tonumber(m[6] or '0') then redis.call('HSET', KEYS[1], 'p', horizon) end
for _, member in ipairs(dropped) do
  local e = cjson.decode(member)
  redis.call('HDEL', prefix .. e[2] .. ':' .. e[1], e[3])
  redis.call('ZREM', KEYS[2], member)
end
return 'OK'
`;

/**
 * Reads everything about one token. KEYS: marker, deny, kids, marks, block, lift. ARGV: field of deny, field of kids, fields of
 * marks.
 */
export const LOOKUP_SCRIPT = `${REPLICATION_ID}
local now = redis.call('TIME')
local fields = {}
for at = 3, #ARGV do fields[#fields + 1] = ARGV[at] end
return {
  replid, now[1], now[2],
  redis.call('HMGET', KEYS[1], 'g', 'r', 'o', 't', 'l', 'p'),
  redis.call('HGET', KEYS[2], ARGV[1]),
  redis.call('HGET', KEYS[3], ARGV[2]),
  redis.call('HMGET', KEYS[4], unpack(fields)),
  redis.call('SMEMBERS', KEYS[5]),
  redis.call('SMEMBERS', KEYS[6]),
}
`;
