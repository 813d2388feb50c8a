-- Gets the addresses of a file in turn, each with the tag of its answer after a tab, as a client or a content network asks
-- whether what it has is still the same. Prints one line of JSON at the end. Arguments: the file, where in it to start
-- (0 to 1), and perhaps `fresh`, which leaves the tags out.

local requests = {}
local place = 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local path, tag = line:match("^(.-)\t(.*)$")
    local headers = {}
    if arguments[3] ~= "fresh" then headers["If-None-Match"] = tag end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
  place = math.floor(#requests * tonumber(arguments[2]))
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"bytes":%d,"failed":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
