import DjangoCompat
import HesapDomain
import Hummingbird

/// `POST /users/login/`: 200 with the account; one refusal for every reason.
struct SignInEndpoint: Endpoint {
    let signIn: SignIn
    let city: CurrentCity
    let effects: Effects

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        var fields = try Fields(context)
        let typed = fields.text("email", maximum: 254)
        let password = fields.password("password")
        try fields.finish()
        guard let typed, let password else { throw Problem.fault }
        // Not told apart from an unknown address: accounts have only addresses of this form.
        guard let email = EmailAddress(typed) else { throw FieldErrors(FieldErrors.general, .cannotSignIn) }
        let outcome = try await signIn(
            email: email,
            password: password,
            in: context.browser.visit,
            origin: context.origin,
            settings: context.settings
        )
        switch outcome {
        case .signedIn(let account, let visit):
            context.browser.now(visit)
            context.browser.rotateCSRF(random: effects.random)
            return .json(account.json(city: try await city(visit)))
        case .invalid: throw FieldErrors(FieldErrors.general, .cannotSignIn)
        case .throttled(let seconds): throw Problem.throttled(retryAfterSeconds: seconds)
        }
    }
}

/// `POST /users/logout/`: ends the session with everything in it, whatever the body says; harmless for guests.
struct SignOutEndpoint: Endpoint {
    let visits: Visits

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        context.browser.now(try await visits.end(context.browser.visit))
        return .empty(.ok)
    }
}

/// `GET /current_user/`.
struct CurrentUserEndpoint: Endpoint {
    let city: CurrentCity

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let (visit, account) = try context.signedIn()
        return .json(account.json(city: try await city(visit)))
    }
}

extension Account {
    /// The account as its owner sees it.
    ///
    /// Lists every field by name, so that a new column is not shown by accident.
    func json(city: City?) -> JSONValue {
        .object([
            .init("pk", .integer(id.raw)), .init("first_name", .string(firstName)),
            .init("last_name", .string(lastName)), .init("email", .string(email)),
            .init("phone", profile.phone.map { .string($0.text) } ?? .null),
            .init("user_type", .string(profile.userType.rawValue)),
            .init("gender", profile.gender.map { .string($0.rawValue) } ?? .null),
            .init("date_of_birth", profile.dateOfBirth.map { .string($0.text) } ?? .null),
            .init("city", city?.json ?? .null),
            .init("language", profile.language.map { .string($0.tag) } ?? .null),
            .init("email_allowed", .bool(profile.consents.email)), .init("sms_allowed", .bool(profile.consents.sms)),
            .init("call_allowed", .bool(profile.consents.call)),
            .init("whatsapp_allowed", .bool(profile.consents.whatsapp)), .init("attributes", profile.attributes),
            .init("has_usable_password", .bool(password.isUsable)),
            .init("date_joined", dateJoined.json), .init("last_login", lastLogin?.json ?? .null),
        ])
    }
}
