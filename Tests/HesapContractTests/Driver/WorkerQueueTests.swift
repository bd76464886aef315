import HesapDomain
import HesapSQL
import Synchronization
import Testing

@Suite("Queue before the workers")
struct WorkerQueueTests {
    private final class LiveCount: Sendable {
        let value = Mutex(0)
    }

    private final class CountedJob: QueuedJob {
        private let live: LiveCount

        init(_ live: LiveCount) {
            self.live = live
            live.value.withLock { $0 += 1 }
        }

        deinit {
            live.value.withLock { $0 -= 1 }
        }

        func refuse(_ outage: Outage) {}
    }

    @Test("a queue that is never empty lets go of what is done")
    func memory() {
        let queue = WorkerQueue<CountedJob>(
            workers: 1,
            lengthLimit: 10,
            waitLimit: .seconds(600),
            closed: .fault(detail: "closed")
        )
        let live = LiveCount()
        #expect(queue.admit(CountedJob(live)) == 0)
        #expect(queue.admit(CountedJob(live)) == nil)
        for _ in 0..<1000 {
            #expect(queue.admit(CountedJob(live)) == nil)
            #expect(queue.next(for: 0) != nil)
        }
        #expect(queue.waitingCount == 1)
        #expect(live.value.withLock { $0 } <= 10)
    }
}
