import DjangoCompat
import HTTPTypes
import HesapDomain
import Hummingbird

/// `POST /users/password/reset/`: always the same answer, whoever owns the address.
struct RequestResetEndpoint: Endpoint {
    let request: RequestPasswordReset

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        var fields = try Fields(context)
        let typed = fields.text("email")
        let email = fields.parse("email", typed, .invalidEmail, EmailAddress.init)
        try fields.finish()
        guard let email else { throw Problem.fault }
        switch try await self.request(email, origin: context.origin, settings: context.settings) {
        case .accepted: return .detail(.resetRequested, context)
        case .throttled(let seconds): throw Problem.throttled(retryAfterSeconds: seconds)
        }
    }
}

/// `POST /users/reset/{uidb64}/{token}/`: sets the new password.
struct ConfirmResetEndpoint: Endpoint {
    let confirm: ConfirmPasswordReset

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let outcome = try await confirm(
            uidb64: context.resetLink.uidb64,
            token: context.resetLink.token,
            new: { try Self.newPassword(context) },
            origin: context.origin,
            settings: context.settings
        )
        switch outcome {
        case .reset: return .empty(.ok)
        case .invalidLink: throw FieldErrors("token", .invalidResetLink)
        case .refused(let refusal): throw refusal.errors()
        case .throttled(let seconds): throw Problem.throttled(retryAfterSeconds: seconds)
        }
    }

    private static func newPassword(_ context: ShopContext) throws -> NewPassword {
        var fields = try Fields(context)
        let new = fields.newPassword()
        try fields.finish()
        guard let new else { throw Problem.fault }
        return new
    }
}

/// `GET /users/reset/{uidb64}/{token}/`: whether the link is good.
///
/// Consumes nothing.
struct ShowResetEndpoint: Endpoint {
    let confirm: ConfirmPasswordReset

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let isValid = try await confirm.isValid(
            uidb64: context.resetLink.uidb64,
            token: context.resetLink.token,
            settings: context.settings
        )
        return .json(.object([.init("valid", .bool(isValid))]))
    }
}

extension Response {
    /// A sentence for the shopper that is not a refusal.
    static func detail(_ message: Message, _ context: ShopContext, status: HTTPResponse.Status = .ok) -> Response {
        .json(.object([.init("detail", .string(message.text(in: context.language)))]), status: status)
    }
}
