import HesapDomain
import HesapTestKit
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HesapHTTP

/// The public router over an in-memory shop.
struct Storefront: Sendable {
    static let host = "shop.example.com"

    let shop: TestShop
    let metrics = Metrics()
    var configuration: HTTPConfiguration
    var sentMails: (any SentMails)?

    init(publicURL: String = "http://" + Storefront.host, _ adjust: (inout HTTPConfiguration) -> Void = { _ in })
        async throws
    {
        shop = try await TestShop()
        configuration = HTTPConfiguration(
            publicURL: try #require(PublicURL(publicURL)),
            allowedHosts: [.name(Self.host), .name("localhost")]
        )
        adjust(&configuration)
    }

    var useCases: UseCases {
        UseCases(
            settings: { [shop] in shop.settings },
            effects: shop.effects,
            visits: shop.visits,
            activateCurrency: shop.activateCurrency,
            chooseCity: shop.chooseCity,
            currentCity: shop.currentCity,
            chooseLanguage: shop.chooseLanguage,
            cities: shop.store.cities,
            accounts: shop.store.accounts,
            signIn: shop.signIn,
            register: shop.register,
            ownSessions: shop.ownSessions,
            requestPasswordReset: shop.requestReset,
            confirmPasswordReset: shop.confirmReset,
            changePassword: shop.changePassword,
            setPassword: shop.setPassword,
            passwordHints: shop.passwordHints,
            anonymize: shop.anonymize,
            anonymizationPreview: shop.anonymizationPreview,
            sentMails: sentMails
        )
    }

    var router: Router<ShopContext> { shopRouter(useCases, configuration: configuration, metrics: metrics) }

    /// Sends a request straight to the router.
    ///
    /// Every answer has to keep the rules that hold for all of them.
    func answer(to call: Call, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Answer {
        let answer = try await rawAnswer(to: call)
        HouseRules.check(answer, call, sourceLocation: sourceLocation)
        return answer
    }

    func rawAnswer(to call: Call) async throws -> Answer {
        let application = Application(responder: HostedResponder(base: router.buildResponder(), host: call.host))
        return try await application.test(.router) { client in
            Answer(
                try await client.execute(
                    uri: call.path,
                    method: call.method,
                    headers: call.fields,
                    body: call.buffer
                )
            )
        }
    }
}

/// Gives the request the `Host` of the test: the testing framework sends `localhost` and nothing else.
private struct HostedResponder: HTTPResponder {
    let base: RouterResponder<ShopContext>
    let host: String?

    func respond(to request: Request, context: ShopContext) async throws -> Response {
        var head = request.head
        head.authority = host
        return try await base.respond(to: Request(head: head, body: request.body), context: context)
    }
}
