import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct RequestResetEndpointTests {
    private static let path = "/users/password/reset/"
    private static let neutral =
        #"{"detail":"If there is an account with this email address, we have sent it a link to choose a new password."}"#

    @Test("every address gets the same answer", arguments: addresses)
    func answers(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let addresses =
        ["ayse@example.com", "AYSE@example.com", "nobody@example.com", " ayse@example.com "].map { email in
            RouterScenario(
                name: email,
                call: .post(path, #"{"email":"\#(email)"}"#),
                status: .ok,
                body: neutral,
                leaves: [.mail, .throttles]
            )
        }
        + BadText.all.map { bad in
            refusal(bad.literal, #"{"email":\#(bad.literal)}"#, Refusal.field("email", bad.message))
        }
        + ["ayse", "a@b", "a@example.com\\nBcc: b@example.com"].map {
            refusal($0, #"{"email":"\#($0)"}"#, Refusal.field("email", "Enter a valid email address."))
        } + [
            refusal("no address", "{}", Refusal.field("email", Refusal.required)),
            refusal(
                "a link's host",
                #"{"email":"ayse@example.com","host":"evil.example"}"#,
                Refusal.field("host", Refusal.unknownField)
            ),
        ]

    private static func refusal(_ name: String, _ json: String, _ body: String) -> RouterScenario {
        RouterScenario(name: name, who: .guest, call: .post(path, json), status: .badRequest, body: body)
    }

    @Test("the link in the mail is the public address, whatever Host was sent")
    func linkHost() async throws {
        let storefront = try await Storefront { $0.allowedHosts = [.any] }
        _ = try await storefront.enter(as: .visitor)
        let call = Call.post(Self.path, #"{"email":"ayse@example.com"}"#).host("evil.example")
        #expect(try await storefront.answer(to: call).status == 200)
        let mails = try await storefront.shop.deliver()
        let link = try #require(mails.first?.variables["link"])
        #expect(link.hasPrefix("https://shop.example.com/users/reset/"))
        let path = String(link.dropFirst("https://shop.example.com".count))
        #expect(try await storefront.answer(to: .get(path)).text == #"{"valid":true}"#)
    }

    @Test("one mailbox gets only so many links, and the answer says when to come back")
    func waitsItsTurn() async throws {
        let storefront = try await Storefront()
        let call = Call.post(Self.path, #"{"email":"ayse@example.com"}"#)
        for _ in 1...5 { #expect(try await storefront.answer(to: call).status == 200) }
        let answer = try await storefront.answer(to: call)
        #expect(answer.status == 429)
        #expect(answer.header("Retry-After") == "3600")
        #expect(storefront.shop.store.rows.mails.count == 5)
    }
}
