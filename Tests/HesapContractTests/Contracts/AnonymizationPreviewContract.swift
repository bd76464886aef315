import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@testable import HesapSQL

/// The list that a shopper is shown, held against what the engines really change.
@Suite("Anonymizations port: the preview")
struct AnonymizationPreviewContract {
    typealias Field = AnonymizationChange.Field

    /// The columns of a person; every other column of the two tables must stay as it is.
    private static let fields: [String: Field] = [
        "auth_user.username": .username, "auth_user.email": .email, "auth_user.password": .password,
        "auth_user.first_name": .firstName, "auth_user.last_name": .lastName, "auth_user.is_active": .isActive,
        // The address once more, in the form in which it is looked up.
        "hesap_profile.email_key": .email,
        "hesap_profile.user_type": .userType, "hesap_profile.anonymized_at": .userType,
        "hesap_profile.phone": .phone, "hesap_profile.gender": .gender, "hesap_profile.date_of_birth": .dateOfBirth,
        "hesap_profile.city_id": .city, "hesap_profile.language": .language,
        "hesap_profile.consent_email": .emailAllowed, "hesap_profile.consent_sms": .smsAllowed,
        "hesap_profile.consent_call": .callAllowed, "hesap_profile.consent_whatsapp": .whatsappAllowed,
        "hesap_profile.attributes": .attributes,
    ]

    @Test("of a full account every field is announced, and every stored change with it", arguments: Engine.available)
    func full(on engine: Engine) async throws {
        try await engine.withStores { stores in
            var profile = fullProfile()
            profile.consents = Consents(email: true, sms: true, call: true, whatsapp: true)
            let account = try await stores.makeAccount(profile: profile)
            let announced = AnonymizationChange.all(of: account).map(\.field)
            #expect(announced == Field.allCases)
            #expect(try await changed(by: account, stores) == Set(announced))
        }
    }

    @Test("of an almost empty account only what changes is announced", arguments: Engine.available)
    func empty(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let id = try await stores.makeAccount().id
            try await stores.run("UPDATE auth_user SET first_name = '', last_name = '', password = '!none'")
            let account = try #require(try await stores.accounts.find(id))
            let announced = AnonymizationChange.all(of: account).map(\.field)
            #expect(announced == [.email, .username, .password, .isActive, .userType])
            #expect(try await changed(by: account, stores) == Set(announced))
            let erased = try #require(try await stores.accounts.find(id))
            #expect(AnonymizationChange.all(of: erased) == [])
        }
    }

    @Test("what is counted is what is deleted, and nobody else's", arguments: Engine.available)
    func counts(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let other = try await stores.makeAccount("grace@example.com")
            let none = AnonymizationCounts(sessions: 0, passwords: 0, mails: 0)
            #expect(try await stores.anonymizations.counts(of: account, now: .start) == none)
            for password in ["p1", "p2"] {
                let current = try #require(try await stores.accounts.find(account.id))
                #expect(try await stores.passwords.replace(replacement(of: current, by: password)))
            }
            for owner in [account.id, account.id, account.id, other.id] { _ = try await stores.signedIn(owner) }
            _ = try await stores.signedIn(account.id, at: .start.adding(seconds: -1_209_600))
            try await stores.outbox.enqueue(mail(.welcome, of: account.id), at: .start)
            try await stores.outbox.enqueue(mail(.addressRegistered, to: "ADA@example.com"), at: .start)
            try await stores.outbox.enqueue(mail(.welcome, to: "grace@example.com", of: other.id), at: .start)
            let counts = try await stores.anonymizations.counts(of: account, now: .start)
            #expect(counts == AnonymizationCounts(sessions: 3, passwords: 2, mails: 2))
            let before = try await mails(stores)
            #expect(try await stores.anonymizations.anonymize(anonymization(of: account.id)))
            #expect(before.subtracting(try await mails(stores)).count == counts.mails)
            #expect(try await stores.anonymizations.counts(of: account, now: .start) == none)
            let others = try await stores.anonymizations.counts(of: other, now: .start)
            #expect(others == AnonymizationCounts(sessions: 1, passwords: 0, mails: 1))
        }
    }

    // MARK: Steps

    /// The fields of which a column changed.
    private func changed(by account: Account, _ stores: Stores) async throws -> Set<Field> {
        let before = try await columns(of: account.id, stores)
        #expect(try await stores.anonymizations.anonymize(anonymization(of: account.id)))
        let after = try await columns(of: account.id, stores)
        #expect(before.count == after.count)
        let names = before.keys.filter { before[$0] != after[$0] }
        #expect(names.filter { Self.fields[$0] == nil } == [], "changed, and no field of the preview")
        return Set(names.compactMap { Self.fields[$0] })
    }

    private func columns(of id: AccountID, _ stores: Stores) async throws -> [String: SQLValue] {
        let tables: [(String, SQL)] = [
            ("auth_user", "SELECT * FROM auth_user WHERE id = \(id.raw)"),
            ("hesap_profile", "SELECT * FROM hesap_profile WHERE user_id = \(id.raw)"),
        ]
        var values: [String: SQLValue] = [:]
        for (table, statement) in tables {
            let row = try #require(try await stores.rows(statement).first)
            for column in try await stores.rows(stores.database.dialect.columns(table)) {
                let name = try column.text("name")
                values["\(table).\(name)"] = try row.value(name)
            }
        }
        return values
    }

    private func mails(_ stores: Stores) async throws -> Set<Int64> {
        let rows = try await stores.rows("SELECT id FROM hesap_outbox WHERE recipient IS NOT NULL")
        return Set(try rows.map { try $0.integer("id") })
    }
}
