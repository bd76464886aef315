import Dispatch
import Foundation
import Glibc
package import HesapDomain
import Synchronization

/// Something that waits for a worker and can be told that none will come.
package protocol QueuedJob: AnyObject, Sendable {
    /// False for one that is over before another thread could be woken.
    var mayTakeLong: Bool { get }

    func refuse(_ outage: Outage)
}

/// The workers of an engine, threads with a connection each, with one bounded queue of jobs of one kind before all of
/// them.
///
/// Bounded in length and in time, so that an overload is answered "try later" at once instead of after everybody gave
/// up waiting. Workers are known by their numbers, from 0 on.
package struct WorkerQueue<Job: QueuedJob>: Sendable {
    /// Holds only what `submit` was given, so each of its jobs is a `Job`.
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

    /// Starts the threads: `work` is called once on each, and calls `next` until that is nil.
    ///
    /// Their names begin with `name`, and have at most 15 bytes with the number. Not on dispatch queues: of their threads
    /// there are 255 at most, and these never come back.
    package func start(_ name: String, _ work: @escaping @Sendable (_ worker: Int) -> Void) {
        for worker in 0..<queue.workerCount {
            let thread = Thread { work(worker) }
            thread.start()
            // Not before, nor on the thread itself: Foundation drops a name while it has not noted which thread it made.
            thread.name = "\(name) \(worker)"
        }
    }

    /// Gives the job to an idle worker, lets it wait for one, or refuses it.
    package func submit(_ job: Job) {
        queue.submit(job)
    }

    /// The next job, for which the calling thread waits; nil once the queue is closed and none is left.
    package func next(for worker: Int) -> Job? {
        queue.next(for: worker).map { unsafeDowncast($0, to: Job.self) }
    }

    /// The next job with those that wait behind it, for a worker that can do several at once.
    ///
    /// - Parameters:
    ///   - worker: whose thread calls.
    ///   - limit: of the batch's length.
    ///   - onlyQuick: the batch ends before the first job that may take long, to which another worker may come sooner; and
    ///     such a one comes alone.
    ///   - isCostly: a batch costs much by itself, however many are in it. Whoever is about to submit a job then gets the
    ///     core first and comes along.
    /// - Returns: nil like `next`.
    package func nextBatch(
        for worker: Int,
        atMost limit: Int,
        onlyQuick: Bool = false,
        isCostly: Bool = false
    ) -> [Job]? {
        guard let first = next(for: worker) else { return nil }
        guard !(onlyQuick && first.mayTakeLong) else { return [first] }
        if isCostly { sched_yield() }
        let others = queue.takeWaiting(atMost: limit - 1, onlyQuick: onlyQuick)
        return [first] + others.map { unsafeDowncast($0, to: Job.self) }
    }

    /// Refuses new jobs from now on, and lets the workers go after the accepted ones.
    package func stop() {
        queue.stop()
    }

    /// Stops, and returns when all workers have gone.
    package func close() async {
        await queue.close()
    }
}

private final class JobQueue: Sendable {
    private let lengthLimit: Int
    private let waitLimit: Duration
    let workerCount: Int
    private let closed: Outage
    /// One for each worker.
    private let alarms: [DispatchSemaphore]
    private let state: Mutex<State>

    private struct Entry {
        let job: any QueuedJob
        let since: ContinuousClock.Instant
    }

    private struct State {
        var idle: [Int] = []
        /// What an idle worker was woken for, by its number.
        var handed: [Entry?]
        var workersLeft: Int
        /// Whether a worker, by its number, is about to look for a job: it begins, or found nothing and did not sleep yet.
        var isLooking: [Bool]
        var lookers: Int
        var waiting: [Entry] = []
        /// Jobs before this position are done: taking each from the front of the array would move all the others.
        var next = 0
        var isClosed = false
        var untilGone: [CheckedContinuation<Void, Never>] = []

        init(workers: Int) {
            handed = Array(repeating: nil, count: workers)
            isLooking = Array(repeating: true, count: workers)
            (lookers, workersLeft) = (workers, workers)
        }

