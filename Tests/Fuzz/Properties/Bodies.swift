import DjangoCompat
import HTTPTypes
import HesapDomain
import Hummingbird
import NIOCore
import Synchronization

@testable import HesapHTTP

extension Parser {
    static let bodies = [
        Parser("json", json),
        Parser("json_body") { try body($0, type: "application/json") },
        Parser("form_body") { try body($0, type: "application/x-www-form-urlencoded") },
        Parser("percent_encoding", percentEncoding),
        Parser(text: "query", query),
    ]

    @Sendable
    private static func json(_ input: [UInt8]) throws {
        let strict = Result { () throws(JSONError) in try JSONParser.parse(input, duplicateKeys: .refused) }
        let lenient = Result { () throws(JSONError) in try JSONParser.parse(input) }
        if case .failure(let error) = lenient { try claim(!error.message.isEmpty, "a refusal has a reason") }
        if let value = try? strict.get() {
            let same = (try? lenient.get())?.encoded(ascii: true)
            try claim(same == value.encoded(ascii: true), "what has no key twice reads the same")
        }
        guard let value = try? lenient.get() else { return }
        for ascii in [true, false] {
            let written = value.encoded(ascii: ascii)
            let again = try JSONParser.parse(written, duplicateKeys: .refused)
            try claim(again.encoded(ascii: ascii) == written, "what was written reads back")
            try claim(!ascii || written.allSatisfy { $0 < 0x80 }, "ASCII is ASCII")
        }
        try sameAsSession(value, input)
    }

    /// Two parsers of ours read the same text: they must not disagree.
    private static func sameAsSession(_ value: JSONValue, _ input: [UInt8]) throws {
        guard case .object(let members) = value, input.allSatisfy({ $0 < 0x80 }) else { return }
        guard let payload = SessionPayload(json: input) else { throw Violation(description: "a dict is a session") }
        try claim(payload.keys.elementsEqual(members.map(\.key)) { $0.utf8.elementsEqual($1.utf8) }, "the same keys")
        for member in members {
            let stored = payload[member.key]?.encoded(ascii: true)
            try claim(stored == member.value.encoded(ascii: true), "the same values")
        }
    }

    @Sendable
    private static func percentEncoding(_ input: [UInt8]) throws {
        for plusIsSpace in [true, false] {
            guard let text = PercentEncoding.decode(input, plusIsSpace: plusIsSpace) else { continue }
            try claim(text.utf8.count <= input.count, "decoding makes nothing longer")
            let encoded = PercentEncoding.encode(text)
            let isSafe = encoded.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"+&=;?#/\"<>".utf8.contains($0) }
            try claim(isSafe, "what was encoded ends nothing")
            let again = PercentEncoding.decode(encoded.utf8, plusIsSpace: plusIsSpace)
            try claimSame(again, text, "what was encoded decodes again")
        }
    }

    @Sendable
    private static func query(_ text: String) throws {
        guard let query = try? Query(request(query: text)) else { return }
        let replaced = try Query(request(query: query.replacing("page", by: "a&b=7")))
        try claimSame(replaced["page"], "a&b=7", "a value that was replaced is read back")
        for pair in text.fields(at: "&") {
            guard let name = PercentEncoding.decodeForm(pair.utf8.prefix { $0 != UInt8(ascii: "=") }) else { continue }
            try claim(name == "page" || replaced[name] == query[name], "the others are kept")
        }
    }

    private static func request(query: String) -> Request {
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/?\(query)")
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }
}

// MARK: - Bodies of requests

extension Parser {
    private static func body(_ input: [UInt8], type: String) throws {
        guard input.count <= Limits.bodyBytes, case .fields(let members, let token) = try form(input, type) else {
            return
        }
        try claim(members.count <= Limits.fields, "fields are counted")
        try claim(Set(members.map { Array($0.key.utf8) }).count == members.count, "no field is there twice")
        try claim(token != "", "an empty token is none")
        let again = try form(JSONValue.object(members).encoded(ascii: false), "application/json")
        guard case .fields(let same, nil) = again else { throw Violation(description: "fields are JSON") }
        try claim(encoded(same) == encoded(members), "a form and JSON say the same")
        try claim(!type.hasSuffix("json") || token == nil, "only a form carries its token")
    }

    private static func encoded(_ members: [JSONValue.Member]) -> [UInt8] {
        JSONValue.object(members).encoded(ascii: true)
    }

    /// A body that is there at once is read without waiting.
    private static func form(_ input: [UInt8], _ type: String) throws -> Form {
        var head = HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/")
        head.headerFields[.contentType] = type
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: input)))
        let form = Mutex<Form?>(nil)
        _ = Task.immediate {
            let read = try await Form.read(request)
            form.withLock { $0 = read }
        }
        guard let form = form.withLock({ $0 }) else { throw Violation(description: "a body within the limits is read") }
        return form
    }
}
