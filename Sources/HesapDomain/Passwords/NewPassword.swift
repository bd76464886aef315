package import DjangoCompat

/// Two entries of a new password, and the rules it has to pass on every path that sets one.
package struct NewPassword: Sendable {
    package let first: Secret<String>
    package let second: Secret<String>

    package init(first: Secret<String>, second: Secret<String>) {
        self.first = first
        self.second = second
    }
}

extension NewPassword {
    /// Byte by byte: Swift's `==` would hold two Unicode spellings of one letter equal, and the hash would not.
    fileprivate var entriesDiffer: Bool {
        !first.reveal().utf8.elementsEqual(second.reveal().utf8)
    }
}

package enum NewPasswordRefusal: Sendable, Equatable {
    case mismatch
    /// Every rule that the password fails, in configured order.
    case tooWeak([PasswordRefusal])
}

/// Checks a new password against the configured validators and the account's history, and encodes what passes.
///
/// Both at once, since comparing hashes as slowly as encoding does.
package struct PasswordCheck: Sendable {
    package enum Verdict: Sendable, Equatable {
        case accepted(EncodedPassword)
        case refused(NewPasswordRefusal)
    }

    private let changes: any PasswordChanges
    private let hasher: any PasswordHasher

    package init(changes: any PasswordChanges, hasher: any PasswordHasher) {
        self.changes = changes
        self.hasher = hasher
    }

    package func callAsFunction(
        _ new: NewPassword,
        for account: Account,
        settings: DynamicSettings
    ) async throws(Outage) -> Verdict {
        guard !new.entriesDiffer else { return .refused(.mismatch) }
        var refusals = settings.passwordPolicy.refusals(of: new.first.reveal(), for: account.passwordSubject)
        let used = try await usedPasswords(of: account, settings: settings)
        // Nothing is left to learn by a hash.
        guard refusals.isEmpty || !used.isEmpty else { return .refused(.tooWeak(refusals)) }
        let encoded = try await hasher.encode(new.first, unlessAnyOf: used)
        if encoded == nil { refusals.append(.usedBefore(remembered: settings.passwordHistoryLength)) }
        guard let encoded, refusals.isEmpty else { return .refused(.tooWeak(refusals)) }
        return .accepted(encoded)
    }

    /// The current password counts as used, in addition to the kept ones.
    private func usedPasswords(
        of account: Account,
        settings: DynamicSettings
    ) async throws(Outage) -> [EncodedPassword] {
        guard settings.passwordPolicy.checksHistory, settings.passwordHistoryLength > 0 else { return [] }
        let old = try await changes.history(of: account.id, limit: settings.passwordHistoryLength)
        return ([account.password] + old).filter(\.isUsable)
    }
}
