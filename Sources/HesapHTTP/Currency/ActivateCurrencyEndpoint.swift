import HesapDomain
import Hummingbird

/// `POST /users/activate-currency/`: 204, for guests too.
struct ActivateCurrencyEndpoint: Endpoint {
    let activate: ActivateCurrency

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        var fields = try Fields(context)
        let typed = fields.text("currency_code")
        try fields.finish()
        switch try await activate(typed ?? "", in: context.browser.visit, settings: context.settings) {
        case .activated(let visit):
            context.browser.now(visit)
            return .empty(.noContent)
        case .notOffered:
            throw FieldErrors("currency_code", .currencyNotOffered)
        case .sessionEnded:
            throw Problem.sessionEnded
        }
    }
}
