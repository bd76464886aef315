import HesapDomain
import HesapSQL

/// A bracket's body on its way to a connection, with its caller waiting for exactly one of the two answers.
final class Job: QueuedJob {
    enum Extent: Sendable {
        /// Needs no transaction: one statement, or several that read and need not see the same state of the database.
        case statement
        case bracket
        /// Outside any transaction: a checkpoint.
        case alone
    }

    let extent: Extent
    /// Runs the body.
    let run: @Sendable (SQLiteSession) -> Outcome
    private let answerRefusal: @Sendable (Outage) -> Void

    /// What a body came to.
    ///
    /// The caller does not know yet: what it wrote may still fail to be committed.
    struct Outcome: Sendable {
        let isSuccess: Bool
        /// Answers the caller, with the body's own result or with what befell its transaction.
        let answer: @Sendable (Outage?) -> Void
    }

    // For the same reason as `SQLiteDatabase.perform`.
    @inline(__always)
    init<Value: Sendable>(
        _ extent: Extent,
        _ body: @escaping @Sendable (any SQLSession) throws(Outage) -> Value,
        answering continuation: CheckedContinuation<Result<Value, Outage>, Never>
    ) {
        self.extent = extent
        run = { session in
            let result: Result<Value, Outage>
            do throws(Outage) {
                result = .success(try body(session))
            } catch {
                result = .failure(error)
            }
            return Outcome(isSuccess: (try? result.get()) != nil) { outage in
                continuation.resume(returning: outage.map { .failure($0) } ?? result)
            }
        }
        answerRefusal = { continuation.resume(returning: .failure($0)) }
    }

    var mayTakeLong: Bool { extent != .statement }

    func refuse(_ outage: Outage) {
        answerRefusal(outage)
    }
}
