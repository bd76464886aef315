import Logging

/// How much is logged, and in which form.
struct LogConfiguration: Sendable {
    enum Format: String, Sendable {
        case text, json
    }

    static let level = Setting<Logger.Level>.choice(
        "LOG_LEVEL",
        "trace, debug, info, notice, warning, error or critical",
        default: .written("info"),
        help: "The least severe messages that are logged.",
        parse: { Logger.Level(rawValue: $0.lowercased()) }
    )
    static let format = Setting<Format>.choice(
        "LOG_FORMAT",
        "text or json",
        default: .written("text"),
        help: "One line per message on standard error: for people, or for programs.",
        parse: { Format(rawValue: $0.lowercased()) }
    )
    static let settings = [level.description, format.description]

    let level: Logger.Level
    let format: Format

    init(_ source: SettingsSource) throws(SettingFault) {
        level = try source.read(Self.level)
        format = try source.read(Self.format)
    }
}

extension LogConfiguration {
    /// The same without what is only information.
    var atLeastWarning: LogConfiguration {
        LogConfiguration(level: max(level, .warning), format: format)
    }

    private init(level: Logger.Level, format: Format) {
        self.level = level
        self.format = format
    }
}
