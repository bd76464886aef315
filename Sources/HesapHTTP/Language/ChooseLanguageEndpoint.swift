import HesapDomain
import Hummingbird

/// `POST /users/language/`: 204 with the cookie, for guests too.
struct ChooseLanguageEndpoint: Endpoint {
    let choose: ChooseLanguage

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        var fields = try Fields(context)
        let typed = fields.text("language")
        try fields.finish()
        switch try await choose(typed ?? "", in: context.browser.visit, settings: context.settings) {
        case .chosen(let language):
            context.browser.choose(language)
            return .empty(.noContent)
        case .notOffered:
            throw FieldErrors("language", .languageNotOffered(context.settings))
        case .sessionEnded:
            throw Problem.sessionEnded
        }
    }
}

extension Message {
    static func languageNotOffered(_ settings: DynamicSettings) -> Message {
        .invalidLanguage(offered: settings.languages.map(\.tag).joined(separator: ", "))
    }
}
