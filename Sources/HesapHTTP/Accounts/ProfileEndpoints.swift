import DjangoCompat
import HesapDomain
import Hummingbird

/// `GET /users/profile/`: the part of the account that its owner may edit.
struct ShowProfileEndpoint: Endpoint {
    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        .json(try context.signedIn().account.profileJSON)
    }
}

/// `PATCH /users/profile/`: changes what is sent; `null` or blank clears an optional field.
struct UpdateProfileEndpoint: Endpoint {
    /// Room for a shop's flags and preferences; larger things have tables of their own.
    private static let attributesKibibytes = 8

    let accounts: any Accounts
    let cities: any Cities
    let effects: Effects

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let (_, account) = try context.signedIn()
        let changes = try await changes(context)
        guard try await accounts.update(account.id, changes) else { throw Problem.sessionEnded }
        guard let updated = try await accounts.find(account.id) else { throw Problem.sessionEnded }
        return .json(updated.profileJSON)
    }

    private func changes(_ context: ShopContext) async throws -> ProfileChanges {
        var fields = try Fields(context)
        var changes = ProfileChanges()
        if fields.wasSent("first_name") { changes.firstName = fields.name("first_name").map { .set($0.text) } ?? .keep }
        if fields.wasSent("last_name") { changes.lastName = fields.name("last_name").map { .set($0.text) } ?? .keep }
        let phone = fields.phone("phone")
        if phone.sent { changes.phone = .set(phone.text) }
        let gender = fields.gender("gender")
        if gender.sent { changes.gender = .set(gender.value) }
        let birth = fields.birthDate("date_of_birth", today: CivilDate(effects.now()))
        if birth.sent { changes.dateOfBirth = .set(birth.value) }
        fields.readLanguage(into: &changes, context.settings)
        fields.readConsents(into: &changes)
        fields.readAttributes(into: &changes, limitKibibytes: Self.attributesKibibytes)
        let city = fields.value("city")
        if let city { changes.city = try await cityChange(city, &fields) }
        try fields.finish()
        return changes
    }

    private func cityChange(_ value: JSONValue, _ fields: inout Fields) async throws -> Change<CityID?> {
        guard value != .null, value.string?.trimmingWhitespace() != "" else { return .set(nil) }
        let typed = value.integer ?? value.string.flatMap { Int64($0) }
        guard let id = typed.flatMap(CityID.init), try await cities.find(id) != nil else {
            fields.add("city", .cityNotFound)
            return .keep
        }
        return .set(id)
    }
}

extension Fields {
    fileprivate mutating func readLanguage(into changes: inout ProfileChanges, _ settings: DynamicSettings) {
        let (sent, typed) = optionalText("language")
        guard sent else { return }
        let language = parse("language", typed, .languageNotOffered(settings)) { text in
            LanguageCode(text).flatMap { settings.languages.contains($0) ? $0 : nil }
        }
        changes.language = .set(language)
    }

    fileprivate mutating func readConsents(into changes: inout ProfileChanges) {
        if let flag = flag("email_allowed") { changes.emailAllowed = .set(flag) }
        if let flag = flag("sms_allowed") { changes.smsAllowed = .set(flag) }
        if let flag = flag("call_allowed") { changes.callAllowed = .set(flag) }
        if let flag = flag("whatsapp_allowed") { changes.whatsappAllowed = .set(flag) }
    }

    fileprivate mutating func readAttributes(into changes: inout ProfileChanges, limitKibibytes: Int) {
        guard let value = value("attributes") else { return }
        guard case .object = value else {
            add("attributes", .notAnObject)
            return
        }
        let encoded = value.encoded(ascii: true)
        guard encoded.count <= limitKibibytes * 1024 else {
            add("attributes", .attributesTooLarge(kibibytes: limitKibibytes))
            return
        }
        guard !value.containsNullCharacter else {
            add("attributes", .nullCharacters)
            return
        }
        changes.attributes = .set(value)
    }
}

extension Account {
    fileprivate var profileJSON: JSONValue {
        .object([
            .init("first_name", .string(firstName)), .init("last_name", .string(lastName)),
            .init("phone", profile.phone.map { .string($0.text) } ?? .null),
            .init("gender", profile.gender.map { .string($0.rawValue) } ?? .null),
            .init("date_of_birth", profile.dateOfBirth.map { .string($0.text) } ?? .null),
            .init("city", profile.city.map { .integer($0.raw) } ?? .null),
            .init("language", profile.language.map { .string($0.tag) } ?? .null),
            .init("email_allowed", .bool(profile.consents.email)), .init("sms_allowed", .bool(profile.consents.sms)),
            .init("call_allowed", .bool(profile.consents.call)),
            .init("whatsapp_allowed", .bool(profile.consents.whatsapp)), .init("attributes", profile.attributes),
        ])
    }
}

extension JSONValue {
    /// PostgreSQL cannot store the character U+0000 in text.
    fileprivate var containsNullCharacter: Bool {
        switch self {
        case .null, .bool, .number: false
        case .string(let text): text.unicodeScalars.contains("\0")
        case .array(let items): items.contains(where: \.containsNullCharacter)
        case .object(let members):
            members.contains { $0.key.unicodeScalars.contains("\0") || $0.value.containsNullCharacter }
        }
    }
}
