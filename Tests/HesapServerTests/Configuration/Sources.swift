import Foundation
@testable import HesapServer

/// A complete configuration needs only the key.
let secretKeyForTests = "a-key-for-tests-that-is-long-enough-0123456789abcdefgh"

func source(
    _ environment: [String: String] = [:],
    flags: [String] = [],
    file: String? = nil
) throws -> SettingsSource {
    let path = NSTemporaryDirectory() + "hesap-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    if let file { try Data(file.utf8).write(to: URL(filePath: path)) }
    let arguments = flags + (file == nil ? [] : ["--config", path])
    return try SettingsSource(flags: CommandLineFlags(arguments), environment: environment)
}

func configuration(_ environment: [String: String] = [:]) throws -> ServerConfiguration {
    let all = ["HESAP_SECRET_KEY": secretKeyForTests].merging(environment) { $1 }
    return try ServerConfiguration(try source(all))
}

/// The one line that stops the start, or nil when it does not.
func fault(_ environment: [String: String]) -> String? {
    do {
        _ = try configuration(environment)
        return nil
    } catch {
        return "\(error)"
    }
}
