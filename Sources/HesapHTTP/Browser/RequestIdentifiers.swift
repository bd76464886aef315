import DjangoCompat
import HesapDomain
package import Logging
import Synchronization

/// The id of the request that is being answered.
package enum RequestID {
    @TaskLocal static var current: String?

    /// For loggers, which ask when they write a line: most requests have none.
    package static let logMetadata = Logger.MetadataProvider { current.map { ["request_id": "\($0)"] } ?? [:] }
}

/// Names requests for the log: a random word for the process and a number.
///
/// Not secret, so a counter will do; bytes of the system's random source would cost a system call for every request.
final class RequestIdentifiers: Sendable {
    private let process: String
    private let count = Atomic<UInt64>(0)

    init(random: RandomBytes) {
        process = String(SessionKeyFormat.make(random: random).prefix(12))
    }

    func next() -> String {
        "\(process)-\(count.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    /// A client's id is taken when it cannot harm a log: 8 to 64 letters, digits, `-` or `_`.
    static func accepted(_ header: String?) -> String? {
        guard let header, (8...64).contains(header.utf8.count) else { return nil }
        let isSane: (UInt8) -> Bool = { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                || byte == 95
        }
        return header.utf8.allSatisfy(isSane) ? header : nil
    }
}
