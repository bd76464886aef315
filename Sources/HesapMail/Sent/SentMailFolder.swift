import Dispatch
import FoundationEssentials
package import HesapDomain

/// The files of `FileTransport`.
package struct SentMailFolder: SentMails {
    private static let suffix = ".eml"

    private let directory: String
    /// Disks may be slow, and must not hold up the threads that serve requests.
    private let queue = DispatchQueue(label: "hesap.mail.folder")

    package init(directory: String) {
        self.directory = directory
    }

    package func newest(_ limit: Int) async throws(MailFailure) -> [SentMail] {
        await onQueue {
            // Names begin with the time.
            names().sorted(by: >).prefix(limit).compactMap(read)
        }
    }

    package func find(_ id: SentMailID) async throws(MailFailure) -> SentMail? {
        await onQueue { read(id.text) }
    }

    private func names() -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return files.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }
    }

    /// Nil for what is no mail of ours, also when another program took the file away meanwhile.
    private func read(_ name: String) -> SentMail? {
        guard let id = SentMailID(name),
            let data = FileManager.default.contents(atPath: "\(directory)/\(name)\(Self.suffix)")
        else { return nil }
        return MessageReader.read(String(decoding: data, as: UTF8.self), id: id)
    }

    private func onQueue<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
