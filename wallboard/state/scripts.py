"""The Lua scripts that change a site's facts. Each is atomic and may run twice without harm.

Values are compared by their beginning (see `encoding.py`): instants do not make a change. `HMGET`,
`HSET` and the like are called with at most 500 arguments, which Lua's stack allows.
"""

from __future__ import annotations

_EPOCH = """
local meta, facts = KEYS[1], KEYS[2]
local function epoch_of(candidate, now)
  local epoch = redis.call('HGET', meta, 'epoch')
  if epoch then return epoch end
  redis.call('HSET', meta, 'epoch', candidate, 'epoch_at', now, 'number', 0)
  return candidate
end
local function in_chunks(command, key, items)
  for first = 1, #items, 500 do
    redis.call(command, key, unpack(items, first, math.min(first + 499, #items)))
  end
end
local function publish(epoch, channel, changed, gone)
  if #changed == 0 and #gone == 0 then
    return {epoch, tonumber(redis.call('HGET', meta, 'number')), 0, 0}
  end
  local number = redis.call('HINCRBY', meta, 'number', 1)
  redis.call('PUBLISH', channel, '["' .. epoch .. '",' .. string.format('%d', number) .. ',['
    .. table.concat(changed, ',') .. '],[' .. table.concat(gone, ',') .. ']]')
  return {epoch, number, #changed, #gone}
end
"""

# A stream's writer has a number from the database, which only grows: who was thought dead and
# comes back finds a higher one and writes nothing.
# KEYS: fences. ARGV: field, generation.
FENCE = """
if tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0') > tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
"""

# KEYS: meta, facts, confirmed, complete, seen, sources, fences, then one own-set per source.
# ARGV: epoch candidate, received_at, channel, complete (0|1), step back that is believed,
#   field of the fence ('': none), generation,
#   then per source: its fragment, covered (0|1), number of its facts, number taken back,
#     per fact: field, value, instants, and the fields taken back; then the entities seen.
APPLY = (
    _EPOCH
    + """
local received_at, whole, step = ARGV[2], ARGV[4] == '1', tonumber(ARGV[5])
if ARGV[6] ~= '' then
  if tonumber(redis.call('HGET', KEYS[7], ARGV[6]) or '0') > tonumber(ARGV[7]) then return {} end
  redis.call('HSET', KEYS[7], ARGV[6], ARGV[7])
end
local epoch = epoch_of(ARGV[1], received_at)
local changed, gone, at = {}, {}, 8

local function write(own, first, count)
  local fields, writes, fresh = {}, {}, {}
  for i = 0, count - 1 do fields[i + 1] = ARGV[first + 3 * i] end
  for lower = 1, count, 500 do
    local upper = math.min(lower + 499, count)
    local stored = redis.call('HMGET', facts, unpack(fields, lower, upper))
    for i = lower, upper do
      local field, value = fields[i], ARGV[first + 3 * i - 2] .. ','
      local body, old = value .. ARGV[first + 3 * i - 1], stored[i - lower + 1]
      if not old then fresh[#fresh + 1] = field end
      if not old or string.sub(old, 1, #value) ~= value then
        writes[#writes + 1], writes[#writes + 2] = field, body
        changed[#changed + 1] = '[' .. field .. ',' .. body .. ']'
      end
    end
  end
  in_chunks('HSET', facts, writes)
  in_chunks('SADD', own, fresh)
  return fields
end

local function drop_lacking(own, fields)
  if redis.call('SCARD', own) == #fields then return end
  local given, lacking = {}, {}
  for _, field in ipairs(fields) do given[field] = true end
  for _, field in ipairs(redis.call('SMEMBERS', own)) do
    if not given[field] then lacking[#lacking + 1] = field end
  end
  table.sort(lacking)
  in_chunks('HDEL', facts, lacking)
  in_chunks('SREM', own, lacking)
  for _, field in ipairs(lacking) do gone[#gone + 1] = field end
end

local function take_back(own, first, count)
  local fields = {}
  for i = first, first + count - 1 do
    if redis.call('HDEL', facts, ARGV[i]) == 1 then
      fields[#fields + 1], gone[#gone + 1] = ARGV[i], ARGV[i]
    end
  end
  in_chunks('SREM', own, fields)
end

-- Never backwards, but for a clock that was set back.
local function confirm(key, source)
  local before = tonumber(redis.call('HGET', key, source) or '0')
  local now = tonumber(received_at)
  if now > before or before - now > step then redis.call('HSET', key, source, received_at) end
end

for index = 8, #KEYS do
  local source, covered, count = ARGV[at], ARGV[at + 1] == '1', tonumber(ARGV[at + 2])
  local back = tonumber(ARGV[at + 3])
  local fields = write(KEYS[index], at + 4, count)
  take_back(KEYS[index], at + 4 + 3 * count, back)
  if count > 0 then redis.call('SADD', KEYS[6], source) end
  if covered then
    confirm(KEYS[3], source)
    if whole then
      drop_lacking(KEYS[index], fields)
      confirm(KEYS[4], source)
    end
  end
  at = at + 4 + 3 * count + back
end
local seen = {}
for i = at, #ARGV do seen[#seen + 1], seen[#seen + 2] = received_at, ARGV[i] end
in_chunks('ZADD', KEYS[5], seen)
return publish(epoch, ARGV[3], changed, gone)
"""
)

# Take facts away unless they were seen at or after `before_at` meanwhile.
# KEYS: meta, facts, complete, seen, then own-sets.
# ARGV: epoch candidate, now, channel, before_at, then per fact: field, entity, source fragment,
#   number of its own-set among KEYS.
FORGET = (
    _EPOCH
    + """
local epoch, before_at = epoch_of(ARGV[1], ARGV[2]), tonumber(ARGV[4])
local gone = {}
for i = 5, #ARGV, 4 do
  local field, entity, source, own = ARGV[i], ARGV[i + 1], ARGV[i + 2], KEYS[tonumber(ARGV[i + 3])]
  local seen_at = tonumber(redis.call('ZSCORE', KEYS[4], entity) or '0')
  local complete_at = tonumber(redis.call('HGET', KEYS[3], source) or '0')
  if math.max(seen_at, complete_at) < before_at and redis.call('HDEL', facts, field) == 1 then
    redis.call('SREM', own, field)
    gone[#gone + 1] = field
  end
end
return publish(epoch, ARGV[3], {}, gone)
"""
)
