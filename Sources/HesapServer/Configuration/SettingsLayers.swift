import Configuration
import DjangoCompat
import FoundationEssentials
import HesapDomain

/// `--secret-key VALUE`.
struct FlagLayer: SettingsLayer {
    private let snapshot: any ConfigSnapshot

    init(_ flags: CommandLineFlags) {
        // The provider skips the first argument: it is the program's name.
        let arguments = ["hesap"] + flags.settings.map { "\($0.flag)=\($0.value)" }
        snapshot = CommandLineArgumentsProvider(arguments: arguments).snapshot()
    }

    /// The provider cuts every value at commas; a text is put together again.
    func lookUp(_ setting: SettingDescription, _ type: ConfigType) throws -> [String]? {
        let asked = type == .string ? .stringArray : type
        let parts = try snapshot.parts(forKey: setting.components, type: asked)
        return type == .string ? parts.map { [$0.joined(separator: ",")] } : parts
    }

    func place(of setting: SettingDescription) -> String { setting.flag }
}

/// `HESAP_SECRET_KEY=VALUE`.
struct EnvironmentLayer: SettingsLayer {
    static let prefix = "HESAP_"
    /// Names the file, so it cannot stand in the file.
    static let configFileName = "HESAP_CONFIG"

    private let snapshot: any ConfigSnapshot

    init(_ environment: [String: String]) throws(SettingFault) {
        let known = Set(ServerConfiguration.settings.map(\.environmentName) + [Self.configFileName])
        let ours = environment.filter { $0.key.hasPrefix(Self.prefix) }
        if let unknown = ours.keys.filter({ !known.contains($0) }).min() {
            throw SettingFault(place: unknown, reason: "unknown setting; docs/configuration.md lists those there are")
        }
        snapshot = EnvironmentVariablesProvider(environmentVariables: ours).snapshot()
    }

    static func configFile(_ environment: [String: String]) throws(SettingFault) -> String? {
        guard let path = environment[configFileName] else { return nil }
        guard !path.isEmpty else { throw SettingFault(place: configFileName, reason: "is empty") }
        return path
    }

    func lookUp(_ setting: SettingDescription, _ type: ConfigType) throws -> [String]? {
        try snapshot.parts(forKey: ["hesap"] + setting.components, type: type)
    }

    func place(of setting: SettingDescription) -> String { setting.environmentName }
}

/// `{"SECRET_KEY": "VALUE"}`, JSON.
struct FileLayer: SettingsLayer {
    /// A configuration has a few kilobytes; more is the wrong file.
    private static let mostBytes = 1 << 20

    private let path: String
    private let snapshot: JSONSnapshot

    init(path: String) throws(SettingFault) {
        self.path = path
        let bytes = try Self.read(path)
        do {
            try Self.checkNames(in: try JSONParser.parse(bytes), path)
            snapshot = try JSONSnapshot(data: bytes.span.bytes, providerName: path, parsingOptions: .default)
        } catch let fault as SettingFault {
            throw fault
        } catch {
            // The parser's own words may quote the file, and so a secret.
            throw SettingFault(place: path, reason: "is not valid JSON")
        }
    }

    func lookUp(_ setting: SettingDescription, _ type: ConfigType) throws -> [String]? {
        try snapshot.parts(forKey: [setting.name], type: type)
    }

    func place(of setting: SettingDescription) -> String { "\(setting.name) in \(path)" }

    private static func read(_ path: String) throws(SettingFault) -> [UInt8] {
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            guard data.count <= mostBytes else { throw SettingFault(place: path, reason: "is larger than 1 MiB") }
            return Array(data)
        } catch let fault as SettingFault {
            throw fault
        } catch {
            throw SettingFault(place: path, reason: "cannot be read")
        }
    }

    private static func checkNames(in document: JSONValue, _ path: String) throws(SettingFault) {
        guard case .object(let members) = document else {
            throw SettingFault(place: path, reason: "must hold one JSON object")
        }
        let known = Set(ServerConfiguration.settings.map(\.name))
        for member in members {
            let place = "\(member.key.debugDescription.onOneLine) in \(path)"
            guard known.contains(member.key) else {
                throw SettingFault(place: place, reason: "unknown setting; docs/configuration.md lists those there are")
            }
            switch member.value {
            case .null, .object: throw SettingFault(place: place, reason: "must be a text, number, boolean or list")
            default: continue
            }
        }
    }
}
