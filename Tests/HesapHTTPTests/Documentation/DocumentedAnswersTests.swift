import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

/// Real answers, held against what the document says of their operation.
@Suite("The document and the server")
struct DocumentedAnswersTests {
    struct Visit: Sendable, CustomTestStringConvertible {
        let operation: String
        let who: RouterScenario.Who
        let call: Call
        let status: Int

        init(_ operation: String, _ who: RouterScenario.Who, _ call: Call, _ status: Int) {
            self.operation = operation
            self.who = who
            self.call = call
            self.status = status
        }

        var testDescription: String { "\(operation) \(status)" }
    }

    static let visits: [Visit] = [
        Visit("activateCurrency", .visitor, .post("/users/activate-currency/", #"{"currency_code": "usd"}"#), 204),
        Visit("activateCurrency", .visitor, .post("/users/activate-currency/", #"{"currency_code": "XXX"}"#), 400),
        Visit("anonymize", .shopper, Call(.patch, "/users/anonymize/"), 403),
        Visit("checkResetLink", .visitor, .get("/users/reset/MQ/d0l1zs-7c3a5e9b1f2d4c6a8e0b3d5f7a9c1e2b/"), 200),
        Visit(
            "confirmPasswordReset",
            .visitor,
            .post("/users/reset/MQ/d0l1zs-7c3a5e9b1f2d4c6a8e0b3d5f7a9c1e2b/", "{}"),
            400
        ),
        Visit("requestPasswordReset", .visitor, .post("/users/password/reset/", #"{"email": "x@example.com"}"#), 200),
        Visit("chooseCity", .visitor, .post("/users/city/", #"{"city": "izmir"}"#), 200),
        Visit("chooseCityByPut", .shopper, Call(.put, "/users/city/", .form("city=745044&country=tr")), 200),
        Visit("chooseCityByPatch", .guest, .patch("/users/city/", #"{"city": "Atlantis"}"#), 404),
        Visit("showCity", .visitor, .get("/users/city/"), 200),
        Visit("searchCities", .visitor, .get("/address/city/?q=i&page_size=1"), 200),
        Visit("searchCities", .visitor, .get("/address/city/?country=TUR&page=0"), 400),
        Visit("showOneCity", .visitor, .get("/address/city/745044/"), 200),
        Visit("showOneCity", .visitor, .get("/address/city/1/"), 404),
        Visit("chooseLanguage", .visitor, .post("/users/language/", #"{"language": "EN"}"#), 204),
        Visit("chooseLanguage", .shopper, .post("/users/language/", #"{"language": "ja"}"#), 400),
        Visit("csrfToken", .visitor, .get("/csrf_token/"), 200),
        Visit("csrfToken", .visitor, .get("/csrf_token/").host("evil.example"), 400),
        Visit("showSession", .visitor, .get("/users/session/"), 200),
        Visit("showSession", .shopper, .get("/users/session/"), 200),
        Visit("signIn", .visitor, .post("/users/login/", signInBody), 200),
        Visit("signIn", .visitor, .post("/users/login/", signInBody).withoutCSRF(), 403),
        Visit("signOut", .shopper, Call(.post, "/users/logout/"), 200),
        Visit("signOut", .shopper, Call(.post, "/users/logout/", .bytes(type: "text/plain", [120])), 200),
        Visit("signIn", .visitor, Call(.post, "/users/login/", .bytes(type: "text/plain", [120])), 415),
        Visit("searchCities", .visitor, .get("/address/city/?q=%E4"), 400),
        Visit("register", .visitor, .post("/users/registration/", "{"), 400),
        Visit("currentUser", .shopper, .get("/current_user/"), 200),
        Visit("currentUser", .guest, .get("/current_user/"), 401),
        Visit("showProfile", .shopper, .get("/users/profile/"), 200),
        Visit("updateProfile", .shopper, .patch("/users/profile/", #"{"attributes": {"a": [1]}}"#), 200),
        Visit("setPassword", .shopper, .post("/users/password/set/", newPasswords), 403),
        Visit("checkPassword", .visitor, .post("/users/password/check/", #"{"password": "password"}"#), 200),
        Visit("checkPassword", .shopper, .post("/users/password/check/", #"{"password": null}"#), 400),
        Visit("listSessions", .shopper, .get("/users/sessions/"), 200),
        Visit("endSession", .shopper, Call(.delete, "/users/sessions/k3x9q2m7w1z5v8b4/"), 404),
        Visit("endOtherSessions", .shopper, Call(.delete, "/users/sessions/"), 204),
        Visit("openAPI", .visitor, .get("/openapi.json"), 200),
        Visit("readDocumentation", .visitor, .get("/docs/"), 200),
    ]

    private static let signInBody = #"{"email": "ayse@example.com", "password": "\#(TestShop.password)"}"#
    private static let newPasswords =
        #"{"new_password1": "\#(TestShop.otherPassword)", "new_password2": "\#(TestShop.otherPassword)"}"#

    private let check = SchemaCheck(document: OpenAPIDocument.json)

    @Test("an answer is one that the document describes", arguments: visits)
    func answersAsDescribed(visit: Visit) async throws {
        let storefront = try await Storefront()
        storefront.shop.addCities(try .istanbul(), try .izmir())
        let key = try await storefront.enter(as: visit.who)
        let answer = try await storefront.answer(to: visit.call.session(key))
        #expect(answer.status == visit.status)
        let response = try #require(documented(visit.operation, answer.status))
        expectHeaders(of: answer, response)
        guard let content = response["content"] else {
            #expect(answer.text == "")
            return
        }
        let type = try #require(answer.header("Content-Type"))
        guard let schema = content["application/json"]?["schema"] else {
            #expect(content[type] != nil)
            return
        }
        #expect(type == "application/json; charset=utf-8")
        #expect(check.faults(of: try #require(answer.json), schema) == [])
    }

    @Test("exactly the required fields are asked for", arguments: OpenAPIDocument.operations)
    func asksForRequiredFields(operation: OpenAPI.Operation) async throws {
        guard let form = operation.form, form.isRead else { return }
        let errors = try await errors(of: operation, .object([]))
        let required = form.fields.filter(\.isRequired).map(\.name)
        #expect(errors.filter { $0.value == .strings([Message.required.text(in: .english)]) }.map(\.key) == required)
    }

    @Test("no documented field is unknown, and an undocumented one is", arguments: OpenAPIDocument.operations)
    func knowsItsFields(operation: OpenAPI.Operation) async throws {
        guard let form = operation.form, form.isRead else { return }
        for fields in form.alternatives {
            // Of the wrong type for every field, so that nothing is carried out.
            let sent = JSONValue.object((fields.map(\.name) + ["nickname"]).map { .init($0, .array([])) })
            let errors = try await errors(of: operation, sent)
            let unknown = ["nickname"]
            let blamed = errors.filter { $0.value == .strings([Message.unknownField.text(in: .english)]) }.map(\.key)
            #expect(blamed == unknown)
        }
    }

    // MARK: Steps

    private func documented(_ operation: String, _ status: Int) -> JSONValue? {
        let line = OpenAPIDocument.operations.first { $0.id == operation }
        let written = line.flatMap { OpenAPIDocument.json["paths"]?[$0.path]?[$0.method.rawValue.lowercased()] }
        let response = written?["responses"]?[String(status)]
        return response?["$ref"]?.string.map { check.resolve($0) } ?? response
    }

    /// The headers that are always the same word for word, and the cookies.
    private func expectHeaders(of answer: Answer, _ response: JSONValue) {
        guard case .object(let headers)? = response["headers"] else {
            Issue.record("no headers are documented")
            return
        }
        for header in headers where header.key != "Set-Cookie" {
            let schema = header.value["$ref"]?.string.flatMap(check.resolve)?["schema"]
            let text = JSONValue.string(answer.header(header.key) ?? "")
            let value =
                schema?["type"]?.string == "integer" ? text.string.flatMap { Int64($0) }.map(JSONValue.integer) : text
            #expect(check.faults(of: value ?? .null, schema ?? .null, at: header.key) == [])
        }
        #expect(answer.setCookies.isEmpty || headers.contains { $0.key == "Set-Cookie" })
    }

    /// Calls the operation as somebody who may, and reads what is wrong per field.
    private func errors(of operation: OpenAPI.Operation, _ body: JSONValue) async throws -> [JSONValue.Member] {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        try await storefront.shop.set(.selfAnonymizationEnabled, .bool(true))
        let link = try storefront.shop.resetLink(for: try storefront.shopper())
        let path = operation.path.replacing("{uidb64}", with: link.uidb64).replacing("{token}", with: link.token)
        let text = String(decoding: body.encoded(ascii: false), as: UTF8.self)
        let answer = try await storefront.answer(to: Call(operation.method, path, .json(text)).session(key))
        guard answer.status == 400, case .object(let members)? = answer.json else { return [] }
        return members
    }
}
