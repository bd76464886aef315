import DjangoCompat
import HesapDomain
import Hummingbird

/// `POST /users/password/check/`: 200 with every validator's message, in the language of the request; none means fine.
///
/// Not throttled: a throttle would be a write for each pause in typing. There is nothing to guess, since the answer
/// depends on what is sent and on the own account only, and the work is bounded: measured in a release build, a
/// password of 128 characters takes 0.08 ms at worst, one of 4,096 one millisecond; a sign-in's hash
/// takes 160.
struct CheckPasswordEndpoint: Endpoint {
    /// The length at which Django once cut passwords off (CVE-2013-1443).
    ///
    /// The work grows with the length, and the 64 KiB of a body would take 8 ms. Nobody types more; a lower limit would
    /// call passwords too long that are accepted when they are set.
    private static let longestPassword = 4096

    let hints: PasswordHints

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        var fields = try Fields(context)
        let password = fields.typedPassword("password")
        let (uidb64, token) = (fields.optionalText("uidb64").text, fields.optionalText("token").text)
        let typed = fields.typedSubject()
        try fields.finish()
        guard let password else { throw Problem.fault }
        guard password.reveal().unicodeScalars.count <= Self.longestPassword else {
            return Self.answer([.tooLong(maximum: Self.longestPassword)], context)
        }
        let refusals = try await hints(
            password,
            link: uidb64.flatMap { uidb64 in token.map { (uidb64, $0) } },
            in: context.browser.visit,
            typed: typed,
            settings: context.settings
        )
        return Self.answer(refusals.map(Message.password), context)
    }

    private static func answer(_ messages: [Message], _ context: ShopContext) -> Response {
        .json(.members(["password": .strings(messages.map { $0.text(in: context.language) })]))
    }
}

extension Fields {
    /// The field has to be there, but while somebody types it may be empty.
    fileprivate mutating func typedPassword(_ key: String) -> Secret<String>? {
        value(key) == .string("") ? Secret("") : password(key)
    }

    /// Names and address as far as they are typed.
    ///
    /// What registration would refuse as too long is cut: each word of them is compared with the password.
    fileprivate mutating func typedSubject() -> PasswordSubject {
        let firstName = beginning(of: "first_name", 50)
        let lastName = beginning(of: "last_name", 50)
        let email = beginning(of: "email", 254)
        return PasswordSubject(username: email, firstName: firstName, lastName: lastName, email: email)
    }

    private mutating func beginning(of key: String, _ length: Int) -> String {
        String((optionalText(key).text ?? "").unicodeScalars.prefix(length))
    }
}
