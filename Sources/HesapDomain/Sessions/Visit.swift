package import DjangoCompat

/// One browser during one request: its session as it was read, and the account when it is signed in.
///
/// An object, since each step of a request holds one, and a step of more than a kilobyte takes its memory from the slow
/// part of the allocator.
package final class Visit: Sendable {
    /// Nil until the first write: a guest who only reads has no session.
    package let key: SessionKey?
    /// The row's text as it was read; what a write expects to find.
    let storedText: String
    /// When the session was alive; of a recalled one, when it has to be.
    let openedAt: Timestamp
    package let payload: SessionPayload
    /// Who is signed in.
    let holder: SessionHolder?
    /// A session that no longer counts, for instance because the password changed.
    ///
    /// Removed with the next write.
    let deadKey: SessionKey?
    /// Changes that the next write takes along, such as a session hash of a rotated secret key.
    let due: [SessionEdit]
    /// The browser does not know the key yet: it changed while the session was opened.
    package let isRenewed: Bool
    /// As the session was when it was here last, not as it was read: only a write can tell whether it still is.
    package let isRecalled: Bool

    init(
        key: SessionKey?,
        storedText: String = "",
        openedAt: Timestamp = Timestamp(microseconds: 0),
        payload: SessionPayload = SessionPayload(),
        holder: SessionHolder? = nil,
        deadKey: SessionKey? = nil,
        due: [SessionEdit] = [],
        isRenewed: Bool = false,
        isRecalled: Bool = false
    ) {
        self.key = key
        self.storedText = storedText
        self.openedAt = openedAt
        self.payload = payload
        self.holder = holder
        self.deadKey = deadKey
        self.due = due
        self.isRenewed = isRenewed
        self.isRecalled = isRecalled
    }

    package var account: Account? { holder?.account }

    // By themselves, since an account is a large thing to hand out.
    package var isSignedIn: Bool { holder != nil }
    package var userType: UserType { holder?.account.profile.userType ?? .guest }
    package var language: LanguageCode? { holder?.account.profile.language }

    /// The visit with a session currency that the shop stopped offering taken out by the next write.
    package func repaired(for settings: DynamicSettings) -> Visit {
        guard let kept = payload[SessionField.currency]?.string else { return self }
        guard settings.offeredCurrency(kept) == nil else { return self }
        return owing(.remove(SessionField.currency))
    }

    /// The visit with one more change for the next write.
    func owing(_ edit: SessionEdit) -> Visit {
        Visit(
            key: key,
            storedText: storedText,
            openedAt: openedAt,
            payload: payload,
            holder: holder,
            deadKey: deadKey,
            due: due + [edit],
            isRenewed: isRenewed,
            isRecalled: isRecalled
        )
    }

    /// A browser without a session.
    package static let unknown = Visit(key: nil)
}

/// One change of the session's dictionary.
package enum SessionEdit: Sendable, Equatable {
    case set(String, JSONValue)
    case remove(String)

    func apply(to payload: inout SessionPayload) {
        switch self {
        case .set(let key, let value): payload.set(key, value)
        case .remove(let key): payload.remove(key)
        }
    }
}

/// The keys of the session's dictionary that Hesap knows.
///
/// All others are kept untouched.
package enum SessionField {
    package static let accountID = "_auth_user_id"
    package static let backend = "_auth_user_backend"
    package static let authHash = "_auth_user_hash"
    package static let currency = "currency"
    package static let city = "city"
    /// The value that Django's `login()` stores for its default backend.
    package static let modelBackend = "django.contrib.auth.backends.ModelBackend"
}

extension SessionPayload {
    /// Who is signed in.
    package var accountID: AccountID? { self[SessionField.accountID]?.string.flatMap(AccountID.init(text:)) }
}
