import Dispatch
import Foundation
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

        let mayTakeLong: Bool

        init(_ live: LiveCount, mayTakeLong: Bool = false) {
            self.live = live
            self.mayTakeLong = mayTakeLong
            live.value.withLock { $0 += 1 }
        }

        deinit {
            live.value.withLock { $0 -= 1 }
        }

        func refuse(_ outage: Outage) {}
    }

    private static func queue(workers: Int) -> WorkerQueue<CountedJob> {
        WorkerQueue(workers: workers, lengthLimit: 1000, waitLimit: .seconds(600), closed: .fault(detail: "closed"))
    }

    @Test("a queue that is never empty lets go of what is done")
    func memory() {
        let (queue, live) = (Self.queue(workers: 1), LiveCount())
        queue.submit(CountedJob(live))
        for _ in 0..<1000 {
            queue.submit(CountedJob(live))
            #expect(queue.next(for: 0) != nil)
        }
        #expect(queue.waitingCount == 1)
        #expect(live.value.withLock { $0 } <= 10)
    }

    @Test("a quick batch ends before the first job that may take long, which is taken alone")
    func quickBatch() {
        let (queue, live) = (Self.queue(workers: 1), LiveCount())
        for mayTakeLong in [false, false, false, true, false] {
            queue.submit(CountedJob(live, mayTakeLong: mayTakeLong))
        }
        let sizes = (0..<4).map { _ in queue.nextBatch(for: 0, atMost: 2, onlyQuick: true)?.count }
        #expect(sizes == [2, 1, 1, 1])
    }

    @Test("sleeping workers are woken, and go when the queue is closed", .timeLimit(.minutes(5)))
    func wake() async {
        let (queue, live, done) = (Self.queue(workers: 3), LiveCount(), LiveCount())
        await withTaskGroup { group in
            for worker in 0..<3 {
                group.addTask {
                    await onThread {
                        while queue.next(for: worker) != nil { done.value.withLock { $0 += 1 } }
                    }
                }
            }
            for number in 1...100 {
                queue.submit(CountedJob(live))
                // Long enough for all of them to fall asleep.
                if number.isMultiple(of: 10) { try? await Task.sleep(for: .milliseconds(20)) }
            }
            await queue.close()
        }
        #expect(done.value.withLock { $0 } == 100)
        #expect(live.value.withLock { $0 } == 0)
    }

    @Test("who takes a job that may take long has what waits behind it done by another", .timeLimit(.minutes(5)))
    func handOver() async throws {
        let (queue, live) = (Self.queue(workers: 2), LiveCount())
        let (taken, release) = (AsyncStream<Void>.makeStream(), DispatchSemaphore(value: 0))
        let other = Task {
            await onThread {
                while queue.next(for: 1) != nil {
                    taken.continuation.yield()
                    release.wait()
                }
            }
        }
        // Until it sleeps. The first worker counts as one that looks until it calls, so both jobs wait for it.
        try await Task.sleep(for: .milliseconds(200))
        for _ in 0..<2 { queue.submit(CountedJob(live, mayTakeLong: true)) }
        #expect(queue.next(for: 0) != nil)
        var jobs = taken.stream.makeAsyncIterator()
        await jobs.next()
        release.signal()
        queue.stop()
        #expect(queue.next(for: 0) == nil)
        await other.value
    }
}

/// Off Swift's own threads, of which there is one for each core.
private func onThread(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread {
            body()
            continuation.resume()
        }
    }
}
