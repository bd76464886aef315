import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

extension TestShop {
    /// Puts a session into the store as Django would have left it there.
    func plant(
        _ members: [(String, JSONValue)],
        key: String = "abcdefghijklmnopqrstuvwxyz012345",
        signedWith secretKeys: SecretKeys = TestShop.secretKeys
    ) async throws -> SessionKey {
        var payload = SessionPayload()
        for (name, value) in members { payload.set(name, value) }
        return try await plant(
            text: SessionCodec(secretKeys: secretKeys).encode(payload, at: clock.now.seconds),
            key: key
        )
    }

    func plant(text: String, key: String = "abcdefghijklmnopqrstuvwxyz012345") async throws -> SessionKey {
        let key = try #require(SessionKey(key))
        let session = NewSession(key: key, text: text, expires: clock.now.adding(seconds: 1000))
        #expect(try await store.sessionStore.create(session))
        return key
    }

    /// The dict of a stored session, nil when there is no such row.
    func payload(of key: SessionKey?) -> SessionPayload? {
        key.flatMap { store.rows.sessions[$0] }.flatMap { SessionCodec(secretKeys: Self.secretKeys).decode($0.text) }
    }
}

/// The dict of a signed-in session.
func signedInMembers(
    _ account: Account,
    hash: JSONValue? = nil,
    secretKeys: SecretKeys = TestShop.secretKeys
) -> [(String, JSONValue)] {
    [
        ("_auth_user_id", .string(String(account.id.raw))),
        ("_auth_user_backend", .string("django.contrib.auth.backends.ModelBackend")),
        ("_auth_user_hash", hash ?? .string(SessionAuthHash(secretKeys: secretKeys).text(for: account.password))),
        ("cart_id", .integer(9)),
    ]
}
