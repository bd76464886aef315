import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct LimitTests {
    private static let path = "/users/activate-currency/"
    private static let tooLarge = Refusal.detail("The body may not be larger than 64 KiB.", code: "body_too_large")

    @Test("64 KiB are read, one byte more is not", arguments: [65_536, 65_537, 1_000_000])
    func bodySize(_ size: Int) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .guest)
        let frame = #"{"currency_code":"USD","x":""}"#
        let json = #"{"currency_code":"USD","x":"\#(String(repeating: "x", count: size - frame.utf8.count))"}"#
        let before = Footprint(storefront.shop)
        let answer = try await storefront.answer(to: .post(Self.path, json).session(key))
        #expect(answer.status == (size > 65_536 ? 413 : 400))
        #expect(answer.text == (size > 65_536 ? Self.tooLarge : Refusal.field("x", Refusal.unknownField)))
        #expect(answer.header("Connection") == (size > 65_536 ? "close" : nil))
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    @Test("a body without a length is counted as it comes")
    func chunked() async throws {
        let request = Self.post(RequestBody(asyncSequence: Chunks(count: 20)), [.contentType: "application/json"])
        await #expect(throws: Problem.bodyTooLarge) { try await Form.read(request) }
    }

    private static func post(_ body: RequestBody, _ fields: HTTPFields) -> Request {
        let head = HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/", headerFields: fields)
        return Request(head: head, body: body)
    }

    /// Chunks of 4 KiB, as a client sends them that names no length.
    private struct Chunks: AsyncSequence, Sendable {
        let count: Int

        struct Iterator: AsyncIteratorProtocol {
            var left: Int

            mutating func next() async -> ByteBuffer? {
                guard left > 0 else { return nil }
                left -= 1
                return ByteBuffer(repeating: UInt8(ascii: " "), count: 4096)
            }
        }

        func makeAsyncIterator() -> Iterator { Iterator(left: count) }
    }

    @Test("too large a body is refused in Turkish too, before anybody is looked up")
    func turkish() async throws {
        let storefront = try await Storefront()
        let json = String(repeating: " ", count: 70_000)
        let answer = try await storefront.answer(to: Call.post(Self.path, json).withoutCSRF().language("tr"))
        #expect(answer.text == Phrasebook.turkish(Self.tooLarge))
        #expect(storefront.shop.store.calls(of: .sessionStore) == 0)
    }

    @Test("a length that is a lie or a riddle does no harm", arguments: ["-1", "abc", "99999999999999999999", "1, 2"])
    func strangeLength(_ length: String) async throws {
        let body = RequestBody(buffer: ByteBuffer(string: #"{"a":1}"#))
        let request = Self.post(body, [.contentType: "application/json", .contentLength: length])
        let form = try await Form.read(request)
        guard case .fields(let members, _) = form else {
            Issue.record("not read: \(form)")
            return
        }
        #expect(members == [.init("a", .number("1"))])
    }

    @Test("32 KiB of address and headers are read, more are refused", arguments: ["header", "cookie", "path", "many"])
    func headerSize(_ place: String) async throws {
        let storefront = try await Storefront()
        for (size, status) in [(30_000, 200), (33_000, 431)] {
            let answer = try await storefront.answer(to: Self.large(place, size))
            #expect(answer.status == status)
            guard status == 431 else { continue }
            #expect(
                answer.text
                    == Refusal.detail("The headers may not be larger than 32 KiB.", code: "headers_too_large")
            )
            #expect(answer.header("Connection") == "close")
        }
    }

    private static func large(_ place: String, _ size: Int) -> Call {
        let text = String(repeating: "x", count: size)
        let call = Call.get("/users/session/")
        switch place {
        case "header": return call.header("X-Large", text)
        case "cookie": return call.cookie("large", text)
        case "path": return call.to("/users/session/?" + text)
        default: return (0..<(size / 20)).reduce(call) { call, _ in call.header("X-Twelve-Lett", "1234567") }
        }
    }
}
