import Foundation
import HesapDomain
import HesapTestKit
import Testing

@testable import HesapMail

struct MailTransportTests {
    private let parent = NSTemporaryDirectory() + "hesap-mail-\(UUID().uuidString)"
    private var directory: String { parent + "/nested" }

    private func transport(_ shop: TestShop) throws -> FileTransport {
        let from = try #require(Mailbox("shop@shop.example"))
        let composer = try MailComposer(from: from, effects: shop.effects)
        let outgoing = OutgoingMail(prepare: shop.prepareMail, composer: composer)
        return try FileTransport(outgoing, directory: directory, effects: shop.effects)
    }

    private func claimed(_ kind: Mail.Kind) -> ClaimedMail {
        let mail = Mail(kind, to: "nobody@example.com", account: nil, language: .turkish)
        return ClaimedMail(id: OutboxID(raw: 1), mail: mail, failures: 0, queuedAt: FrozenClock.start)
    }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: directory).sorted() }
    }

    @Test("each mail is one private file, in the order of sending")
    func files() async throws {
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let shop = try await TestShop()
        let transport = try transport(shop)
        try await transport.send(claimed(.welcome))
        shop.clock.advance(seconds: 1)
        try await transport.send(claimed(.addressRegistered))
        let names = try files
        #expect(names.count == 2)
        #expect(names.allSatisfy { $0.hasSuffix(".eml") && !$0.hasPrefix(".") })
        let first = try String(contentsOfFile: directory + "/" + names[0], encoding: .utf8)
        #expect(first.contains("X-Hesap-Kind: welcome\r\n"))
        let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/" + names[0])
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("a reset mail to an address without an account counts as sent and writes nothing")
    func nobodyToWriteTo() async throws {
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let transport = try transport(try await TestShop())
        try await transport.send(claimed(.passwordReset))
        #expect(try files.isEmpty)
    }

    @Test("a directory that cannot be made or has become unwritable is a failure with a reason, not a lost mail")
    func noDirectory() async throws {
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let shop = try await TestShop()
        let transport = try transport(shop)
        try FileManager.default.removeItem(atPath: directory)
        let failure = await #expect(throws: MailFailure.self) { try await transport.send(claimed(.welcome)) }
        #expect(failure?.reason.contains("nobody@example.com") == false)
        let file = NSTemporaryDirectory() + UUID().uuidString
        try Data().write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let from = try #require(Mailbox("shop@shop.example"))
        let composer = try MailComposer(from: from, effects: shop.effects)
        let outgoing = OutgoingMail(prepare: shop.prepareMail, composer: composer)
        #expect(throws: MailFailure.self) { try FileTransport(outgoing, directory: file, effects: shop.effects) }
    }

    @Test("the console shows the link on a line by itself, decoded")
    func console() async throws {
        let shop = try await TestShop()
        let from = try #require(Mailbox("Dükkân <shop@shop.example>"))
        let link = "https://shop.example/users/reset/MQ/" + String(repeating: "t", count: 60) + "/"
        let variables = ["link": link, "hours": "72"]
        let mail = Mail(.passwordReset, to: "a@b.example", account: nil, language: .turkish, variables: variables)
        let composed = try MailComposer(from: from, effects: shop.effects).compose(mail)
        let lines = ConsoleTransport.text(of: composed).split(separator: "\n")
        #expect(lines.contains(Substring(link)))
        #expect(lines.contains("Subject: Parola yenileme bağlantınız"))
    }
}
