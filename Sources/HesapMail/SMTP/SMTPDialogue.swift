import CCurl

/// Where in the conversation a mail is, worked out from the commands and replies that libcurl shows.
///
/// libcurl's own error codes do not tell a refused recipient from a refused sender. Of commands only the verb is looked
/// at, of replies only the number: the rest holds addresses, passwords, or text of a stranger.
final class SMTPDialogue {
    enum Stage: String {
        case connection = "connecting"
        case greeting = "EHLO"
        case encryption = "STARTTLS"
        case authentication = "AUTH"
        case sender = "MAIL FROM"
        case recipient = "RCPT TO"
        case data = "DATA"
        case message = "the message"
        case check = "NOOP"
    }

    /// Why the conversation was ended by us.
    enum Refusal {
        case noLogin, noUTF8
    }

    private(set) var stage = Stage.connection
    /// The reply to the last command; nil while there is none.
    private(set) var reply: Int?
    private(set) var refusal: Refusal?

    private let needsLogin: Bool
    private var needsUTF8 = false
    private var message: [UInt8] = []
    private var sentBytes = 0
    /// Of the connection, which may outlive the mail.
    private var isLoggedIn = false
    private var saidUTF8 = false
    /// libcurl says QUIT by itself after a failure; its reply must not be taken for the one that failed.
    private var isOver = false
    private var end = SMTPEnd()

    init(needsLogin: Bool) {
        self.needsLogin = needsLogin
    }

    func begin(_ envelope: SMTPEnvelope?, until end: SMTPEnd) {
        self.end = end
        (stage, reply, refusal, isOver) = (.connection, nil, nil, false)
        needsUTF8 = envelope?.needsUTF8 ?? false
        message = envelope?.message ?? []
        sentBytes = 0
    }

    private static let verbs: [(start: String, stage: Stage)] = [
        ("EHLO ", .greeting), ("HELO ", .greeting), ("STARTTLS\r", .encryption), ("AUTH ", .authentication),
        ("MAIL FROM:", .sender), ("RCPT TO:", .recipient), ("DATA\r", .data), ("NOOP\r", .check),
    ]

    func sent(_ line: UnsafeRawBufferPointer) {
        if line.starts(with: "QUIT".utf8) { isOver = true }
        // Base64 of a log-in has no space and no colon, so it is no verb.
        guard let verb = Self.verbs.first(where: { line.starts(with: $0.start.utf8) }) else { return }
        (stage, reply, isOver) = (verb.stage, nil, false)
        if verb.stage == .greeting { isLoggedIn = false }
        if verb.stage == .sender { saidUTF8 = Self.endsWithUTF8(line) }
    }

    /// - Returns: false when the conversation must not go on.
    func received(_ line: UnsafeRawBufferPointer) -> Bool {
        guard !isOver, let code = Self.code(line) else { return true }
        reply = code
        switch (stage, code) {
        case (.authentication, 235): isLoggedIn = true
        case (.data, 354): (stage, reply) = (.message, nil)
        case (.sender, 200..<300), (.check, 200..<300): refusal = reasonToStop
        default: break
        }
        // `hesap check` has no message. To libcurl 553 is then an answer to VRFY, and no failure.
        if stage == .sender, code == 553, message.isEmpty { return false }
        return refusal == nil
    }

    /// libcurl goes on without a log-in when the server offers none, and sends an address as it is without SMTPUTF8.
    ///
    /// Asked at the reply to `MAIL FROM`, before the recipient is named.
    private var reasonToStop: Refusal? {
        if needsLogin, !isLoggedIn { return .noLogin }
        return stage == .sender && needsUTF8 && !saidUTF8 ? .noUTF8 : nil
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, message.count - sentBytes)
        message.withUnsafeBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[sentBytes..<sentBytes + count]))
        }
        sentBytes += count
        return count
    }

    /// Whether the program is to end and the server had its time to answer.
    var isToStop: Bool { end.hasCome(isMessageSent: stage == .message && sentBytes == message.count) }

    private static func code(_ line: UnsafeRawBufferPointer) -> Int? {
        guard line.count >= 3, line[..<3].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return line[..<3].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func endsWithUTF8(_ line: UnsafeRawBufferPointer) -> Bool {
        String(decoding: line, as: UTF8.self).hasSuffix(" SMTPUTF8\r\n")
    }
}

// MARK: As libcurl calls it

extension SMTPDialogue {
    private static func of(_ pointer: UnsafeMutableRawPointer?) -> SMTPDialogue? {
        pointer.map { Unmanaged<SMTPDialogue>.fromOpaque($0).takeUnretainedValue() }
    }

    static let onReply: hesap_curl_transfer = { bytes, size, count, dialogue in
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return of(dialogue)?.received(line) == true ? size * count : 0
    }

    static let onRead: hesap_curl_transfer = { bytes, size, count, dialogue in
        of(dialogue)?.read(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) ?? 0
    }

    /// Called once a second while nothing happens.
    static let onProgress: curl_xferinfo_callback = { dialogue, _, _, _, _ in
        of(dialogue)?.isToStop == true ? 1 : 0
    }

    static let onDebug: curl_debug_callback = { _, kind, bytes, count, dialogue in
        if kind == CURLINFO_HEADER_OUT { of(dialogue)?.sent(UnsafeRawBufferPointer(start: bytes, count: count)) }
        return 0
    }
}
