import HesapDomain
import HesapTexts

/// What a shopper reads when something cannot be answered, in words that need no knowledge of HTTP.
enum ErrorPage {
    static func view(of problem: Problem, in context: ShopContext) -> PageView {
        let texts = Catalogue.of(context.language)
        let kind = kind(of: problem)
        var view = PageView(.error)
        view.title = texts.text("error_\(kind)_title", in: .pages)
        view.values = ["text": texts.text("error_\(kind)_text", in: .pages)]
        if case .throttled(let seconds) = problem { view.values["wait"] = Self.wait(seconds, texts) }
        // Only where somebody may ask the shop about it.
        if problem == .fault { view.values["request_id"] = context.facts.requestID }
        return view
    }

    /// In minutes once it is some of them: nobody counts 1,700 seconds.
    private static func wait(_ seconds: Int, _ texts: Catalogue) -> String {
        guard seconds > 90 else {
            return texts.text("error_throttled_seconds", in: .pages, ["count": .number(max(1, seconds))])
        }
        return texts.text("error_throttled_minutes", in: .pages, ["count": .number((seconds + 59) / 60)])
    }

    static let kinds = [
        "not_found", "csrf", "method_not_allowed", "throttled", "busy", "fault", "not_allowed", "bad_request",
    ]

    private static func kind(of problem: Problem) -> String {
        switch problem {
        case .notFound, .unknown: "not_found"
        case .csrf, .sessionEnded: "csrf"
        case .methodNotAllowed: "method_not_allowed"
        case .throttled: "throttled"
        case .tryLater: "busy"
        case .fault: "fault"
        case .selfAnonymizationDisabled, .passwordAlreadySet, .notAuthenticated: "not_allowed"
        case .fields, .parseError, .unsupportedMediaType, .bodyTooLarge, .headersTooLarge, .hostNotAllowed:
            "bad_request"
        }
    }
}
