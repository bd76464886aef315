-- Sends prepared requests in their order. Arguments: the file that holds them, separated by zero bytes;
-- "again" (from the start when all are sent) or "once" (then stop); the pause before each request in milliseconds.
local requests, turn, once, pause = {}, 0, false, 0

function init(arguments)
    local file = assert(io.open(arguments[1], "rb"))
    for text in file:read("*a"):gmatch("[^%z]+") do requests[#requests + 1] = text end
    file:close()
    once, pause = arguments[2] == "once", tonumber(arguments[3])
    if pause == 0 then delay = nil end
end

function delay() return pause end

function request()
    turn = turn + 1
    if turn > #requests then
        if once then
            io.write("exhausted\n")
            io.flush()
            wrk.thread:stop()
        end
        turn = 1
    end
    return requests[turn]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        'result {"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "refused": %d, "broken": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
