import Synchronization

/// Lets nobody go on before all have come: the only way to be sure that a hundred tasks were all past the same check.
package final class Rendezvous: Sendable {
    private struct State {
        var missing: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    package init(of parties: Int) {
        state = Mutex(State(missing: parties))
    }

    package func arrive() async {
        await withCheckedContinuation { continuation in
            let released = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.missing -= 1
                state.waiting.append(continuation)
                guard state.missing <= 0 else { return [] }
                defer { state.waiting = [] }
                return state.waiting
            }
            released.forEach { $0.resume() }
        }
    }
}
