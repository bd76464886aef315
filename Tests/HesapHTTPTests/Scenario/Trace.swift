import DjangoCompat
import HesapDomain
import HesapTestKit

/// A place where a request can leave something behind.
enum Trace: String, CaseIterable, Sendable {
    case accounts, sessions, history, mail, events, audit, throttles, settings, cities, hashing
}

/// The shop before or after a request, in a form that can be compared.
struct Footprint: Equatable {
    private struct Session: Equatable {
        let text: String
        let expires: Timestamp
        let publicID: String?
        let lastSeenAt: Timestamp?
    }

    private let accounts: [AccountID: Account]
    private let sessions: [SessionKey: Session]
    private let history: [AccountID: [EncodedPassword]]
    private let mails: [Mail]
    private let events: [EventRow]
    private let audit: [AuditRow]
    private let throttles: [ThrottleKey: ThrottleRow]
    private let settings: Int
    private let cities: [CityID: City]
    private let jobs: [FakeHasher.Job]

    init(_ shop: TestShop) {
        let rows = shop.store.rows
        accounts = rows.accounts
        sessions = rows.sessions.mapValues { row in
            Session(
                text: row.text,
                expires: row.expires,
                publicID: row.owner?.publicID.text,
                lastSeenAt: row.lastSeenAt
            )
        }
        history = rows.history
        mails = rows.mails
        events = rows.events
        audit = rows.audit
        throttles = rows.throttles
        settings = rows.settings.count
        cities = rows.cities
        jobs = shop.hasher.jobs
    }

    /// Where the two differ.
    func traces(since before: Footprint) -> Set<Trace> {
        Set(Trace.allCases.filter { !isSame($0, as: before) })
    }

    private func isSame(_ trace: Trace, as before: Footprint) -> Bool {
        switch trace {
        case .accounts: accounts == before.accounts
        case .sessions: sessions == before.sessions
        case .history: history == before.history
        case .mail: mails == before.mails
        case .events: events == before.events
        case .audit: audit == before.audit
        case .throttles: throttles == before.throttles
        case .settings: settings == before.settings
        case .cities: cities == before.cities
        case .hashing: jobs == before.jobs
        }
    }
}
