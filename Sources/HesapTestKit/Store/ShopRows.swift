package import DjangoCompat
package import HesapDomain

/// The ports by name, to tell one of them to fail.
package enum ShopPort: String, Sendable, CaseIterable {
    case accounts, sessionStore, sessionList, signIns, passwordChanges, anonymizations
    case throttles, cities, settingsStore, outbox
}

/// Everything the in-memory stores hold.
///
/// A value: a test keeps one from before and compares it with one from after.
package struct ShopRows: Sendable {
    package var accounts: [AccountID: Account] = [:]
    package var sessions: [SessionKey: SessionRow] = [:]
    /// Encoded passwords per account, newest first.
    package var history: [AccountID: [EncodedPassword]] = [:]
    package var outbox: [OutboxRow] = []
    package var events: [EventRow] = []
    package var audit: [AuditRow] = []
    package var throttles: [ThrottleKey: ThrottleRow] = [:]
    package var cities: [CityID: City] = [:]
    package var alternativeCityNames: [CityID: [String]] = [:]
    package var settings: [SettingRecord] = []

    private var lastID: Int64 = 0

    /// Never given twice, also when the row it was for is gone: as SQLite's AUTOINCREMENT.
    mutating func nextID() -> Int64 {
        lastID += 1
        return lastID
    }

    mutating func nextAccountID() throws(Outage) -> AccountID {
        guard let id = AccountID(nextID()) else { throw .fault(detail: "a number from 1 up is no account id") }
        return id
    }

    /// The mails that wait, in the order they were queued.
    package var mails: [Mail] { outbox.map(\.mail) }

    package func sessions(of account: AccountID) -> [SessionKey: SessionRow] {
        sessions.filter { $0.value.owner?.account == account }
    }
}

package struct SessionRow: Sendable {
    package var text: String
    package var expires: Timestamp
    /// The row of the index beside Django's table; nil for a guest's session and for one of Django's that Hesap never saw.
    package var owner: SessionOwner?
    package var createdAt: Timestamp?
    package var lastSeenAt: Timestamp?

    init(_ session: NewSession, createdAt: Timestamp? = nil) {
        text = session.text
        expires = session.expires
        owner = session.owner
        self.createdAt = createdAt ?? session.owner?.at
        lastSeenAt = session.owner?.at
    }
}

package struct OutboxRow: Sendable {
    package let id: OutboxID
    package let mail: Mail
    package let queuedAt: Timestamp
    package var dueAt: Timestamp
    package var claimedUntil: Timestamp?
    package var failures = 0
    package var lastFailure: String?
    package var deadAt: Timestamp?
}

/// An event for other systems.
package struct EventRow: Sendable, Equatable {
    package let topic: String
    package let account: AccountID
    package let at: Timestamp
    package let requestID: String

    package init(topic: String, account: AccountID, at: Timestamp, requestID: String) {
        self.topic = topic
        self.account = account
        self.at = at
        self.requestID = requestID
    }
}

package struct AuditRow: Sendable, Equatable {
    package let event: AuditEvent
    package let account: AccountID
    package let at: Timestamp
    package let requestID: String?

    package init(event: AuditEvent, account: AccountID, at: Timestamp, requestID: String?) {
        self.event = event
        self.account = account
        self.at = at
        self.requestID = requestID
    }
}

package struct ThrottleRow: Sendable, Equatable {
    package var tries: Int
    package var windowEnds: Timestamp
}
