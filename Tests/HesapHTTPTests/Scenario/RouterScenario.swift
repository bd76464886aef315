import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

/// A request to a prepared shop, the exact answer, and the only traces it may leave.
struct RouterScenario: Sendable, CustomTestStringConvertible {
    /// Who sends the request.
    enum Who: Sendable {
        /// A browser without a session.
        case visitor
        /// A guest who has put something into a basket.
        case guest
        /// Ayşe, signed in, with a basket in her session.
        case shopper
    }

    enum Cookies: String, Sendable {
        case untouched
        /// The session id, under both names.
        case session
        /// The session id, and a new CSRF secret.
        case sessionAndCSRF
        case csrf
        case language
        /// The session id is taken away, under both names.
        case cleared
    }

    let name: String
    var who = Who.visitor
    var call: Call
    var status: HTTPResponse.Status
    /// The body in English, byte by byte.
    ///
    /// It is also expected in Turkish, each sentence translated by `Phrasebook`.
    var body = ""
    var cookies = Cookies.untouched
    /// What may change; everything else must be as before.
    var leaves: Set<Trace> = []
    var given: @Sendable (Storefront) async throws -> Void = { _ in }

    var testDescription: String { name }

    /// Runs in both languages, each time in a shop of its own.
    func run(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await run(accept: "en", body: body, sourceLocation)
        try await run(accept: "tr-TR,tr;q=0.9,en;q=0.5", body: Phrasebook.turkish(body), sourceLocation)
    }

    private func run(accept: String, body: String, _ sourceLocation: SourceLocation) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: who)
        try await given(storefront)
        let before = Footprint(storefront.shop)
        let answer = try await storefront.answer(
            to: call.session(call.session ?? key).language(accept),
            sourceLocation: sourceLocation
        )
        #expect(answer.status == status.code, sourceLocation: sourceLocation)
        #expect(answer.text == body, sourceLocation: sourceLocation)
        expectCookies(of: answer, sourceLocation)
        let traces = Footprint(storefront.shop).traces(since: before)
        #expect(traces == leaves, sourceLocation: sourceLocation)
    }

    private func expectCookies(of answer: Answer, _ sourceLocation: SourceLocation) {
        let names = answer.setCookies.map { String($0.prefix { $0 != "=" }) }
        let values = answer.setCookies.prefix(2).map { $0.drop { $0 != "=" }.dropFirst().prefix { $0 != ";" } }
        switch cookies {
        case .untouched: #expect(names == [], sourceLocation: sourceLocation)
        case .csrf: #expect(names == ["csrftoken"], sourceLocation: sourceLocation)
        case .language: #expect(names == ["django_language"], sourceLocation: sourceLocation)
        case .session: #expect(names == ["sessionid", "osessionid"], sourceLocation: sourceLocation)
        case .sessionAndCSRF:
            #expect(names == ["sessionid", "osessionid", "csrftoken"], sourceLocation: sourceLocation)
        case .cleared:
            #expect(names == ["sessionid", "osessionid"], sourceLocation: sourceLocation)
            #expect(values == ["", ""], sourceLocation: sourceLocation)
        }
        if cookies == .session || cookies == .sessionAndCSRF {
            #expect(values.first == values.last && values.first?.count == 32, sourceLocation: sourceLocation)
        }
    }
}

extension Storefront {
    /// The basket that every prepared session holds, to see that nothing loses it.
    static let basket = SessionEdit.set("basket", .integer(7))

    /// - Returns: the session key of that browser. Ayşe's account is there whoever enters.
    func enter(as who: RouterScenario.Who) async throws -> String? {
        let account = try shop.addAccount()
        switch who {
        case .visitor: return nil
        case .guest: return try await shop.guest([Self.basket]).key?.text
        case .shopper:
            let guest = try await shop.guest([Self.basket])
            return try await shop.signedIn(account, in: guest).key?.text
        }
    }

    /// Ayşe, who is in the store once somebody entered.
    func shopper() throws -> Account {
        let accounts = shop.store.rows.accounts.values
        return try #require(accounts.first { $0.email == "ayse@example.com" })
    }

    /// The dict of the only session there is.
    func onlyPayload() throws -> SessionPayload {
        let rows = shop.store.rows.sessions.values
        #expect(rows.count == 1)
        let text = try #require(rows.first).text
        return try #require(SessionCodec(secretKeys: TestShop.secretKeys).decode(text))
    }
}
