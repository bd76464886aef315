import HTTPTypes
import HesapDomain
import Hummingbird
import NIOCore

/// `GET /dev/mailbox/`: what a development server has "sent".
struct MailboxPage: Page {
    /// A screen or two.
    private static let most = 50

    let mails: any SentMails

    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        try context.requireLocalBrowser(request)
        let newest = try await mails.newest(Self.most)
        var view = PageView(.mailbox)
        view.title = "Mailbox"
        view.values["mails"] = newest.map {
            ["id": $0.id.text, "subject": $0["Subject"], "to": $0["To"], "date": $0["Date"]]
        }
        return .page(view)
    }
}

/// `GET /dev/mailbox/{id}/`: one of them.
struct MailboxMailPage: Page {
    let mails: any SentMails

    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        let mail = try await context.mail(in: mails, for: request)
        var view = PageView(.mailboxMail)
        view.title = mail["Subject"]
        view.values["id"] = mail.id.text
        view.values["subject"] = mail["Subject"]
        view.values["headers"] = mail.headers.map { ["name": $0.name, "value": $0.value] }
        view.values["parts"] = Self.parts(of: mail.text)
        view.values["html"] = mail.html != nil
        view.hasFrames = true
        return .page(view)
    }

    /// Words that are links, and what stands between them.
    static func parts(of text: String) -> [[String: String]] {
        var parts: [[String: String]] = []
        var rest = text[...]
        while let start = rest.firstRange(of: #/https?:\/\/\S+/#) {
            parts.append(["text": String(rest[..<start.lowerBound])])
            parts.append(["link": String(rest[start])])
            rest = rest[start.upperBound...]
        }
        return parts + [["text": String(rest)]]
    }
}

/// `GET /dev/mailbox/{id}/html/`: the HTML part, for the frame on the page of its mail.
struct MailboxHTMLEndpoint: Endpoint {
    /// Nothing runs, nothing is fetched; a link replaces the page around the frame, where the shop's pages may be.
    private static let contentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'self'; sandbox allow-popups allow-top-navigation-by-user-activation"

    let mails: any SentMails

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        guard let html = try await context.mail(in: mails, for: request).html else { throw Problem.notFound }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: Self.contentSecurityPolicy,
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html.replacing("<a ", with: "<a target=\"_top\" ")))
        )
    }
}

/// Only for a server that listens on loopback and sends no real mail; see `UseCases.sentMails`.
func mailboxRoutes(_ mails: any SentMails, _ pages: Pages) -> [Route] {
    [
        Route(.get, "/dev/mailbox/", ShowPage(pages: pages, page: MailboxPage(mails: mails))),
        Route(.get, "/dev/mailbox/{id}/", ShowPage(pages: pages, page: MailboxMailPage(mails: mails))),
        Route(.get, "/dev/mailbox/{id}/html/", MailboxHTMLEndpoint(mails: mails)),
    ]
}

extension ShopContext {
    fileprivate func mail(in mails: any SentMails, for request: Request) async throws -> SentMail {
        try requireLocalBrowser(request)
        guard let id = parameter("id").flatMap(SentMailID.init), let mail = try await mails.find(id) else {
            throw Problem.notFound
        }
        return mail
    }

    fileprivate func requireLocalBrowser(_ request: Request) throws(Problem) {
        guard LocalBrowser.isLocal(connection, peer: peerAddress, request.headers) else { throw .notFound }
    }
}

/// Who may look into the mailbox.
///
/// The mails hold reset links: whoever reads them can take over every account of the development shop. A proxy would make
/// strangers look local, and so would another site's name that leads to 127.0.0.1 (DNS rebinding).
enum LocalBrowser {
    static func isLocal(_ connection: ClientConnection, peer: String, _ headers: HTTPFields) -> Bool {
        let isForwarded = [.xForwardedFor, .xForwardedHost, .xForwardedProto, .xRealIP, .via, .forwarded].contains {
            headers[$0] != nil
        }
        guard !isForwarded, connection.forwardedFor == nil else { return false }
        return IPAddress(peer)?.isLoopback == true && connection.host?.isLoopback == true
    }
}

extension HostHeader {
    var isLoopback: Bool {
        name == "localhost" || IPAddress(name.filter { $0 != "[" && $0 != "]" })?.isLoopback == true
    }
}

extension HTTPField.Name {
    /// RFC 7239.
    fileprivate static let forwarded = HTTPField.Name("Forwarded") ?? .via
    /// nginx, by convention.
    fileprivate static let xRealIP = HTTPField.Name("X-Real-IP") ?? .via
}
