import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore
import Testing

@testable import HesapServer

@Suite("The head of an answer as it is sent")
struct AnswerHeadTests {
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    private static func text(_ answer: Answer, connection: String? = nil) -> String {
        let head = AnswerHead(status: answer.status, fields: answer.fields, date: date, connection: connection)
        return String(buffer: head.bytes())
    }

    private static func lines(_ lines: String...) -> String {
        (lines + ["Date: \(date)", "", ""]).joined(separator: "\r\n")
    }

    @Test("status and fields in their order, with the bytes that they have")
    func inOrder() async throws {
        let fields: HTTPFields = [.setCookie: "a=1", .location: "/şehir/", .setCookie: "b="]
        let answer = try await Answer(Response(status: .seeOther, headers: fields))
        #expect(
            Self.text(answer)
                == Self.lines(
                    "HTTP/1.1 303 See Other",
                    "Set-Cookie: a=1",
                    "Location: /şehir/",
                    "Set-Cookie: b=",
                    "Content-Length: 0"
                )
        )
    }

    @Test("what is said of the connection stands behind, once", arguments: ["close", "keep-alive"])
    func connection(word: String) async throws {
        let answer = try await Answer(Response(status: .badRequest, headers: [.connection: "close"]))
        #expect(answer.isLast)
        #expect(Self.text(answer, connection: word).components(separatedBy: "Connection:").count == 2)
        #expect(Self.text(answer, connection: word).hasSuffix("Connection: \(word)\r\n\r\n"))
        #expect(!Self.text(answer).contains("Connection"))
    }

    /// RFC 9110, 8.6; the client would wait for the body.
    @Test("a status without a body has no length", arguments: [HTTPResponse.Status.noContent, .notModified])
    func noBody(status: HTTPResponse.Status) async throws {
        var response = Response(status: status, body: ResponseBody { try await $0.write(ByteBuffer(string: "no")) })
        #expect(try await Self.text(Answer(response)) == Self.lines("HTTP/1.1 \(status.code) \(status.reasonPhrase)"))
        response.headers[.contentLength] = "2"
        let answer = try await Answer(response)
        #expect(Self.text(answer) == Self.lines("HTTP/1.1 \(status.code) \(status.reasonPhrase)"))
        #expect(answer.body.isEmpty)
    }

    @Test("the length of a body that is written in pieces is told")
    func pieces() async throws {
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "abc"))
            try await writer.write(ByteBuffer(string: "de"))
            try await writer.finish(nil)
        }
        let answer = try await Answer(Response(status: .ok, body: body))
        #expect(Self.text(answer) == Self.lines("HTTP/1.1 200 OK", "Content-Length: 5"))
        #expect(answer.body.map { String(buffer: $0) } == ["abc", "de"])
    }

    @Test("an answer to HEAD tells the length of what it leaves out")
    func head() async throws {
        let response = Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "abcde")))
        let answer = try await Answer(response.createHeadResponse())
        #expect(Self.text(answer) == Self.lines("HTTP/1.1 200 OK", "Content-Length: 5"))
        #expect(answer.body.isEmpty)
    }

    /// Response splitting (CWE-113).
    @Test("no value becomes a second field", arguments: ["a\r\nSet-Cookie: b=1", "a\nb", "a\rb", "a\0b"])
    func splitting(value: String) async throws {
        let answer = try await Answer(Response(status: .noContent, headers: [.location: value]))
        let lines = Self.text(answer).components(separatedBy: "\r\n")
        #expect(lines.count == 5)
        #expect(lines[1].allSatisfy { !$0.isNewline && $0 != "\0" })
    }
}
