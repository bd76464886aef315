import Dispatch
import Glibc
package import HesapDomain

/// Puts each mail into a directory as one `.eml` file, for development, tests, and pick-up by another program.
///
/// A file appears under its name complete and on disk, or not at all.
package struct FileTransport: MailTransport {
    private let outgoing: OutgoingMail
    private let directory: String
    private let effects: Effects
    /// `fsync` may take long, and must not hold up the threads that serve requests.
    private let queue = DispatchQueue(label: "hesap.mail.file")

    /// Makes the directory, readable for its owner alone: the mails in it hold addresses and reset links.
    package init(_ outgoing: OutgoingMail, directory: String, effects: Effects) throws(MailFailure) {
        self.outgoing = outgoing
        self.directory = directory
        self.effects = effects
        try Self.makeDirectory(directory)
    }

    package func send(_ mail: ClaimedMail) async throws(MailFailure) {
        guard let composed = try await outgoing(mail) else { return }
        let bytes = Array(composed.message.utf8)
        let name = fileName()
        let failure = await withCheckedContinuation { continuation in
            queue.async { [directory] in
                continuation.resume(returning: Self.failure(storing: bytes, as: name, in: directory))
            }
        }
        if let failure { throw failure }
    }

    /// Microseconds first, so that names sort by time; random after it, so that two servers can share the directory.
    private func fileName() -> String {
        let time = String(effects.now().microseconds)
        let random = effects.random(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return String(repeating: "0", count: max(0, 17 - time.count)) + time + "-" + random + ".eml"
    }

    private static func failure(storing bytes: [UInt8], as name: String, in directory: String) -> MailFailure? {
        do {
            try store(bytes, as: name, in: directory)
            return nil
        } catch {
            return error
        }
    }

    private static func store(_ bytes: [UInt8], as name: String, in directory: String) throws(MailFailure) {
        let final = directory + "/" + name
        let temporary = directory + "/." + name + ".tmp"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("cannot create a file") }
        let isWritten = DescriptorOutput.write(bytes, to: file) && fsync(file) == 0
        let problem = failure("cannot write")
        guard close(file) == 0, isWritten else {
            unlink(temporary)
            throw problem
        }
        guard rename(temporary, final) == 0 else {
            let problem = failure("cannot rename")
            unlink(temporary)
            throw problem
        }
        try syncDirectory(directory)
    }

    /// Without it a power cut may undo the rename after the outbox forgot the mail.
    private static func syncDirectory(_ directory: String) throws(MailFailure) {
        let handle = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw failure("cannot open the directory") }
        defer { close(handle) }
        guard fsync(handle) == 0 else { throw failure("cannot sync the directory") }
    }

    private static func makeDirectory(_ path: String) throws(MailFailure) {
        var built = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            built += "/" + part
            if mkdir(built, 0o700) != 0, errno != EEXIST { throw failure("cannot make the directory") }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw MailFailure(reason: "mail directory: not a directory")
        }
        guard access(path, W_OK | X_OK) == 0 else { throw failure("cannot write to the directory") }
    }

    private static func failure(_ what: String) -> MailFailure {
        let code = errno
        return MailFailure(reason: "mail directory: \(what) (\(String(cString: strerror(code))))", isAboutMail: false)
    }
}
