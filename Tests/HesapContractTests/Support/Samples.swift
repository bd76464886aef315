import DjangoCompat
import HesapDomain
import HesapSQL
import HesapTestKit
import Testing

extension Timestamp {
    static let start = Timestamp(microseconds: 1_800_000_000_123_456)
}

/// Real chance is fine here: no test depends on which keys come out, only on their being different.
let chance: RandomBytes = { count in
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}

func address(_ text: String) throws -> EmailAddress {
    try #require(EmailAddress(text))
}

func newAccount(_ email: String, username: String? = nil, profile: Profile = Profile()) throws -> NewAccount {
    NewAccount(
        username: username ?? email,
        email: try address(email),
        password: EncodedPassword("pbkdf2_sha256$1$salt$first"),
        firstName: "Ada",
        lastName: "Lovelace",
        profile: profile
    )
}

func fullProfile() -> Profile {
    var profile = Profile()
    profile.userType = .guest
    profile.phone = PhoneNumber("+90 555 111 22 33")
    profile.gender = .female
    profile.dateOfBirth = CivilDate("1990-02-28")
    profile.city = CityID(745_044)
    profile.language = .turkish
    profile.consents = Consents(email: true, sms: false, call: true, whatsapp: false)
    profile.attributes = .object([JSONValue.Member("shoe", .number("1.0")), JSONValue.Member("ş", .string("'; --"))])
    return profile
}

extension Stores {
    /// A registered account, read back.
    func makeAccount(_ email: String = "ada@example.com", profile: Profile = Profile()) async throws -> Account {
        let id = try #require(try await accounts.create(try newAccount(email, profile: profile), mail: [], at: .start))
        return try #require(try await accounts.find(id))
    }

    /// A row as Django writes it, without a profile.
    func makeDjangoUser(_ id: Int64, email: String, isActive: Bool = true) async throws -> AccountID {
        try await run(
            """
            INSERT INTO auth_user (id, password, last_login, is_superuser, username, last_name, email, is_staff,
                is_active, date_joined, first_name)
            VALUES (\(id), 'pbkdf2_sha256$1$salt$first', NULL, \(false), \("django\(id)"), '', \(email), \(false), \(isActive),
                '2026-01-02 03:04:05.678901', '')
            """
        )
        return try #require(AccountID(id))
    }

    func signedIn(_ account: AccountID, text: String = "data", at now: Timestamp = .start) async throws -> SessionKey {
        let new = newSession(text, owner: account, at: now)
        try #require(try await sessions.create(new))
        return new.key
    }

    func isAlive(_ key: SessionKey) async throws -> Bool {
        try await sessions.load(key, now: .start) != nil
    }
}

extension SessionStore {
    /// The row by itself: most texts here are no session's.
    func load(_ key: SessionKey, now: Timestamp) async throws(Outage) -> StoredSession? {
        try await load(key, now: now) { _ in nil }
    }

    /// Who holds the session, when its text names the account.
    func holder(of key: SessionKey, _ account: AccountID) async throws(Outage) -> SessionHolder? {
        try await load(key, now: .start) { _ in .naming(account) }?.holder
    }
}

extension SessionPayload {
    static func naming(_ account: AccountID) -> SessionPayload {
        var payload = SessionPayload()
        payload.set(SessionField.accountID, .string(String(account.raw)))
        return payload
    }
}

func newSession(
    _ text: String = "data",
    owner: AccountID? = nil,
    at now: Timestamp = .start,
    address: String = "203.0.113.7"
) -> NewSession {
    let holder = owner.map {
        SessionOwner(
            account: $0,
            publicID: SessionPublicID.make(random: chance),
            userAgent: "Firefox",
            address: address,
            at: now
        )
    }
    return NewSession(
        key: SessionKey.make(random: chance),
        text: text,
        expires: now.adding(seconds: 1_209_600),
        owner: holder
    )
}

func replacement(
    of account: Account,
    by password: String = "pbkdf2_sha256$1$salt$second",
    historyLength: Int = 5,
    survivor: PasswordReplacement.Survivor? = nil,
    notice: Mail? = nil,
    event: AuditEvent = .passwordReset
) -> PasswordReplacement {
    PasswordReplacement(
        account: account,
        password: EncodedPassword(password),
        historyLength: historyLength,
        survivor: survivor,
        notice: notice,
        at: Timestamp.start.adding(seconds: 60),
        requestID: "request-1",
        event: event
    )
}

func anonymization(of id: AccountID, notice: Mail? = nil) -> Anonymization {
    let random = chance(8).map { String($0, radix: 16) }.joined()
    return Anonymization(
        account: id,
        replacement: "anonymized-\(random)@anonymized.invalid",
        password: EncodedPassword.unusable(random: chance),
        notice: notice,
        at: Timestamp.start.adding(seconds: 90),
        requestID: "request-2"
    )
}

func mail(_ kind: Mail.Kind, to recipient: String = "ada@example.com", of account: AccountID? = nil) -> Mail {
    Mail(kind, to: recipient, account: account, language: .turkish, variables: ["link": "https://a.example/ş?y=\"2\""])
}
