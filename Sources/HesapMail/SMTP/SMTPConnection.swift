import CCurl
import Glibc
import HesapDomain

/// One libcurl handle, which keeps its connection from mail to mail.
///
/// `@unchecked Sendable`: it blocks, and whoever has it uses it on one queue only.
final class SMTPConnection: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer
    private let dialogue: SMTPDialogue
    private let server: SMTPServer

    /// Once for the process.
    private static let isReady = curl_global_init(hesap_curl_global_all) == CURLE_OK

    init(_ server: SMTPServer) throws(MailFailure) {
        self.server = server
        guard Self.isReady, let handle = curl_easy_init() else { throw MailFailure(reason: "libcurl does not start") }
        self.handle = handle
        dialogue = SMTPDialogue(needsLogin: server.credentials != nil)
        guard configure() else {
            throw MailFailure(reason: "this libcurl cannot do what MAIL_URL asks for")
        }
    }

    /// Says QUIT.
    deinit {
        curl_easy_cleanup(handle)
    }

    // MARK: What it does

    /// - Returns: why the server did not take the mail, or nil when it did.
    func send(_ envelope: SMTPEnvelope, until end: SMTPEnd = SMTPEnd()) -> MailFailure? {
        let recipients = curl_slist_append(nil, envelope.recipient)
        defer {
            set(CURLOPT_MAIL_RCPT, list: nil)
            curl_slist_free_all(recipients)
        }
        let isSet =
            recipients != nil && set(CURLOPT_UPLOAD, 1) && set(CURLOPT_MAIL_FROM, envelope.sender)
            && set(CURLOPT_MAIL_RCPT, list: recipients)
            && hesap_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(envelope.message.count)) == CURLE_OK
        guard isSet else { return MailFailure(reason: "out of memory", isAboutMail: false) }
        let start = ContinuousClock.now
        let failure = perform(envelope, until: end)
        // An idle connection may be closed by the server between libcurl's look at it and the first command, or
        // announce it by 421. The message had not been sent then, so this makes no second mail.
        guard failure != nil, wasClosedWhileIdle, start.duration(to: .now) < Self.noticedAtOnce, !end.isAskedFor else {
            return failure?.mailFailure
        }
        return perform(envelope, until: end)?.mailFailure
    }

    /// Connects, says EHLO, encrypts, logs in, names the sender, and sends no mail.
    ///
    /// `MAIL FROM` is where a server says that it wants a log-in (530), or that the log-in may not send as this address
    /// (550, 553). QUIT after it ends the mail before it has a recipient.
    func check(sender: String) -> MailFailure? {
        // libcurl sends this line as it is. Whether SMTPUTF8 is there for any other address shows with the first mail.
        let isPlain = sender.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3C && $0 != 0x3E }
        guard set(CURLOPT_NOBODY, 1), set(CURLOPT_CUSTOMREQUEST, isPlain ? "MAIL FROM:<\(sender)>" : "NOOP") else {
            return MailFailure(reason: "out of memory")
        }
        return perform(nil, until: SMTPEnd())?.mailFailure
    }

    /// So that two tries do not take twice the time limit; the worker's lease has room for these seconds.
    private static let noticedAtOnce = Duration.seconds(5)

    private func perform(_ envelope: SMTPEnvelope?, until end: SMTPEnd) -> SMTPFailure? {
        dialogue.begin(envelope, until: end)
        let code = curl_easy_perform(handle)
        guard code != CURLE_OK else { return nil }
        defer { cutUnlessAnswered() }
        return SMTPFailure(
            code: code,
            stage: dialogue.stage,
            reply: dialogue.reply,
            refusal: dialogue.refusal,
            isSenderBeyondASCII: envelope?.isSenderBeyondASCII ?? false,
            systemError: Int32(truncatingIfNeeded: hesap_curl_long(handle, CURLINFO_OS_ERRNO)),
            verification: hesap_curl_long(handle, CURLINFO_SSL_VERIFYRESULT)
        )
    }

    /// libcurl keeps a connection on which the reply to the message did not come in time.
    ///
    /// The next mail would take that reply for its own and each later one for the one before. With the socket shut down
    /// it makes a new connection, and does not wait for a reply to QUIT either.
    private func cutUnlessAnswered() {
        let socket = hesap_curl_socket(handle)
        if dialogue.reply == nil, socket >= 0 { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    private var wasClosedWhileIdle: Bool {
        guard hesap_curl_long(handle, CURLINFO_NUM_CONNECTS) == 0, dialogue.refusal == nil else { return false }
        switch dialogue.stage {
        case .connection, .sender, .recipient, .data: return dialogue.reply == nil || dialogue.reply == 421
        default: return false
        }
    }

    // MARK: How it is set up

    private func configure() -> Bool {
        configureProtocol() && configureEncryption() && configureLogin() && configureCallbacks()
    }

    private func configureProtocol() -> Bool {
        // What stands behind the host is the name for EHLO.
        set(CURLOPT_URL, "\(server.encryption == .implicit ? "smtps" : "smtp")://\(server.place)/\(Self.ownName)")
            && set(CURLOPT_PROTOCOLS_STR, "smtp,smtps") && set(CURLOPT_PROXY, "") && set(CURLOPT_NOSIGNAL, 1)
            && set(CURLOPT_TIMEOUT, server.timeoutSeconds)
            && set(CURLOPT_CONNECTTIMEOUT, max(1, server.timeoutSeconds / 3))
            // For QUIT, to which the limit of the mail does not apply.
            && set(CURLOPT_SERVER_RESPONSE_TIMEOUT, server.timeoutSeconds)
            && set(CURLOPT_MAXCONNECTS, 1)
            // Otherwise libcurl waits for the resolver beyond every limit: half a minute where no name server answers.
            && set(CURLOPT_QUICK_EXIT, 1)
    }

    private func configureEncryption() -> Bool {
        let level =
            switch server.encryption {
            case .implicit, .required: CURLUSESSL_ALL
            case .whenOffered: CURLUSESSL_TRY
            case .none: CURLUSESSL_NONE
            }
        guard
            set(CURLOPT_USE_SSL, Int(level.rawValue)), set(CURLOPT_SSL_VERIFYPEER, 1), set(CURLOPT_SSL_VERIFYHOST, 2),
            set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        else { return false }
        guard let file = server.authorityFile else { return true }
        // Instead of the system's authorities, not beside them.
        return set(CURLOPT_CAINFO, file) && hesap_curl_set_text(handle, CURLOPT_CAPATH, nil) == CURLE_OK
    }

    /// PLAIN and LOGIN only: the password goes through TLS or stays on this machine, and the others are outdated.
    private func configureLogin() -> Bool {
        guard let credentials = server.credentials else { return true }
        return set(CURLOPT_USERNAME, credentials.user.reveal()) && set(CURLOPT_PASSWORD, credentials.password.reveal())
            && set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
    }

    private func configureCallbacks() -> Bool {
        let pointer = Unmanaged.passUnretained(dialogue).toOpaque()
        return set(CURLOPT_READFUNCTION, SMTPDialogue.onRead) && set(CURLOPT_READDATA, pointer)
            && set(CURLOPT_HEADERFUNCTION, SMTPDialogue.onReply) && set(CURLOPT_HEADERDATA, pointer)
            && hesap_curl_set_progress(handle, SMTPDialogue.onProgress) == CURLE_OK
            && set(CURLOPT_XFERINFODATA, pointer) && set(CURLOPT_NOPROGRESS, 0)
            && hesap_curl_set_debug(handle, SMTPDialogue.onDebug) == CURLE_OK && set(CURLOPT_DEBUGDATA, pointer)
            // Shows the commands to the function above, and to nobody else.
            && set(CURLOPT_VERBOSE, 1)
    }

    /// The machine's whole name; libcurl by itself says it up to the first dot, which some servers refuse.
    private static let ownName: String = {
        var buffer = [CChar](repeating: 0, count: 256)
        let isRead = gethostname(&buffer, buffer.count - 1) == 0
        let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let isSafe = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x2D || byte == 0x2E
        }
        return isRead && isSafe && !name.isEmpty ? name : "localhost"
    }()

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        hesap_curl_set_long(handle, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ text: String) -> Bool {
        hesap_curl_set_text(handle, option, text) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ pointer: UnsafeMutableRawPointer) -> Bool {
        hesap_curl_set_pointer(handle, option, pointer) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ function: hesap_curl_transfer) -> Bool {
        hesap_curl_set_transfer(handle, option, function) == CURLE_OK
    }

    @discardableResult
    private func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) -> Bool {
        hesap_curl_set_list(handle, option, list) == CURLE_OK
    }
}
