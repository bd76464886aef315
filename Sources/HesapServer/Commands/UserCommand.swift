import ArgumentParser
import DjangoCompat
import HesapDomain

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Look after accounts.",
        subcommands: [Create.self, Show.self, ResetLink.self, Anonymize.self]
    )

    struct Create: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make an account; prints its id. Without a password it can sign in only after a reset."
        )

        @Option(help: "The address to sign in with.") var email: EmailAddress
        @Flag(help: "Read the password from the first line of standard input.") var passwordStdin = false
        @Option var firstName = ""
        @Option var lastName = ""
        @Option(help: "One of LANGUAGES; without it the browser's language counts.") var language: LanguageCode?
        @Option(help: "guest or registered.") var type = NewAccountType.registered

        func run(_ launch: Launch) async throws {
            let password = passwordStdin ? try Self.readPassword() : nil
            for name in [firstName, lastName] where !name.isEmpty && PersonName(name) == nil {
                throw CommandFault("a name has 1 to 50 characters, none of them a control character")
            }
            try await launch.withWiring { wiring in
                let offered = wiring.settings.current.languages
                if let language, !offered.contains(language) {
                    throw CommandFault("--language is none of \(offered.map(\.tag).joined(separator: ", "))")
                }
                let create = CreateAccount(
                    accounts: wiring.stores.accounts,
                    hasher: wiring.hashing,
                    effects: wiring.effects
                )
                let outcome = try await create(
                    email: email,
                    password: password,
                    firstName: firstName,
                    lastName: lastName,
                    type: type.userType,
                    language: language
                )
                guard case .created(let id) = outcome else { throw CommandFault("an account has that address") }
                StandardStream.output.writeLine(String(id.raw))
            }
        }

        private static func readPassword() throws -> Secret<String> {
            guard var line = try LineReader(path: "-").next() else {
                throw CommandFault("no password on standard input")
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            guard let text = String(validating: line, as: UTF8.self) else {
                throw CommandFault("the password is not UTF-8")
            }
            guard !text.isEmpty else { throw CommandFault("the password is empty") }
            return Secret(text)
        }
    }

    struct Show: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Print what is stored about an account, as JSON."
        )

        @Option(help: "The address to sign in with.") var email: EmailAddress?
        @Option(help: "The account's id.") var id: AccountID?

        func validate() throws {
            guard (email == nil) != (id == nil) else { throw ValidationError("give either --email or --id") }
        }

        func run(_ launch: Launch) async throws {
            try await launch.withStores { stores in
                guard let account = try await find(in: stores.accounts) else { throw CommandFault("no such account") }
                StandardStream.output.writeJSON(account.json)
            }
        }

        private func find(in accounts: any Accounts) async throws(Outage) -> Account? {
            if let id { return try await accounts.find(id) }
            guard let email else { return nil }
            return try await accounts.find(email: email)
        }
    }

    struct ResetLink: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-link",
            abstract: "Print a link with which a new password can be set. Whoever has it has the account."
        )

        @Option(help: "The address to sign in with.") var email: EmailAddress

        func run(_ launch: Launch) async throws {
            try await launch.withWiring { wiring in
                guard let account = try await wiring.stores.accounts.find(email: email), account.isActive else {
                    throw CommandFault("no active account has that address")
                }
                StandardStream.output.writeLine(wiring.resetLinks.link(for: account))
            }
        }
    }

    struct Anonymize: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "anonymize",
            abstract: "Erase everything personal of an account for good. Only the row stays, for its orders."
        )

        @Option(help: "The account's id.") var id: AccountID

        func run(_ launch: Launch) async throws {
            try await launch.withWiring { wiring in
                guard let account = try await wiring.stores.accounts.find(id) else {
                    throw CommandFault("no such account")
                }
                let isDone = try await wiring.anonymize().erase(
                    account,
                    language: wiring.settings.current.languageCode,
                    requestID: "hesap user anonymize"
                )
                StandardStream.output.writeLine(isDone ? "anonymized" : "was anonymized already")
            }
        }
    }
}

enum NewAccountType: String, ExpressibleByArgument, CaseIterable {
    case guest, registered

    fileprivate var userType: UserType {
        switch self {
        case .guest: .guest
        case .registered: .registered
        }
    }
}

extension LanguageCode: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}

extension EmailAddress: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}

extension AccountID: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(text: argument)
    }
}

extension Account {
    /// Everything but the password's hash.
    fileprivate var json: JSONValue {
        .object([
            .init("id", .integer(id.raw)),
            .init("username", .string(username)),
            .init("email", .string(email)),
            .init("first_name", .string(firstName)),
            .init("last_name", .string(lastName)),
            .init("is_active", .bool(isActive)),
            .init("has_usable_password", .bool(password.isUsable)),
            .init("date_joined", .string(dateJoined.iso8601)),
            .init("last_login", .text(lastLogin?.iso8601)),
            .init("user_type", .string(profile.userType.rawValue)),
            .init("phone", .text(profile.phone?.text)),
            .init("gender", .text(profile.gender?.rawValue)),
            .init("date_of_birth", .text(profile.dateOfBirth?.text)),
            .init("city", profile.city.map { .integer($0.raw) } ?? .null),
            .init("language", .text(profile.language?.tag)),
            .init("email_allowed", .bool(profile.consents.email)),
            .init("sms_allowed", .bool(profile.consents.sms)),
            .init("call_allowed", .bool(profile.consents.call)),
            .init("whatsapp_allowed", .bool(profile.consents.whatsapp)),
            .init("attributes", profile.attributes),
            .init("anonymized_at", .text(profile.anonymizedAt?.iso8601)),
        ])
    }
}

extension JSONValue {
    fileprivate static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
