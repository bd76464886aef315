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
            "{", "}", "[", "]", "{]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{a:1}",
            "{'a':1}",
            "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":+1}", "{\"a\":0x10}", "{\"a\":1e}", "{\"a\":--1}",
            "{\"a\":NaN}",
            "{\"a\":Infinity}", "{\"a\":-Infinity}", "{\"a\":True}", "{\"a\":None}", "{\"a\":nul}", "{\"a\":\"}",
            "{\"a\":\"\t\"}",
            "{\"a\":\"\n\"}", "{\"a\":\"\\x41\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\uZZZZ\"}", "{\"a\" 1}",
            "{\"a\":1 \"b\":2}", "{} {}",
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

    private static let forms =
        [
            "%", "a=%", "a=%4", "a=%ZZ", "%ZZ=a", "a=%FF", "a=%C3", "a=%ED%A0%80", "a=%C0%AF", "a=1&a=2", "a=1&%61=2",
            "a&a",
        ].map { Input("form \($0)", .form($0), code: "parse_error") } + [
            Input("101 fields", .form((0...100).map { "f\($0)=" }.joined(separator: "&")), code: "parse_error"),
            Input(
                "raw bytes",
                .bytes(type: "application/x-www-form-urlencoded", [0x61, 0x3D, 0xFF]),
                code: "parse_error"
            ),
            Input("fields that nobody reads", .form("__proto__=1&constructor=2&a[b]=3"), code: nil),
            Input("nothing but separators", .form("&&&"), code: nil),
        ]

    private static let types =
        [
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
        let answer = try await storefront.answer(to: .post("/users/city/", #"{"city":"x","\#(name)":1}"#))
        #expect(answer.text == Refusal.field(String(repeating: "n", count: 100), Refusal.unknownField))
    }
}
