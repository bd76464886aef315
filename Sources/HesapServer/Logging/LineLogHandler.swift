import DjangoCompat
import FoundationEssentials
import Glibc
import HesapDomain
import HesapHTTP
import Logging

/// One line on standard error for each message.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level

    private let label: String
    private let format: LogConfiguration.Format

    init(label: String, level: Logger.Level, format: LogConfiguration.Format) {
        self.label = label
        self.format = format
        logLevel = level
    }

    /// Must be called before any logger is used: the first use fixes the handler for the whole process.
    static func bootstrap(_ configuration: LogConfiguration) {
        LoggingSystem.bootstrap(
            { label, metadataProvider in
                var handler = LineLogHandler(label: label, level: configuration.level, format: configuration.format)
                handler.metadataProvider = metadataProvider
                return handler
            },
            metadataProvider: RequestID.logMetadata
        )
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        Self.write(line(of: event, at: Date()) + "\n")
    }

    func line(of event: LogEvent, at time: Date) -> String {
        let fields = fields(of: event)
        let moment = time.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true)) + "Z"
        return switch format {
        case .text: Self.text(moment, event, fields)
        case .json: json(moment, event, fields)
        }
    }

    private func fields(of event: LogEvent) -> [(key: String, value: String)] {
        let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        var fields = all.map { (key: $0.key, value: "\($0.value)") }
        if let error = event.error { fields.append((key: "error", value: "\(error)")) }
        return fields.sorted { $0.key < $1.key }
    }

    private static func text(_ time: String, _ event: LogEvent, _ fields: [(key: String, value: String)]) -> String {
        let parts = ["\(time) \(event.level.rawValue.uppercased())", "\(event.message)".onOneLine]
        return (parts + fields.map { "\($0.key.onOneLine)=\(quoted($0.value))" }).joined(separator: " ")
    }

    private func json(_ time: String, _ event: LogEvent, _ fields: [(key: String, value: String)]) -> String {
        let fixed: [(String, String)] = [
            ("time", time), ("level", event.level.rawValue), ("logger", label), ("message", "\(event.message)"),
        ]
        let reserved = Set(fixed.map(\.0))
        let rest = fields.map { (reserved.contains($0.key) ? "metadata.\($0.key)" : $0.key, $0.value) }
        let members = (fixed + rest).map { JSONValue.Member($0.0, .string($0.1)) }
        return String(decoding: JSONValue.object(members).encoded(ascii: false), as: UTF8.self)
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x3D }
        return isPlain ? value : "\"\(value.onOneLine.replacing("\"", with: "\\\""))\""
    }

    /// One call for each line, so that lines of several threads do not mix.
    private static func write(_ line: String) {
        StandardStream.error.write(line)
    }
}
