import DjangoCompat
import HesapDomain

/// Writes into the outbox, in the transaction of the cause.
enum OutboxRows {
    /// The topics of mails; events of other topics stay for their own consumer.
    static let mailTopics = Mail.Kind.allCases.map { topic($0) }

    static let topicsWaitedFor = Mail.Kind.allCases.filter { $0.isWaitedFor }.map { topic($0) }

    static func topic(_ kind: Mail.Kind) -> String { "mail." + kind.rawValue }

    static func kind(ofTopic topic: String) -> Mail.Kind? {
        guard topic.hasPrefix("mail.") else { return nil }
        return Mail.Kind(rawValue: String(topic.dropFirst("mail.".count)))
    }

    static func enqueue(
        _ mail: Mail,
        of account: AccountID?,
        at now: Timestamp,
        in session: any SQLSession
    ) throws(Outage) {
        let variables = mail.variables.sorted { $0.key < $1.key }
        let payload = JSONValue.object(variables.map { JSONValue.Member($0.key, .string($0.value)) })
        try session.run(
            """
            INSERT INTO hesap_outbox (topic, user_id, recipient, language, payload, created_at, due_at, failures)
            VALUES (\(topic(mail.kind)), \(account?.raw), \(mail.recipient), \(mail.language.tag),
                \(JSONColumn.encode(payload)), \(now), \(now), 0)
            """
        )
    }

    /// An event for other systems.
    ///
    /// It waits under its own topic, where no mail worker takes it.
    static func announce(
        _ topic: String,
        _ payload: JSONValue,
        of account: AccountID,
        at now: Timestamp,
        in session: any SQLSession
    ) throws(Outage) {
        try session.run(
            """
            INSERT INTO hesap_outbox (topic, user_id, payload, created_at, due_at, failures)
            VALUES (\(topic), \(account.raw), \(JSONColumn.encode(payload)), \(now), \(now), 0)
            """
        )
    }

    /// Deletes waiting mails to an account, also those that were queued by address before the account was looked up.
    static func deleteMails(_ kind: Mail.Kind, of account: Account, in session: any SQLSession) throws(Outage) {
        try session.run(
            """
            DELETE FROM hesap_outbox WHERE topic = \(topic(kind)) AND (user_id = \(account.id.raw)
                OR user_id IS NULL AND lower(recipient) = \(EmailAddress.comparisonKey(of: account.email)))
            """
        )
    }
}
