import Configuration

/// Where start-up settings come from: flags over the environment over the file over defaults.
struct SettingsSource: Sendable {
    private let layers: [any SettingsLayer]

    /// Refuses names that no setting has: a misspelt one would silently leave a default in force.
    ///
    /// Of the environment, names without our prefix are not ours.
    init(flags: CommandLineFlags, environment: [String: String]) throws(SettingFault) {
        let file = if let path = flags.configFile { path } else { try EnvironmentLayer.configFile(environment) }
        var layers: [any SettingsLayer] = [FlagLayer(flags), try EnvironmentLayer(environment)]
        if let file { layers.append(try FileLayer(path: file)) }
        self.layers = layers
    }

    /// The value, or the default that stands with the setting.
    func read<Value>(_ setting: Setting<Value>) throws(SettingFault) -> Value {
        if let value = try readIfSet(setting) { return value }
        let name = setting.description.environmentName
        guard case .written(let text) = setting.standard else {
            throw SettingFault(place: name, reason: "must be set (environment, --flag or file)")
        }
        let parts = setting.form == .list ? text.split(separator: ",").map { String($0) } : [text]
        return try Self.parse(parts, as: setting, place: name)
    }

    /// The value, or nil where a default is worked out.
    func readIfSet<Value>(_ setting: Setting<Value>) throws(SettingFault) -> Value? {
        for layer in layers {
            let place = layer.place(of: setting.description)
            guard let parts = try Self.parts(of: setting, in: layer, place) else { continue }
            return try Self.parse(parts, as: setting, place: place)
        }
        return nil
    }

    /// As an operator would look for it, for faults that only show when values are seen together.
    func place(of setting: SettingDescription) -> String {
        let holder = layers.first { layer in
            [ConfigType.string, .stringArray, .int, .bool].contains { type in
                (try? layer.lookUp(setting, type)) ?? nil != nil
            }
        }
        return holder?.place(of: setting) ?? setting.environmentName
    }

    private static func parts<Value>(
        of setting: Setting<Value>,
        in layer: any SettingsLayer,
        _ place: String
    ) throws(SettingFault) -> [String]? {
        do {
            return try layer.lookUp(setting.description, setting.form.providerType)
        } catch {
            throw SettingFault(place: place, reason: "must be \(setting.description.type)")
        }
    }

    private static func parse<Value>(
        _ parts: [String],
        as setting: Setting<Value>,
        place: String
    ) throws(SettingFault) -> Value {
        do {
            return try setting.parse(parts == [""] && setting.form == .list ? [] : parts)
        } catch {
            throw SettingFault(place: place, reason: error.reason)
        }
    }
}

/// One place where settings may stand.
protocol SettingsLayer: Sendable {
    /// The value as text, one per entry; nil when it is not set here.
    ///
    /// - Throws: when what stands there is not of that type.
    func lookUp(_ setting: SettingDescription, _ type: ConfigType) throws -> [String]?
    func place(of setting: SettingDescription) -> String
}

extension ConfigSnapshot {
    func parts(forKey key: [String], type: ConfigType) throws -> [String]? {
        switch try value(forKey: AbsoluteConfigKey(key), type: type).value?.content {
        case .string(let text): [text]
        case .int(let number): [String(number)]
        case .bool(let flag): [String(flag)]
        case .stringArray(let texts): texts
        default: nil
        }
    }
}
