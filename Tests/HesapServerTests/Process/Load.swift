import Foundation
import Synchronization
import Testing

/// Runs one closure on many threads at the same moment.
enum Racing {
    static func run<Value: Sendable>(
        _ count: Int,
        _ body: @escaping @Sendable (Int) throws -> Value
    ) -> [Result<Value, any Error>] {
        let results = Mutex<[Int: Result<Value, any Error>]>([:])
        let gate = DispatchSemaphore(value: 0)
        let done = DispatchGroup()
        for index in 0..<count {
            done.enter()
            Thread.detachNewThread {
                gate.wait()
                let result = Result { try body(index) }
                results.withLock { $0[index] = result }
                done.leave()
            }
        }
        for _ in 0..<count { gate.signal() }
        done.wait()
        return results.withLock { all in (0..<count).compactMap { all[$0] } }
    }
}

/// Shoppers who change their currency as fast as they can and remember the last answer that they got.
final class Load: Sendable {
    struct Acknowledged: Sendable {
        var answers = 0
        /// What a 204 was received for last.
        var stored: String?
        /// What was sent after that without an answer; it may or may not be stored.
        var unanswered: String?
    }

    private let port: Int
    private let count: Int
    private let state = Mutex((stopped: false, shoppers: [String: Acknowledged](), broken: [String]()))
    private let done = DispatchGroup()

    init(port: Int, shoppers: Int) {
        self.port = port
        count = shoppers
    }

    func start() {
        for _ in 0..<count {
            done.enter()
            Thread.detachNewThread { [self] in
                run()
                done.leave()
            }
        }
    }

    /// Stops and returns, per session key, what was acknowledged, and requests that were accepted but not answered.
    func finish() -> ([String: Acknowledged], [String]) {
        state.withLock { $0.stopped = true }
        done.wait()
        return state.withLock { ($0.shoppers, $0.broken) }
    }

    /// Nil when the server is gone; a request that was sent and got no answer is noted.
    private func answer(to shopper: Shopper, _ currency: String) -> HTTPConnection.Answer? {
        do {
            return try shopper.post("/users/activate-currency/", ["currency_code": currency])
        } catch let failure as HTTPConnection.Failure where failure.isRefusal {
            return nil
        } catch {
            state.withLock { $0.broken.append("\(error)") }
            return nil
        }
    }

    /// Over connections of its own, so that a request that got no answer is seen and never sent twice.
    private func run() {
        let shopper = Shopper(port: port, resends: false)
        var acknowledged = Acknowledged()
        let currencies = ["TRY", "USD", "EUR"]
        var turn = 0
        while !state.withLock({ $0.stopped }) {
            let currency = currencies[turn % 3]
            turn += 1
            acknowledged.unanswered = currency
            guard let answer = answer(to: shopper, currency) else { break }
            if answer.status == 204 {
                acknowledged.answers += 1
                acknowledged.stored = currency
                acknowledged.unanswered = nil
            } else {
                state.withLock { $0.broken.append("\(answer.status) \(answer.text)") }
            }
        }
        guard let key = shopper.cookies["sessionid"] else { return }
        state.withLock { $0.shoppers[key] = acknowledged }
    }
}

extension [String: Load.Acknowledged] {
    /// Starts the server when it does not run, and compares what it says of each session.
    func expectStored(in hesap: HesapProcess) throws {
        let wasRunning = hesap.process?.isRunning == true
        if !wasRunning { try hesap.start() }
        for (key, acknowledged) in self where acknowledged.stored != nil {
            let shopper = Shopper(port: hesap.port)
            shopper.cookies = ["sessionid": key]
            let currency = try shopper.get("/users/session/").json["currency"] as? String
            let possible = [acknowledged.stored, acknowledged.unanswered].compactMap { $0 }
            #expect(possible.contains(currency ?? "none"), "acknowledged \(possible), stored \(currency ?? "none")")
        }
        if !wasRunning { hesap.stop() }
    }
}

/// The `sqlite3` shell on the server's file.
enum SQLiteShell {
    static func query(_ hesap: HesapProcess, _ sql: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        process.arguments = [hesap.folder.appendingPathComponent("hesap.sqlite3").path, sql]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