        mutating func turn(of worker: Int) -> Turn {
            let hasLooked = isLooking[worker]
            if hasLooked { stopLooking(worker) }
            if let entry = handed[worker] ?? take() {
                handed[worker] = nil
                return .take(entry, waking: entry.job.mayTakeLong ? handOver() : nil)
            }
            guard isClosed else { return rest(worker, hasLooked) }
            workersLeft -= 1
            guard workersLeft == 0 else { return .go([]) }
            defer { untilGone = [] }
            return .go(untilGone)
        }

        private mutating func rest(_ worker: Int, _ hasLooked: Bool) -> Turn {
            guard !hasLooked else {
                idle.append(worker)
                return .wait
            }
            isLooking[worker] = true
            lookers += 1
            return .look
        }

        private mutating func stopLooking(_ worker: Int) {
            isLooking[worker] = false
            lookers -= 1
        }

        /// Gives the next job to an idle worker, unless one that looks will find it.
        ///
        /// Waking it for each job that waits cost as much as it gained: a guest's view took 68 µs instead of 61.
        private mutating func handOver() -> Int? {
            guard lookers == 0, !idle.isEmpty, let entry = take() else { return nil }
            let worker = idle.removeLast()
            handed[worker] = entry
            return worker
        }

        mutating func take(onlyQuick: Bool = false) -> Entry? {
            guard next < waiting.count else { return nil }
            let entry = waiting[next]
            guard !(onlyQuick && entry.job.mayTakeLong) else { return nil }
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
        workerCount = workers
        alarms = (0..<workers).map { _ in DispatchSemaphore(value: 0) }
        state = Mutex(State(workers: workers))
    }

    var waitingCount: Int { state.withLock { $0.waiting.count - $0.next } }

    func submit(_ job: any QueuedJob) {
        let (worker, refusal) = state.withLock { state -> (Int?, Outage?) in
            if state.isClosed { return (nil, closed) }
            let entry = Entry(job: job, since: .now)
            // Waking a thread costs more than most statements: one that looks anyway is left to find the job.
            if state.lookers == 0, let worker = state.idle.popLast() {
                state.handed[worker] = entry
                return (worker, nil)
            }
            if state.waiting.count - state.next >= lengthLimit + state.lookers { return (nil, .queueFull) }
            state.waiting.append(entry)
            return (nil, nil)
        }
        if let refusal { job.refuse(refusal) }
        if let worker { alarms[worker].signal() }
    }

    func takeWaiting(atMost limit: Int, onlyQuick: Bool) -> [any QueuedJob] {
        let now = ContinuousClock.now
        let (jobs, late) = state.withLock { state in
            var (jobs, late): ([any QueuedJob], [any QueuedJob]) = ([], [])
            while jobs.count < limit, let entry = state.take(onlyQuick: onlyQuick) {
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

    /// What a worker is to do next.
    private enum Turn {
        /// Run or refuse; before that, wake the worker that does what waits behind it.
        case take(Entry, waking: Int?)
        case look
        case wait
        case go([CheckedContinuation<Void, Never>])
    }

    func next(for worker: Int) -> (any QueuedJob)? {
        while true {
            switch state.withLock({ $0.turn(of: worker) }) {
            case .take(let entry, let other):
                if let other { alarms[other].signal() }
                guard isTooLate(entry, at: .now) else { return entry.job }
                entry.job.refuse(.queueFull)
            case .look:
                // Whoever is about to submit a job gets the core first, and need not wake this worker then.
                sched_yield()
            case .wait:
                alarms[worker].wait()
            case .go(let waiters):
                for waiter in waiters {
                    waiter.resume()
                }
                return nil
            }
        }
    }

    func stop() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        for worker in idle {
            alarms[worker].signal()
        }
    }

    func close() async {
        stop()
        await withCheckedContinuation { continuation in
            let areGone = state.withLock { state in
                if state.workersLeft > 0 { state.untilGone.append(continuation) }
                return state.workersLeft == 0
            }
            if areGone { continuation.resume() }
        }
    }
}

extension Outage {
    /// One second: a queue of thousands of small statements is through long before.
    package static let queueFull = Outage.busy(retryAfterSeconds: 1)
}
