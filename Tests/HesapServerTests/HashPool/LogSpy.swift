import Logging
import Synchronization

/// Keeps what is logged, one line for each event.
final class LogSpy: LogHandler {
    private let written = Mutex<[String]>([])

    var lines: [String] { written.withLock { $0 } }

    func log(event: LogEvent) {
        let metadata = (event.metadata ?? [:]).map { " \($0)=\($1)" }.sorted().joined()
        written.withLock { $0.append("\(event.message)\(metadata)") }
    }

    // One spy stands behind every copy of its logger, and takes all levels.
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
}
