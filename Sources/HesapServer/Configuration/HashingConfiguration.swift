import DjangoCompat
import FoundationEssentials

/// What a password costs, and how many may be hashed at once.
struct HashingConfiguration: Sendable {
    static let preferred = Setting<PreferredHasher.Format>.choice(
        "PASSWORD_HASHER",
        words(PreferredHasher.Format.allCases.map(\.rawValue)),
        default: .written("pbkdf2_sha256"),
        help: "How new passwords are hashed, as Django 5.2's hasher of that name. Others are renewed at sign-in.",
        parse: { PreferredHasher.Format(rawValue: $0) }
    )
    static let iterations = Setting.integer(
        "PASSWORD_ITERATIONS",
        in: 1...PreferredHasher.mostIterations,
        default: .written("1000000"),
        help: "PBKDF2 rounds of new passwords; Django 5.2 uses 1000000. Other hashes are renewed at sign-in."
    )
    static let legacy = Setting.list(
        "LEGACY_PASSWORD_HASHERS",
        of: legacyNames,
        default: .written(""),
        help: "Formats of old Djangos that are too fast to be safe but are verified all the same, until renewed.",
        parse: { name throws(SettingRefusal) in
            guard let format = LegacyFormat(rawValue: name) else {
                throw SettingRefusal("has an entry other than \(legacyNames)")
            }
            return format
        }
    )
    static let workers = Setting.integer(
        "HASH_WORKERS",
        in: 1...256,
        default: .derived("number of cores"),
        help: "Threads that hash passwords, at a lower priority than everything else."
    )
    static let queue = Setting.integer(
        "HASH_QUEUE",
        in: 0...100_000,
        default: .derived("32 for each of HASH_WORKERS"),
        help: "Hashes that may wait for a thread; more are answered 503. 32 take five to ten seconds of a core."
    )
    static let settings = [
        preferred.description, iterations.description, legacy.description, workers.description, queue.description,
    ]
    private static let legacyNames = words(LegacyFormat.allCases.map(\.rawValue))

    let preferred: PreferredHasher.Format
    let iterations: Int
    let legacy: Set<LegacyFormat>
    let workers: Int
    let queue: Int

    init(_ source: SettingsSource) throws(SettingFault) {
        preferred = try source.read(Self.preferred)
        iterations = try source.read(Self.iterations)
        legacy = Set(try source.read(Self.legacy))
        let cores = min(256, ProcessInfo.processInfo.activeProcessorCount)
        workers = try source.readIfSet(Self.workers) ?? cores
        queue = try source.readIfSet(Self.queue) ?? 32 * workers
    }

    /// Whether new hashes are PBKDF2.
    var usesIterations: Bool { preferred == .pbkdf2SHA256 || preferred == .pbkdf2SHA1 }

    private static func words(_ names: [String]) -> String {
        "\(names.dropLast().joined(separator: ", ")) or \(names.suffix(1).joined())"
    }
}
