import Foundation

/// A browser: keeps cookies, sends the CSRF token, one connection at a time.
final class Shopper {
    let port: Int
    var cookies: [String: String] = [:]
    private var connection: HTTPConnection?
    /// Whether a request on a kept connection that was closed is sent again on a new one, as browsers do.
    private let resends: Bool

    init(port: Int, resends: Bool = true) {
        self.port = port
        self.resends = resends
    }

    @discardableResult
    func get(_ path: String, headers: [String: String] = [:]) throws -> HTTPConnection.Answer {
        try request("GET", path, body: nil, headers: headers)
    }

    /// Sends a JSON body with the masked token of `/csrf_token/`, fetched when there is none yet.
    @discardableResult
    func send(
        _ method: String,
        _ path: String,
        _ body: [String: Any] = [:],
        headers: [String: String] = [:]
    ) throws -> HTTPConnection.Answer {
        let data = try JSONSerialization.data(withJSONObject: body)
        var all = try csrfHeaders()
        all["Content-Type"] = "application/json"
        return try request(method, path, body: Array(data), headers: all.merging(headers) { $1 })
    }

    @discardableResult
    func post(_ path: String, _ body: [String: Any] = [:]) throws -> HTTPConnection.Answer {
        try send("POST", path, body)
    }

    func csrfHeaders() throws -> [String: String] {
        if cookies["csrftoken"] == nil { try get("/csrf_token/") }
        return ["X-CSRFToken": cookies["csrftoken"] ?? ""]
    }

    func request(
        _ method: String,
        _ path: String,
        body: [UInt8]?,
        headers: [String: String] = [:]
    ) throws -> HTTPConnection.Answer {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1"]
        if !cookies.isEmpty {
            let pairs = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.append("Cookie: " + pairs.joined(separator: "; "))
        }
        if let body { lines.append("Content-Length: \(body.count)") }
        lines += headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
        let answer = try exchange(bytes, isHead: method == "HEAD")
        keepCookies(answer)
        return answer
    }

    /// Sends raw bytes and reads one answer, on the kept connection or, if that was closed, on a new one.
    private func exchange(_ bytes: [UInt8], isHead: Bool) throws -> HTTPConnection.Answer {
        if let connection {
            do {
                try connection.send(bytes)
                if let answer = try connection.receive(isHead: isHead) { return done(answer) }
                if !resends { throw HTTPConnection.Failure(description: "closed without an answer") }
            } catch is HTTPConnection.Failure where resends {
                // Closed while idle: a new connection decides.
            }
        }
        let fresh = try HTTPConnection(port: port)
        connection = fresh
        try fresh.send(bytes)
        guard let answer = try fresh.receive(isHead: isHead) else {
            throw HTTPConnection.Failure(description: "no answer")
        }
        return done(answer)
    }

    private func done(_ answer: HTTPConnection.Answer) -> HTTPConnection.Answer {
        if answer.header("connection") == "close" { connection = nil }
        return answer
    }

    private func keepCookies(_ answer: HTTPConnection.Answer) {
        for line in answer.all("set-cookie") {
            let pair = line.prefix { $0 != ";" }
            guard let equals = pair.firstIndex(of: "=") else { continue }
            let name = String(pair[..<equals])
            let value = String(pair[pair.index(after: equals)...])
            cookies[name] = line.contains("Max-Age=0") ? nil : value
        }
    }
}
