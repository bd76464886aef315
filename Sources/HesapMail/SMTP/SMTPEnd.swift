import Synchronization

/// How long the mail at hand may go on once the program is asked to end.
///
/// A mail server may take a minute; orchestrators kill after half of one, and the database is closed before.
final class SMTPEnd: Sendable {
    /// For the server to answer a command.
    private static let patience = Duration.seconds(3)
    /// For its answer to the whole message: without it the mail may arrive twice.
    private static let patienceForMessage = Duration.seconds(15)

    private let asked = Mutex<ContinuousClock.Instant?>(nil)

    func ask() {
        asked.withLock { $0 = $0 ?? .now }
    }

    var isAskedFor: Bool { asked.withLock { $0 != nil } }

    func hasCome(isMessageSent: Bool) -> Bool {
        guard let asked = asked.withLock({ $0 }) else { return false }
        return asked.duration(to: .now) >= (isMessageSent ? Self.patienceForMessage : Self.patience)
    }
}
