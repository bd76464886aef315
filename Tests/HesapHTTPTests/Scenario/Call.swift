import Hummingbird

/// One request as a test writes it down.
struct Call: Sendable {
    enum Body: Sendable {
        case none
        case json(String)
        case form(String)
        case bytes(type: String?, [UInt8])
    }

    /// What an unsafe request brings for the CSRF check.
    enum CSRF: Sendable {
        case valid
        case absent
    }

    /// Django's form: 32 letters and digits.
    static let csrfSecret = "abcdefghijklmnopqrstuvwxyzABCDEF"

    var method: HTTPRequest.Method
    var path: String
    var body: Body
    var csrf = CSRF.valid
    /// `Accept-Language`; nil sends none.
    var language: String? = "en"
    var host: String? = Storefront.host
    var session: String?
    var cookies: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []

    init(_ method: HTTPRequest.Method, _ path: String, _ body: Body = .none) {
        self.method = method
        self.path = path
        self.body = body
    }

    static func get(_ path: String) -> Call { Call(.get, path) }
    static func post(_ path: String, _ json: String) -> Call { Call(.post, path, .json(json)) }
    static func patch(_ path: String, _ json: String) -> Call { Call(.patch, path, .json(json)) }

    func header(_ name: String, _ value: String) -> Call {
        var call = self
        call.headers.append((name, value))
        return call
    }

    func cookie(_ name: String, _ value: String) -> Call {
        var call = self
        call.cookies.append((name, value))
        return call
    }

    /// Without CSRF cookie and token, for tests that bring their own or none.
    func withoutCSRF() -> Call {
        var call = self
        call.csrf = .absent
        return call
    }

    func host(_ host: String?) -> Call {
        var call = self
        call.host = host
        return call
    }

    func session(_ key: String?) -> Call {
        var call = self
        call.session = key
        return call
    }

    func language(_ accept: String?) -> Call {
        var call = self
        call.language = accept
        return call
    }

    func to(_ path: String) -> Call {
        var call = self
        call.path = path
        return call
    }

    // MARK: On the wire

    var isUnsafe: Bool { ![.get, .head, .options, .trace].contains(method) }

    var fields: HTTPFields {
        var fields = HTTPFields()
        var cookies = self.cookies
        if isUnsafe, csrf == .valid {
            cookies.append(("csrftoken", Self.csrfSecret))
            fields.add("X-CSRFToken", Self.csrfSecret)
        }
        if let session { cookies.append(("sessionid", session)) }
        if !cookies.isEmpty {
            fields.add("Cookie", cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; "))
        }
        if let language { fields.add("Accept-Language", language) }
        if let type = contentType { fields.add("Content-Type", type) }
        for header in headers { fields.add(header.name, header.value) }
        return fields
    }

    var buffer: ByteBuffer? {
        switch body {
        case .none: nil
        case .json(let text), .form(let text): ByteBuffer(string: text)
        case .bytes(_, let bytes): ByteBuffer(bytes: bytes)
        }
    }

    private var contentType: String? {
        switch body {
        case .none: nil
        case .json: "application/json"
        case .form: "application/x-www-form-urlencoded"
        case .bytes(let type, _): type
        }
    }
}

extension HTTPFields {
    mutating func add(_ name: String, _ value: String) {
        guard let name = Element.Name(name) else { return }
        append(Element(name: name, value: value))
    }
}
