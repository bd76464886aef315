import HesapDomain
import Hummingbird

/// `PATCH` (or `POST`) `/users/anonymize/`: erases the signed-in shopper.
///
/// A body is not needed.
struct AnonymizeEndpoint: Endpoint {
    let anonymize: Anonymize

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        // Before the form is looked at: a shop that switched this off tells nothing more.
        guard context.settings.selfAnonymizationEnabled else { throw Problem.selfAnonymizationDisabled }
        _ = try context.signedIn()
        var fields = try Fields(context)
        let typed = fields.optionalPassword("password")
        try fields.finish()
        let outcome = try await anonymize(
            password: typed,
            in: context.browser.visit,
            origin: context.origin,
            settings: context.settings
        )
        switch outcome {
        case .anonymized:
            context.browser.now(.unknown)
            return .empty(.ok)
        case .disabled: throw Problem.selfAnonymizationDisabled
        case .notSignedIn: throw Problem.notAuthenticated
        case .passwordMissing: throw FieldErrors("password", .required)
        case .wrongPassword: throw FieldErrors("password", .wrongPassword)
        case .throttled(let seconds): throw Problem.throttled(retryAfterSeconds: seconds)
        }
    }
}
