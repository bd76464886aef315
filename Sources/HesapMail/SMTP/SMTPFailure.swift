import CCurl
import Glibc
import HesapDomain

/// What libcurl and the conversation say about a mail that was not taken.
struct SMTPFailure {
    let code: CURLcode
    let stage: SMTPDialogue.Stage
    let reply: Int?
    let refusal: SMTPDialogue.Refusal?
    let isSenderBeyondASCII: Bool
    let systemError: Int32
    let verification: Int

    var mailFailure: MailFailure { MailFailure(reason: reason, isPermanent: isPermanent, isAboutMail: isAboutMail) }

    /// About log-in and encryption, whatever command they answer: RFC 4954 and RFC 3207.
    private static let repliesAboutUs = [530, 534, 535, 538]
    private static let noLogin = "the server offers no log-in that Hesap knows (AUTH PLAIN, AUTH LOGIN)"
    /// OpenSSL's numbers (`X509_V_ERR_…`).
    private static let (unspecified, notYetValid, expired) = (1, 9, 10)

    /// RFC 5321, section 4.2.1: 5yz to what the mail itself says.
    ///
    /// To all else it means that the shop's server is set up wrongly, and the mails must not pay for it.
    private var isPermanent: Bool {
        if refusal == .noUTF8 { return !isSenderBeyondASCII }
        return isAboutMail && (reply ?? 0) >= 500
    }

    /// A reply to what differs from mail to mail.
    ///
    /// A lost connection, a late answer, "closing" (421) and everything that comes before the recipient would have met
    /// any other mail as well.
    private var isAboutMail: Bool {
        if refusal == .noUTF8 { return !isSenderBeyondASCII }
        let isCutShort = code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK
        guard refusal == nil, !isCutShort, let reply, reply >= 400, reply != 421 else { return false }
        switch stage {
        case .recipient, .data, .message: return !Self.repliesAboutUs.contains(reply)
        default: return false
        }
    }

    /// Of fixed words and numbers: the server's text may repeat the address.
    private var reason: String {
        switch refusal {
        case .noLogin: return Self.noLogin
        case .noUTF8: return "the \(isSenderBeyondASCII ? "sender" : "recipient") needs SMTPUTF8, which is not offered"
        case nil: break
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return "the host name cannot be resolved"
        case CURLE_COULDNT_CONNECT: return cannotConnect
        case CURLE_OPERATION_TIMEDOUT:
            return stage == .connection ? "no connection in time" : "no answer in time after \(stage.rawValue)"
        case CURLE_ABORTED_BY_CALLBACK: return "ended by us after \(stage.rawValue)"
        case CURLE_USE_SSL_FAILED where reply == nil || stage == .greeting: return "the server offers no STARTTLS"
        case CURLE_PEER_FAILED_VERIFICATION: return certificate
        case CURLE_SSL_CONNECT_ERROR: return "no TLS connection"
        case CURLE_SSL_CACERT_BADFILE: return "the file of ca= cannot be read"
        case CURLE_LOGIN_DENIED where stage == .greeting: return Self.noLogin
        case CURLE_LOGIN_DENIED where reply == 535: return "user name or password refused"
        default: return answer
        }
    }

    private var answer: String {
        guard let reply, reply >= 400 else { return "connection lost after \(stage.rawValue)" }
        let hint = reply == 530 ? ": it wants a log-in or encryption" : ""
        return "SMTP \(reply) after \(stage.rawValue)\(hint)"
    }

    private var cannotConnect: String {
        switch systemError {
        case ECONNREFUSED: "connection refused"
        case 0: "cannot connect"
        default: "cannot connect (\(String(cString: strerror(systemError))))"
        }
    }

    private var certificate: String {
        switch verification {
        case Self.unspecified: "the certificate is for another name"
        case Self.expired: "the certificate has expired"
        case Self.notYetValid: "the certificate is not valid yet"
        default: "the certificate is not trusted"
        }
    }
}
