import HesapDomain
import HesapTestKit
import HesapTexts
import Hummingbird
import Testing

@testable import HesapHTTP

/// A browser without JavaScript: keeps cookies, sends forms, follows redirects only when told to.
final class PageBrowser {
    var storefront: Storefront
    private(set) var cookies: [String: String] = [:]
    var language = "en"

    init(_ adjust: (inout HTTPConfiguration) -> Void = { _ in }) async throws {
        var storefront = try await Storefront { adjust(&$0) }
        storefront.configuration.pages =
            try storefront.configuration.pages
            ?? Pages(
                storefront.configuration,
                look: Look(name: "Deniz Shop", url: "http://shop.example.com/"),
                random: storefront.shop.effects.random
            )
        self.storefront = storefront
    }

    /// As Ayşe, with a basket in her session.
    func enter(as who: RouterScenario.Who) async throws {
        cookies["sessionid"] = try await storefront.enter(as: who)
    }

    func open(_ path: String) async throws -> Answer {
        try await answer(to: Call(.get, path))
    }

    /// Sends a form as a browser does: URL-encoded, with the hidden token of the page.
    func send(_ path: String, _ fields: KeyValuePairs<String, String> = [:]) async throws -> Answer {
        let pairs = [("csrfmiddlewaretoken", Call.csrfSecret)] + fields.map { ($0.key, $0.value) }
        let body = pairs.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }
        cookies["csrftoken"] = cookies["csrftoken"] ?? Call.csrfSecret
        var call = Call(.post, path, .form(body.joined(separator: "&"))).withoutCSRF()
        if let secret = cookies["csrftoken"], secret != Call.csrfSecret {
            call.body = .form(body.joined(separator: "&").replacing(Call.csrfSecret, with: secret))
        }
        return try await answer(to: call)
    }

    func answer(to call: Call) async throws -> Answer {
        var call = call.header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8").language(language)
        for (name, value) in cookies.sorted(by: { $0.key < $1.key }) { call = call.cookie(name, value) }
        let answer = try await storefront.page(for: call)
        for line in answer.setCookies { keep(line) }
        return answer
    }

    func forget(_ name: String) { cookies[name] = nil }

    private func keep(_ line: String) {
        let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isCleared = line.contains("Max-Age=0")
        cookies[String(pair[0])] = isCleared ? nil : String(pair[1])
    }
}

extension Storefront {
    /// As `answer(to:)`, with the rules that hold for pages instead of those for JSON.
    func page(for call: Call) async throws -> Answer {
        let answer = try await rawAnswer(to: call)
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(answer.header("Cache-Control") == "no-store")
        guard answer.status != 303 else {
            #expect(answer.text.isEmpty && answer.header("Location")?.hasPrefix("/") == true)
            return answer
        }
        #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
        #expect(answer.header("Content-Security-Policy")?.contains("unsafe") == false)
        // A place that a template names and no page fills, or a text that is in no catalogue.
        #expect(!answer.text.contains("{{") && !answer.text.contains("_title"))
        return answer
    }
}

extension Answer {
    func shows(_ text: String) -> Bool { self.text.contains(text) }

    var destination: String? { header("Location") }
}
