import CCurl
import HesapDomain

extension SMTPServer {
    private static let standardTimeoutSeconds = 30
    /// A worker has a mail to itself for two minutes and begins no send in the second: what takes longer may be sent by
    /// another one as well.
    private static let timeouts = 1...60

    /// Reads `smtp://` and `smtps://` URLs; a refusal repeats nothing of the value.
    package init(url text: String) throws(MailURL.Refusal) {
        guard let url = CurlURL(text), let host = url.part(CURLUPART_HOST) else {
            throw MailURL.Refusal(
                reason: "is no URL: smtp://USER:PASSWORD@HOST:PORT?PARAMETERS, special characters percent-encoded"
            )
        }
        guard url.hasNothingElse else {
            throw MailURL.Refusal(
                reason: "has more than smtp://USER:PASSWORD@HOST:PORT?PARAMETERS: percent-encode special characters"
            )
        }
        guard let name = MailDomain.ascii(host) else { throw MailURL.Refusal(reason: "has a host that is no name") }
        let isImplicit = text.hasPrefix("smtps:")
        let credentials = try Self.credentials(url)
        let parameters = try SMTPParameters(url.part(CURLUPART_QUERY) ?? "")
        let standardPort = isImplicit ? 465 : credentials == nil ? 25 : 587
        let port = url.part(CURLUPART_PORT).map { Int($0) } ?? standardPort
        guard let port, port > 0 else { throw MailURL.Refusal(reason: "has no port between 1 and 65535") }
        self.init(
            host: name,
            port: port,
            encryption: try parameters.encryption(isImplicit: isImplicit, host: name),
            credentials: credentials,
            authorityFile: try parameters.authorityFile(),
            timeoutSeconds: try parameters.timeout(in: Self.timeouts) ?? Self.standardTimeoutSeconds
        )
        try refuseContradictions()
    }

    private static func credentials(_ url: CurlURL) throws(MailURL.Refusal) -> Credentials? {
        let (user, password) = (url.decodedPart(CURLUPART_USER), url.decodedPart(CURLUPART_PASSWORD))
        guard url.has(CURLUPART_USER) || url.has(CURLUPART_PASSWORD) else { return nil }
        guard let user, let password, !user.isEmpty, !password.isEmpty else {
            throw MailURL.Refusal(reason: "has a user name without a password, or the reverse")
        }
        return Credentials(user: Secret(user), password: Secret(password))
    }

    private func refuseContradictions() throws(MailURL.Refusal) {
        if credentials != nil, maySendInTheClear {
            throw MailURL.Refusal(reason: "would send a password readable: starttls must be required")
        }
        if authorityFile != nil, encryption == .none {
            throw MailURL.Refusal(reason: "has ca= and starttls=off, which do not go together")
        }
    }
}

/// What stands after `?`.
private struct SMTPParameters {
    private var values: [String: String] = [:]

    init(_ query: String) throws(MailURL.Refusal) {
        for part in query.split(separator: "&", omittingEmptySubsequences: true) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let value = CurlURL.decoded(pair[1]), !value.isEmpty else {
                throw MailURL.Refusal(reason: "has a parameter without a value")
            }
            guard ["starttls", "ca", "timeout"].contains(pair[0]) else {
                throw MailURL.Refusal(reason: "has an unknown parameter: there are starttls, ca and timeout")
            }
            guard values.updateValue(value, forKey: String(pair[0])) == nil else {
                throw MailURL.Refusal(reason: "has a parameter twice")
            }
        }
    }

    func encryption(isImplicit: Bool, host: String) throws(MailURL.Refusal) -> SMTPServer.Encryption {
        guard let value = values["starttls"] else {
            if isImplicit { return .implicit }
            return SMTPServer.isLoopback(host) ? .whenOffered : .required
        }
        guard !isImplicit else { throw MailURL.Refusal(reason: "has starttls=, which smtps:// does not need") }
        switch value {
        case "required": return .required
        case "optional": return .whenOffered
        case "off": return .none
        default: throw MailURL.Refusal(reason: "starttls= must be required, optional or off")
        }
    }

    /// Absolute: what a relative path means would depend on where Hesap was started.
    func authorityFile() throws(MailURL.Refusal) -> String? {
        guard let path = values["ca"] else { return nil }
        guard path.hasPrefix("/") else { throw MailURL.Refusal(reason: "ca= must be an absolute path") }
        return path
    }

    func timeout(in range: ClosedRange<Int>) throws(MailURL.Refusal) -> Int? {
        guard let text = values["timeout"] else { return nil }
        guard let seconds = Int(text), range.contains(seconds) else {
            throw MailURL.Refusal(reason: "timeout= must be from \(range.lowerBound) to \(range.upperBound) seconds")
        }
        return seconds
    }
}
