import DjangoCompat
import HesapDomain
import Hummingbird

/// `POST /users/registration/`: 201 with one neutral sentence, whether or not the address has an account.
struct RegisterEndpoint: Endpoint {
    let register: Register
    let effects: Effects

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let registration = try Self.registration(context, today: CivilDate(effects.now()))
        switch try await register(registration, origin: context.origin, settings: context.settings) {
        case .accepted: return .detail(.registrationAccepted, context, status: .created)
        case .tooWeak(let refusals): throw FieldErrors("password", refusals.map(Message.password))
        case .throttled(let seconds): throw Problem.throttled(retryAfterSeconds: seconds)
        }
    }

    private static func registration(_ context: ShopContext, today: CivilDate) throws -> Registration {
        var fields = try Fields(context)
        let firstName = fields.name("first_name")
        let lastName = fields.name("last_name")
        let typed = fields.text("email")
        let email = fields.parse("email", typed, .invalidEmail, EmailAddress.init)
        let password = fields.password("password")
        if !fields.wasSent("confirm") {
            _ = fields.text("confirm")
        } else if fields.flag("confirm") == false {
            fields.add("confirm", .mustBeAccepted)
        }
        let phone = fields.phone("phone").text
        let gender = fields.gender("gender").value
        let birth = fields.birthDate("date_of_birth", today: today).value
        let consents = fields.consents()
        try fields.finish()
        guard let firstName, let lastName, let email, let password else { throw Problem.fault }
        return Registration(
            firstName: firstName,
            lastName: lastName,
            email: email,
            password: password,
            phone: phone,
            gender: gender,
            dateOfBirth: birth,
            consents: consents
        )
    }
}

extension Fields {
    fileprivate mutating func consents() -> Consents {
        Consents(
            email: flag("email_allowed") ?? false,
            sms: flag("sms_allowed") ?? false,
            call: flag("call_allowed") ?? false,
            whatsapp: flag("whatsapp_allowed") ?? false
        )
    }
}
