package import HesapDomain
import Synchronization

/// Something that waits for a worker and can be told that none will come.
package protocol QueuedJob: AnyObject, Sendable {
    func refuse(_ outage: Outage)
}

/// The workers of an engine, its connections, with one bounded queue of jobs of one kind before all of them.
///
/// Bounded in length and in time, so that an overload is answered "try later" at once instead of after everybody gave
/// up waiting. Workers are known by their numbers, from 0 on.
package struct WorkerQueue<Job: QueuedJob>: Sendable {
    /// Holds only what `admit` was given, so each of its jobs is a `Job`.
    ///
    /// It does not know the type itself: generic code asks the runtime for the types of its values each time it moves
    /// them: 7,000 instructions of a guest's session view, and with the lock in its hand.
    private let queue: JobQueue

    /// - Parameters:
    ///   - workers: how many; the last one that became idle is the first one taken again, so that few stay warm.
    ///   - lengthLimit: how many jobs may wait.
    ///   - waitLimit: how long one may wait before it is refused instead of run.
    ///   - closed: what a job is told that comes after `close`.
    package init(workers: Int, lengthLimit: Int, waitLimit: Duration, closed: Outage) {
        queue = JobQueue(workers: workers, lengthLimit: lengthLimit, waitLimit: waitLimit, closed: closed)
    }

    package var waitingCount: Int { queue.waitingCount }

    /// - Returns: the worker that must start with this job, or nil when the job waits or was refused.
    package func admit(_ job: Job) -> Int? {
        queue.admit(job)
    }

    /// The jobs that wait, for a worker that can do several at once.
    package func takeWaiting(atMost limit: Int, _ take: (Job) -> Void) {
        for job in queue.takeWaiting(atMost: limit) {
            take(unsafeDowncast(job, to: Job.self))
        }
    }

    /// The next job, or nil after the worker was put back among the idle ones.
    package func next(for worker: Int) -> Job? {
        queue.next(for: worker).map { unsafeDowncast($0, to: Job.self) }
    }

    /// Refuses new jobs and returns when all accepted ones are answered.
    package func close() async {
        await queue.close()
    }
}

private final class JobQueue: Sendable {
    private let lengthLimit: Int
    private let waitLimit: Duration
    private let closed: Outage
    private let state: Mutex<State>

    private struct Entry {
        let job: any QueuedJob
        let since: ContinuousClock.Instant
    }

    private struct State {
        var idle: [Int]
        let workerCount: Int
        var waiting: [Entry] = []
        /// Jobs before this position are done: taking each from the front of the array would move all the others.
        var next = 0
        var isClosed = false
        var untilIdle: [CheckedContinuation<Void, Never>] = []

        var isIdle: Bool { idle.count == workerCount }

        mutating func take() -> Entry? {
            guard next < waiting.count else { return nil }
            let entry = waiting[next]
            next += 1
            // Under load that never ends the queue is never empty, and must not keep all that it ever held.
            if next * 2 >= waiting.count {
                waiting.removeFirst(next)
                next = 0
            }
            return entry
        }
    }

    init(workers: Int, lengthLimit: Int, waitLimit: Duration, closed: Outage) {
        self.lengthLimit = lengthLimit
        self.waitLimit = waitLimit
        self.closed = closed
        state = Mutex(State(idle: Array(0..<workers), workerCount: workers))
    }

    var waitingCount: Int { state.withLock { $0.waiting.count - $0.next } }

    func admit(_ job: any QueuedJob) -> Int? {
        let (worker, refusal) = state.withLock { state -> (Int?, Outage?) in
            if state.isClosed { return (nil, closed) }
            if let worker = state.idle.popLast() { return (worker, nil) }
            if state.waiting.count - state.next >= lengthLimit { return (nil, .queueFull) }
            state.waiting.append(Entry(job: job, since: .now))
            return (nil, nil)
        }
        if let refusal { job.refuse(refusal) }
        return worker
    }

    func takeWaiting(atMost limit: Int) -> [any QueuedJob] {
        let now = ContinuousClock.now
        let (jobs, late) = state.withLock { state in
            var (jobs, late): ([any QueuedJob], [any QueuedJob]) = ([], [])
            while jobs.count < limit, let entry = state.take() {
                if isTooLate(entry, at: now) { late.append(entry.job) } else { jobs.append(entry.job) }
            }
            return (jobs, late)
        }
        for job in late {
            job.refuse(.queueFull)
        }
        return jobs
    }

    private func isTooLate(_ entry: Entry, at now: ContinuousClock.Instant) -> Bool {
        entry.since.duration(to: now) > waitLimit
    }

    func next(for worker: Int) -> (any QueuedJob)? {
        while true {
            let (entry, waiters) = state.withLock { state in
                if let entry = state.take() { return (Optional(entry), [CheckedContinuation<Void, Never>]()) }
                state.idle.append(worker)
                guard state.isIdle else { return (nil, []) }
                defer { state.untilIdle = [] }
                return (nil, state.untilIdle)
            }
            for waiter in waiters {
                waiter.resume()
            }
            guard let entry else { return nil }
            guard isTooLate(entry, at: .now) else { return entry.job }
            entry.job.refuse(.queueFull)
        }
    }

    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if !state.isIdle { state.untilIdle.append(continuation) }
                return state.isIdle
            }
            if isIdle { continuation.resume() }
        }
    }
}

extension Outage {
    /// One second: a queue of thousands of small statements is through long before.
    package static let queueFull = Outage.busy(retryAfterSeconds: 1)
}
