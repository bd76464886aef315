import DjangoCompat
import Logging

/// Counts tries per scope and subject.
package struct ThrottleGate: Sendable {
    private let store: any Throttles
    private let mac: SaltedHMAC
    private let effects: Effects

    package init(store: any Throttles, secretKey: Secret<String>, effects: Effects) {
        self.store = store
        mac = SaltedHMAC(salt: "hesap.throttle", secret: secretKey.reveal())
        self.effects = effects
    }

    /// Whom a counter is about.
    package enum Subject: Sendable {
        case address(String)
        case email(EmailAddress)
        /// The mailbox as the receiver of notices it did not ask for.
        case notified(EmailAddress)
        case account(AccountID)

        fileprivate var text: String {
            switch self {
            case .address(let address): "address:\(address)"
            case .email(let email): "email:\(email.comparisonKey)"
            case .notified(let email): "notified:\(email.comparisonKey)"
            case .account(let id): "account:\(id.raw)"
            }
        }
    }

    package func take(
        _ tries: [(ThrottleScope, Subject)],
        settings: DynamicSettings
    ) async throws(Outage) -> Verdict {
        let limited = tries.compactMap { scope, subject in
            settings.throttleRates[scope].map { Try(key: key(scope, subject), rate: $0) }
        }
        guard !limited.isEmpty else { return .allowed }
        return try await store.take(limited, now: effects.now())
    }

    /// Empties a counter after a success.
    ///
    /// Best effort: what succeeded is committed, and must not be answered as a failure because of a counter.
    package func clear(_ scope: ThrottleScope, _ subject: Subject) async {
        do {
            try await store.clear([key(scope, subject)])
        } catch {
            Logger.current.warning("throttle not cleared", metadata: ["reason": "\(error)"])
        }
    }

    /// Keyed, so that the table does not tell who tried: a plain hash of an address can be guessed.
    private func key(_ scope: ThrottleScope, _ subject: Subject) -> ThrottleKey {
        let digest = mac.digest(of: Array(subject.text.utf8)).prefix(16)
        return ThrottleKey(text: scope.rawValue + ":" + digest.map { String($0, radix: 16) }.joined(separator: "."))
    }
}
