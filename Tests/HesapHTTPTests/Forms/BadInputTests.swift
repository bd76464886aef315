import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

/// Input that no browser sends: refused with a 4xx in the contract's shape, and without a trace.
struct BadInputTests {
    struct Input: Sendable, CustomTestStringConvertible {
        let name: String
        let body: Call.Body
        let status: Int
        /// Nil for an error of a field.
        let code: String?

        init(_ name: String, _ body: Call.Body, _ status: Int = 400, code: String?) {
            (self.name, self.body, self.status, self.code) = (name, body, status, code)
        }

        var testDescription: String { name }
    }

    private static let paths = ["/users/activate-currency/", "/users/city/", "/users/login/", "/users/registration/"]

    @Test("bad bodies are refused by every form, and change nothing", arguments: malformed + notObjects + forms + types)
    func body(_ input: Input) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .guest)
        let before = Footprint(storefront.shop)
        for path in Self.paths {
            for language in ["en", "tr"] {
                let call = Call(.post, path, input.body).session(key).language(language)
                let answer = try await storefront.answer(to: call)
                #expect(answer.status == input.status)
                #expect(answer.code == input.code)
                #expect(answer.setCookies == [])
            }
        }
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    // MARK: Tables

    private static let malformed =
        [
            "{", "}", "[", "]", "{]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}",
            "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":+1}", "{\"a\":0x10}", "{\"a\":1e}", "{\"a\":--1}", "{\"a\":NaN}",
            "{\"a\":Infinity}", "{\"a\":-Infinity}", "{\"a\":True}", "{\"a\":None}", "{\"a\":nul}", "{\"a\":\"}", "{\"a\":\"\t\"}",
            "{\"a\":\"\n\"}", "{\"a\":\"\\x41\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\uZZZZ\"}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{} {}",
            "{}x", "// {}", "{/**/}", "", " ", "\u{FEFF}{}", "{\"a\":1}\0", "undefined", "{\"\\\":1}",
        ].filter { !$0.isEmpty }.map { Input("JSON \($0)", .json($0), code: "parse_error") } + [
            Input("a key twice", .json(#"{"currency_code":"USD","currency_code":"EUR"}"#), code: "parse_error"),
            Input("a key twice, once escaped", .json(#"{"city":1,"c\u0069ty":2}"#), code: "parse_error"),
            Input("a key twice, deep inside", .json(#"{"a":{"b":1,"b":2}}"#), code: "parse_error"),
            Input("a lone surrogate", .json(#"{"city":"\ud800"}"#), code: "parse_error"),
            Input("a lone low surrogate", .json(#"{"city":"\udc00x"}"#), code: "parse_error"),
            Input("surrogates in the wrong order", .json(#"{"city":"\udc00\ud800"}"#), code: "parse_error"),
            Input("a lone surrogate as key", .json(#"{"\ud800":1}"#), code: "parse_error"),
            Input("65 lists", .json(nested(65)), code: "parse_error"),
            Input("30,000 lists", .json(nested(30_000)), code: "parse_error"),
            Input("30,000 open lists", .json(String(repeating: "[", count: 30_000)), code: "parse_error"),
            Input(
                "30,000 open objects",
                .json(String(repeating: "{\"a\":", count: 10_000)),
                code: "parse_error"
            ),
        ] + encodings

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    private static let encodings = [
        raw("Latin-1", [0xFC]), raw("a cut sequence", [0xC3]), raw("an overlong slash", [0xC0, 0xAF]),
        raw("an encoded surrogate", [0xED, 0xA0, 0x80]), raw("beyond Unicode", [0xF4, 0x90, 0x80, 0x80]),
        raw("a stray byte", [0x80]), raw("0xFF", [0xFF]),
        Input("UTF-16", .bytes(type: "application/json", [0xFF, 0xFE, 0x7B, 0, 0x7D, 0]), code: "parse_error"),
    ]

    private static func raw(_ name: String, _ bytes: [UInt8]) -> Input {
        let body = Array(#"{"city":""#.utf8) + bytes + Array(#""}"#.utf8)
        return Input(name, .bytes(type: "application/json", body), code: "parse_error")
    }

    private static let notObjects = ["[]", "null", "true", "0", "-1.5e3", "\"\"", "\"{}\"", "[{}]", nested(64)].map {
        Input("JSON \($0.prefix(20))", .json($0), code: nil)
    }

    private static let forms = [
        "%", "a=%", "a=%4", "a=%ZZ", "%ZZ=a", "a=%FF", "a=%C3", "a=%ED%A0%80", "a=%C0%AF", "a=1&a=2", "a=1&%61=2", "a&a",
    ].map { Input("form \($0)", .form($0), code: "parse_error") } + [
        Input("101 fields", .form((0...100).map { "f\($0)=" }.joined(separator: "&")), code: "parse_error"),
        Input("raw bytes", .bytes(type: "application/x-www-form-urlencoded", [0x61, 0x3D, 0xFF]), code: "parse_error"),
        Input("fields that nobody reads", .form("__proto__=1&constructor=2&a[b]=3"), code: nil),
        Input("nothing but separators", .form("&&&"), code: nil),
    ]

    private static let types = [
        "text/plain", "multipart/form-data; boundary=x", "application/xml", "application/jsonx", "text/json",
        "application/problem+json", "json", ";", "application/json, application/json", "*/*",
    ].map { (type: String) in
        Input("type \(type)", .bytes(type: type, Array("{}".utf8)), 415, code: "unsupported_media_type")
    } + [Input("no type", .bytes(type: nil, Array("{}".utf8)), 415, code: "unsupported_media_type")]

    @Test("a type is read without case and parameters", arguments: goodTypes)
    func goodType(_ type: String) async throws {
        let storefront = try await Storefront()
        let body = Array((type.lowercased().contains("json") ? #"{"currency_code":"USD"}"# : "currency_code=USD").utf8)
        let call = Call(.post, "/users/activate-currency/", .bytes(type: type, body))
        #expect(try await storefront.answer(to: call).status == 204)
    }

    private static let goodTypes = [
        "application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8", " application/json ",
        "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8",
    ]

    @Test("a parse error says where, in both languages")
    func position() async throws {
        let storefront = try await Storefront()
        let call = Call.post("/users/city/", "{\n  \"city\": }")
        #expect(
            try await storefront.answer(to: call).text
                == Refusal.detail(
                    "JSON parse error - Expecting value: line 2 column 11 (char 12)",
                    code: "parse_error"
                )
        )
        #expect(
            try await storefront.answer(to: call.language("tr")).text
                == Refusal.detail(
                    "JSON ayrıştırma hatası - Expecting value: line 2 column 11 (char 12)",
                    code: "parse_error"
                )
        )
    }

    @Test("JSON that is no object is an error of no field", arguments: notObjectScenarios)
    func notAnObject(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let notObjectScenarios = ["[]", "\"x\"", "1"].map { json in
        RouterScenario(
            name: json,
            call: .post("/users/city/", json),
            status: .badRequest,
            body: Refusal.field("non_field_errors", "Invalid data. Expected a dictionary.")
        )
    }

    @Test("a field with a very long name is named in part")
    func longName() async throws {
        let storefront = try await Storefront()
        let name = String(repeating: "n", count: 5000)
        let answer = try await storefront.answer(to: .post("/users/logout/", #"{"\#(name)":1}"#))
        #expect(answer.text == Refusal.field(String(repeating: "n", count: 100), Refusal.unknownField))
    }
}

struct LimitTests {
    private static let path = "/users/activate-currency/"
    private static let tooLarge = Refusal.detail("The body may not be larger than 64 KiB.", code: "body_too_large")

    @Test("64 KiB are read, one byte more is not", arguments: [65_536, 65_537, 1_000_000])
    func bodySize(_ size: Int) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .guest)
        let frame = #"{"currency_code":"USD","x":""}"#
        let json = #"{"currency_code":"USD","x":"\#(String(repeating: "x", count: size - frame.utf8.count))"}"#
        let before = Footprint(storefront.shop)
        let answer = try await storefront.answer(to: .post(Self.path, json).session(key))
        #expect(answer.status == (size > 65_536 ? 413 : 400))
        #expect(answer.text == (size > 65_536 ? Self.tooLarge : Refusal.field("x", Refusal.unknownField)))
        #expect(answer.header("Connection") == (size > 65_536 ? "close" : nil))
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    @Test("a body without a length is counted as it comes")
    func chunked() async throws {
        var request = Request(
            head: HTTPRequest(
                method: .post,
                scheme: "http",
                authority: "x",
                path: "/",
                headerFields: [.contentType: "application/json"]
            ),
            body: RequestBody(asyncSequence: Chunks(count: 20))
        )
        await #expect(throws: Problem.bodyTooLarge) { try await Form.read(&request) }
    }

    /// Chunks of 4 KiB, as a client sends them that names no length.
    private struct Chunks: AsyncSequence, Sendable {
        let count: Int

        struct Iterator: AsyncIteratorProtocol {
            var left: Int

            mutating func next() async -> ByteBuffer? {
                guard left > 0 else { return nil }
                left -= 1
                return ByteBuffer(repeating: UInt8(ascii: " "), count: 4096)
            }
        }

        func makeAsyncIterator() -> Iterator { Iterator(left: count) }
    }

    @Test("too large a body is refused in Turkish too, before anybody is looked up")
    func turkish() async throws {
        let storefront = try await Storefront()
        let json = String(repeating: " ", count: 70_000)
        let answer = try await storefront.answer(to: Call.post(Self.path, json).withoutCSRF().language("tr"))
        #expect(answer.text == Phrasebook.turkish(Self.tooLarge))
        #expect(storefront.shop.store.calls(of: .sessionStore) == 0)
    }

    @Test("a length that is a lie or a riddle does no harm", arguments: ["-1", "abc", "99999999999999999999", "1, 2"])
    func strangeLength(_ length: String) async throws {
        var request = Request(
            head: HTTPRequest(
                method: .post,
                scheme: "http",
                authority: "x",
                path: "/",
                headerFields: [.contentType: "application/json", .contentLength: length]
            ),
            body: RequestBody(buffer: ByteBuffer(string: #"{"a":1}"#))
        )
        let form = try await Form.read(&request)
        guard case .fields(let members, _) = form else {
            Issue.record("not read: \(form)")
            return
        }
        #expect(members == [.init("a", .number("1"))])
    }

    @Test("32 KiB of address and headers are read, more are refused", arguments: ["header", "cookie", "path", "many"])
    func headerSize(_ place: String) async throws {
        let storefront = try await Storefront()
        for (size, status) in [(30_000, 200), (33_000, 431)] {
            let answer = try await storefront.answer(to: Self.large(place, size))
            #expect(answer.status == status)
            guard status == 431 else { continue }
            #expect(
                answer.text
                    == Refusal.detail("The headers may not be larger than 32 KiB.", code: "headers_too_large")
            )
            #expect(answer.header("Connection") == "close")
        }
    }

    private static func large(_ place: String, _ size: Int) -> Call {
        let text = String(repeating: "x", count: size)
        let call = Call.get("/users/session/")
        switch place {
        case "header": return call.header("X-Large", text)
        case "cookie": return call.cookie("large", text)
        case "path": return call.to("/users/session/?" + text)
        default: return (0..<(size / 20)).reduce(call) { call, _ in call.header("X-Twelve-Lett", "1234567") }
        }
    }

    @Test("a Host that is not the shop's is refused before anything is done", arguments: hosts)
    func host(_ host: String) async throws {
        let storefront = try await Storefront()
        let before = Footprint(storefront.shop)
        let body = Refusal.detail(
            "The Host header is not one of this shop’s hosts. The setting is HESAP_ALLOWED_HOSTS.",
            code: "host_not_allowed"
        )
        for call in [Call.post(Self.path, #"{"currency_code":"USD"}"#), .get("/csrf_token/"), .get("/nowhere")] {
            let answer = try await storefront.answer(to: call.host(host.isEmpty ? nil : host))
            #expect(answer.status == 400)
            #expect(answer.text == body)
            let turkish = try await storefront.answer(to: call.host(host.isEmpty ? nil : host).language("tr"))
            #expect(turkish.text == Phrasebook.turkish(body))
            #expect(answer.setCookies == [])
        }
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    private static let hosts = [
        "", "evil.example", "shop.example.com.evil.example", "evil.example:80", "shop.example.com:port",
        "shop.example.com@evil.example", "a shop.example.com", "shop.example.com/", "[::1]", "127.0.0.1",
        "xshop.example.com", "shop.example.com:80:80",
    ]

    @Test("a Host is compared without case and port", arguments: ["SHOP.Example.com", "shop.example.com:8080", "shop.example.com."])
    func sameHost(_ host: String) async throws {
        let storefront = try await Storefront()
        #expect(try await storefront.answer(to: Call.get("/users/session/").host(host)).status == 200)
    }

    @Test("forged cookies are strangers, not faults", arguments: forgedCookies)
    func refusesForged(_ value: String) async throws {
        let storefront = try await Storefront()
        let before = Footprint(storefront.shop)
        let call = Call.get("/current_user/").session(value).cookie("osessionid", value).cookie("csrftoken", value)
        #expect(try await storefront.answer(to: call).status == 401)
        let write = Call.post(Self.path, #"{"currency_code":"USD"}"#).withoutCSRF().session(value)
        let refused = try await storefront.answer(to: write.cookie("csrftoken", value).header("X-CSRFToken", value))
        #expect(refused.status == 403)
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    private static let forgedCookies = [
        "", "0", "null", "\"", "\"\"\"", "=", "==", "%00", "a%3Db", "şşşş", "{}", "<script>", "'; DROP TABLE django_session; --",
        ".eJxVjDsOwjAQBe-y", String(repeating: "z", count: 8000),
    ]
}
