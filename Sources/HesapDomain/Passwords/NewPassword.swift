import DjangoCompat

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

/// Checks a new password against the configured validators and the account's history.
package struct PasswordCheck: Sendable {
    private let changes: any PasswordChanges
    private let hasher: any PasswordHasher

    package init(changes: any PasswordChanges, hasher: any PasswordHasher) {
        self.changes = changes
        self.hasher = hasher
    }

    package func refusal(
        of new: NewPassword,
        for account: Account,
        settings: DynamicSettings
    ) async throws(Outage) -> NewPasswordRefusal? {
        guard !new.entriesDiffer else { return .mismatch }
        var refusals = settings.passwordPolicy.refusals(of: new.first.reveal(), for: account.passwordSubject)
        if try await isUsedBefore(new.first, by: account, settings: settings) {
            refusals.append(.usedBefore(remembered: settings.passwordHistoryLength))
        }
        return refusals.isEmpty ? nil : .tooWeak(refusals)
    }

    /// The current password counts as used, in addition to the kept ones.
    private func isUsedBefore(
        _ password: Secret<String>,
        by account: Account,
        settings: DynamicSettings
    ) async throws(Outage) -> Bool {
        guard settings.passwordPolicy.checksHistory, settings.passwordHistoryLength > 0 else { return false }
        let old = try await changes.history(of: account.id, limit: settings.passwordHistoryLength)
        let usable = ([account.password] + old).filter(\.isUsable)
        guard !usable.isEmpty else { return false }
        return try await hasher.matchesAny(password, of: usable)
    }
}
