import Logging
import Testing

@testable import HesapServer

@Suite("Tasks that answer one request after the other", .timeLimit(.minutes(5)))
struct AnsweringTasksTests {
    @Test("all work is done, once each, also more at once than there are tasks that wait for it")
    func all() async throws {
        let tasks = AnsweringTasks(logger: Logger(label: "test"))
        let count = 2 * AnsweringTasks.mostIdle
        for _ in 0..<3 {
            let (starts, started) = AsyncStream.makeStream(of: Int.self)
            let (ends, ended) = AsyncStream.makeStream(of: Int.self)
            let gate = Gate()
            for number in 0..<count {
                tasks.run {
                    started.yield(number)
                    await gate.pass()
                    ended.yield(number)
                }
            }
            // Nobody waits for another one's end: all have begun before the first may go on.
            #expect(await Self.first(count, of: starts) == Array(0..<count))
            await gate.open()
            #expect(await Self.first(count, of: ends) == Array(0..<count))
            while tasks.idleCount < AnsweringTasks.mostIdle { try await Task.sleep(for: .milliseconds(1)) }
        }
        // Those beyond have ended, or will.
        #expect(tasks.idleCount == AnsweringTasks.mostIdle)
    }

    @Test("a task that is done waits for other work, and takes it")
    func reused() async throws {
        let tasks = AnsweringTasks(logger: Logger(label: "test"))
        for _ in 0..<50 {
            let (ends, ended) = AsyncStream.makeStream(of: Int.self)
            tasks.run { ended.yield(0) }
            #expect(await Self.first(1, of: ends) == [0])
            // It says so before it waits.
            while tasks.idleCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
            #expect(tasks.idleCount == 1)
        }
    }

    @Test("tasks that nobody needed since the last time are let go, the others stay")
    func unneeded() async throws {
        let tasks = AnsweringTasks(logger: Logger(label: "test"))
        try await Self.work(5, at: tasks)
        #expect(tasks.idleCount == 5)
        tasks.releaseUnneeded()
        #expect(tasks.idleCount == 5, "all five were needed at once")
        try await Self.work(2, at: tasks)
        #expect(tasks.idleCount == 5)
        tasks.releaseUnneeded()
        #expect(tasks.idleCount == 2)
        tasks.releaseUnneeded()
        #expect(tasks.idleCount == 0, "none was needed")
        try await Self.work(1, at: tasks)
        #expect(tasks.idleCount == 1)
    }

    /// Keeps so many busy at once, and returns when none is.
    private static func work(_ count: Int, at tasks: AnsweringTasks) async throws {
        let idle = max(tasks.idleCount, count)
        let (ends, ended) = AsyncStream.makeStream(of: Int.self)
        let gate = Gate()
        for number in 0..<count {
            tasks.run {
                await gate.pass()
                ended.yield(number)
            }
        }
        await gate.open()
        _ = await first(count, of: ends)
        // They say so before they wait.
        while tasks.idleCount < idle { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("the work's logger is the listener's")
    func logger() async {
        let tasks = AnsweringTasks(logger: Logger(label: "shop"))
        let (labels, labelled) = AsyncStream.makeStream(of: String.self)
        tasks.run { labelled.yield(Logger.current.label) }
        var iterator = labels.makeAsyncIterator()
        #expect(await iterator.next() == "shop")
    }

    private static func first(_ count: Int, of stream: AsyncStream<Int>) async -> [Int] {
        var numbers: [Int] = []
        for await number in stream {
            numbers.append(number)
            if numbers.count == count { break }
        }
        return numbers.sorted()
    }
}

/// Closed until it is opened for good.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
    }

    func open() {
        isOpen = true
        waiting.forEach { $0.resume() }
        waiting = []
    }
}
