package import HesapDomain
import Synchronization

/// A whole database in memory: one lock around all rows, so a transaction of one port holds for all of them.
///
/// It takes the ports at their word, and a body that throws leaves no trace.
package final class InMemoryShop: Sendable {
    private struct State: Sendable {
        var rows = ShopRows()
        var outages: [ShopPort: [Outage]] = [:]
        var calls: [ShopPort: Int] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    // MARK: Ports

    package var accounts: InMemoryAccounts { InMemoryAccounts(shop: self) }
    package var sessionStore: InMemorySessionStore { InMemorySessionStore(shop: self) }
    package var sessionList: InMemorySessionList { InMemorySessionList(shop: self) }
    package var signIns: InMemorySignIns { InMemorySignIns(shop: self) }
    package var passwordChanges: InMemoryPasswordChanges { InMemoryPasswordChanges(shop: self) }
    package var anonymizations: InMemoryAnonymizations { InMemoryAnonymizations(shop: self) }
    package var throttles: InMemoryThrottles { InMemoryThrottles(shop: self) }
    package var cities: InMemoryCities { InMemoryCities(shop: self) }
    package var settingsStore: InMemorySettingsStore { InMemorySettingsStore(shop: self) }
    package var outbox: InMemoryOutbox { InMemoryOutbox(shop: self) }

    // MARK: For tests

    /// All rows as they are now.
    package var rows: ShopRows { state.withLock { $0.rows } }

    /// Changes rows behind the ports' backs, as Django or a person at a database console would.
    package func edit<Result: Sendable>(_ body: (inout ShopRows) -> Result) -> Result {
        state.withLock { body(&$0.rows) }
    }

    /// Makes the next calls of that port throw, before they read or write anything.
    package func fail(_ port: ShopPort, with outage: Outage, times: Int = 1) {
        state.withLock { $0.outages[port, default: []] += Array(repeating: outage, count: times) }
    }

    /// How often that port was called, also in vain.
    package func calls(of port: ShopPort) -> Int {
        state.withLock { $0.calls[port, default: 0] }
    }

    // MARK: Brackets

    func transaction<Result: Sendable>(
        _ port: ShopPort,
        _ body: (inout ShopRows) throws(Outage) -> Result
    ) throws(Outage) -> Result {
        try state.withLock { state throws(Outage) in
            state.calls[port, default: 0] += 1
            if var due = state.outages[port], !due.isEmpty {
                let outage = due.removeFirst()
                state.outages[port] = due
                throw outage
            }
            var rows = state.rows
            let result = try body(&rows)
            state.rows = rows
            return result
        }
    }
}
