import ArgumentParser
import DjangoCompat
import FoundationEssentials
import HesapDomain

struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Settings that change while Hesap runs; in effect in every process within a second.",
        subcommands: [List.self, Get.self, Set.self, Unset.self, History.self, Rollback.self]
    )

    struct List: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Print all settings in effect as one JSON object, a line for each."
        )

        func run(_ launch: Launch) async throws {
            try await launch.withStores { stores in
                let settings = try DynamicSettings(try await stores.settings.load())
                let lines = SettingKey.allCases.map { key in
                    JSONValue.string(key.rawValue).line + ": " + settings.json(of: key).line
                }
                StandardStream.output.writeLine("{\n  " + lines.joined(separator: ",\n  ") + "\n}")
            }
        }
    }

    struct Get: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "get",
            abstract: "Print one setting in effect as JSON."
        )

        @Argument var key: String

        func run(_ launch: Launch) async throws {
            try await launch.withStores { stores in
                let settings = try DynamicSettings(try await stores.settings.load())
                StandardStream.output.writeJSON(settings.json(of: try SettingKey(named: key)))
            }
        }
    }

    struct Set: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract:
                "Store a value; prints the number of the change. Nothing is stored when it does not fit the others."
        )

        @Argument var key: String
        @Argument(help: "JSON, such as true, 5, '\"TRY\"' or '[\"TRY\",\"USD\"]'.") var json: String
        @OptionGroup var author: Author

        func run(_ launch: Launch) async throws {
            let (key, value) = (try SettingKey(named: key), try value())
            try await author.change(launch) { editor, name throws(SettingsEditor.Failure) in
                try await editor.set(key, to: value, by: name)
            }
        }

        private func value() throws -> JSONValue {
            do {
                return try JSONParser.parse(Array(json.utf8))
            } catch {
                throw CommandFault("the value must be JSON; texts need their quotes: '\"TRY\"'")
            }
        }
    }

    struct Unset: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "unset",
            abstract: "Go back to the default; prints the number of the change."
        )

        @Argument var key: String
        @OptionGroup var author: Author

        func run(_ launch: Launch) async throws {
            let key = try SettingKey(named: key)
            try await author.change(launch) { editor, name throws(SettingsEditor.Failure) in
                try await editor.unset(key, by: name)
            }
        }
    }

    struct History: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "history",
            abstract: "Print all changes, oldest first, a JSON object on a line for each."
        )

        @Argument(help: "Only changes of this setting.") var key: String?

        func run(_ launch: Launch) async throws {
            let key = try key.map { try SettingKey(named: $0) }
            try await launch.withStores { stores in
                for record in try await stores.settings.history(of: key?.rawValue) {
                    StandardStream.output.writeJSON(record.json)
                }
            }
        }
    }

    struct Rollback: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "rollback",
            abstract:
                "Make all settings what they were right after a change, 0 for the defaults; prints the new number."
        )

        @Argument(help: "The number of the change, as history prints it.") var version: Int64
        @OptionGroup var author: Author

        func run(_ launch: Launch) async throws {
            try await author.change(launch) { editor, name throws(SettingsEditor.Failure) in
                try await editor.rollback(to: version, by: name)
            }
        }
    }
}

/// Who changes a setting, for the history.
struct Author: ParsableArguments {
    @Option(name: .customLong("by"), help: "Who makes the change. Default: the USER of the environment.")
    var name: String?

    func change(
        _ launch: Launch,
        _ edit: @escaping (SettingsEditor, String) async throws(SettingsEditor.Failure) -> DynamicSettings
    ) async throws {
        let name = name ?? launch.environment["USER"] ?? "unknown"
        try await launch.withStores { stores in
            let editor = SettingsEditor(store: stores.settings, effects: .system)
            do throws(SettingsEditor.Failure) {
                let settings = try await edit(editor, name)
                for warning in settings.warnings { StandardStream.error.writeLine("warning: \(warning)") }
                StandardStream.output.writeLine(String(settings.version))
            } catch {
                throw error.forOperator
            }
        }
    }
}

extension SettingsEditor.Failure {
    fileprivate var forOperator: any Error {
        switch self {
        case .refused(let reason): CommandFault(reason.description)
        case .unknownVersion(let version):
            CommandFault("there is no change \(version); hesap settings history lists them")
        case .conflict: CommandFault("others keep changing settings; nothing was stored")
        case .outage(let outage): outage
        }
    }
}

extension SettingRecord {
    fileprivate var json: JSONValue {
        .object([
            .init("version", .integer(version)),
            .init("key", .string(key)),
            .init("value", value ?? .null),
            .init("is_set", .bool(value != nil)),
            .init("author", .string(author)),
            .init("at", .string(at.iso8601)),
        ])
    }
}

extension Timestamp {
    var iso8601: String {
        Date(timeIntervalSince1970: TimeInterval(microseconds) / 1_000_000).formatted(.iso8601)
    }
}

extension JSONValue {
    fileprivate var line: String { String(decoding: encoded(ascii: false), as: UTF8.self) }
}
