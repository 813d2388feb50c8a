-- Posts the bodies of a file in turn, one a line, from a place of its own for each thread, and prints one
-- line of JSON at the end. Arguments: the file, where in it to start (0 to 1), and perhaps a token (or `-` for none) and what makes
-- every body another one than all before it: `new`, by a number that nobody reads, or `numbered`, by the number in place of each `@@`.

local requests = {}
local place = 0
local bodies, headers, asked, numbered

function init(arguments)
  headers = { ["Content-Type"] = "application/json" }
  if arguments[3] and arguments[3] ~= "-" then headers["Authorization"] = "Bearer " .. arguments[3] end
  numbered = arguments[4] == "numbered"
  if arguments[4] == "new" or numbered then bodies, asked = {}, os.time() * 1000000 end
  for body in io.lines(arguments[1]) do
    if bodies then bodies[#bodies + 1] = body end
    requests[#requests + 1] = wrk.format("POST", wrk.path, headers, body)
  end
  place = math.floor(#requests * tonumber(arguments[2]))
end

function request()
  place = place % #requests + 1
  if bodies then
    asked = asked + 1
    local number = string.format("%d", asked)
    local body = numbered and bodies[place]:gsub("@@", number) or bodies[place]:sub(1, -2) .. ',"asked":' .. number .. "}"
    return wrk.format("POST", wrk.path, headers, body)
  end
  return requests[place]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"bytes":%d,"failed":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
