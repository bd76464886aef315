import HesapDomain
import Hummingbird

/// `POST /users/password/change/`: own session lives on, all others die.
struct ChangePasswordEndpoint: Endpoint {
    let change: ChangePassword

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let (visit, account) = try context.signedIn()
        var fields = try Fields(context)
        let old = fields.password("old_password")
        let new = fields.newPassword()
        try fields.finish()
        guard let old, let new else { throw Problem.fault }
        let outcome = try await change(
            old: old,
            new: new,
            of: account,
            in: visit,
            origin: context.origin,
            settings: context.settings
        )
        switch outcome {
        case .changed(let visit):
            context.browser.now(visit)
            return .empty(.ok)
        case .wrongOldPassword: throw FieldErrors("old_password", .wrongOldPassword)
        case .refused(let refusal): throw refusal.errors()
        case .sessionEnded: throw Problem.sessionEnded
        case .throttled(let seconds): throw Problem.throttled(retryAfterSeconds: seconds)
        }
    }
}

/// `POST /users/password/set/`: the first password of an account that has none.
struct SetPasswordEndpoint: Endpoint {
    let set: SetPassword

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let (visit, account) = try context.signedIn()
        var fields = try Fields(context)
        let prefix = fields.wasSent("password1") || fields.wasSent("password2") ? "password" : "new_password"
        let new = fields.newPassword(prefix)
        try fields.finish()
        guard let new else { throw Problem.fault }
        let outcome = try await set(new, of: account, in: visit, origin: context.origin, settings: context.settings)
        switch outcome {
        case .set(let visit):
            context.browser.now(visit)
            return .empty(.ok)
        case .alreadySet: throw Problem.passwordAlreadySet
        case .refused(let refusal): throw refusal.errors(under: prefix + "2")
        case .sessionEnded: throw Problem.sessionEnded
        }
    }
}
