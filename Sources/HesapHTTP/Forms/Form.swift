import DjangoCompat
import HTTPTypes
import Hummingbird
import NIOCore

/// The body of an unsafe request, decoded as far as that needs no knowledge of the endpoint.
///
/// A body that cannot be decoded is kept as a problem: the CSRF check comes first, and endpoints without a body
/// do not look at it.
enum Form: Sendable {
    case fields([JSONValue.Member], csrfToken: String?)
    case undecodable(Problem)

    static let empty = Form.fields([], csrfToken: nil)

    /// Only a form carries its token itself; scripts send the header.
    var csrfToken: String? {
        guard case .fields(_, let token) = self else { return nil }
        return token
    }

    static func read(_ request: Request) async throws -> Form {
        if Limits.isBodyTooLong(request.headers) { throw Problem.bodyTooLarge }
        let buffer = try await collect(request.body)
        guard buffer.readableBytes > 0 else { return .empty }
        switch mediaType(request.headers.value(.contentType) ?? "") {
        case "application/json": return json(buffer.readableBytesView)
        case "application/x-www-form-urlencoded": return urlEncoded(buffer.readableBytesView)
        default: return .undecodable(.unsupportedMediaType)
        }
    }

    /// As Hummingbird's `collect(upTo:)`, which does not know that it reads a request's body and passes each part through
    /// generic code.
    private static func collect(_ body: RequestBody) async throws(Problem) -> ByteBuffer {
        var whole = ByteBuffer()
        var parts = body.makeAsyncIterator()
        do {
            while whole.readableBytes <= Limits.bodyBytes, let part = try await parts.next() {
                if whole.readableBytes == 0 { whole = part } else { whole.writeImmutableBuffer(part) }
            }
        } catch {
            // Broken chunks, an unknown transfer coding, or a client that went away: never a defect of ours.
            throw .parseError(.body)
        }
        guard whole.readableBytes <= Limits.bodyBytes else { throw .bodyTooLarge }
        return whole
    }

    /// Without parameters such as the charset, which is always UTF-8 (RFC 8259, section 8.1).
    private static func mediaType(_ header: String) -> String {
        // As nearly everybody writes it.
        if header == "application/json" { return header }
        let type = Array(header.utf8).prefix { $0 != UInt8(ascii: ";") }.trimmed
        return String(decoding: type, as: UTF8.self).lowercased()
    }

    private static func json(_ bytes: ByteBufferView) -> Form {
        do {
            guard case .object(let members) = try JSONParser.parse(Array(bytes), duplicateKeys: .refused) else {
                return .undecodable(.fields(FieldErrors(FieldErrors.general, .notAnObject)))
            }
            guard members.count <= Limits.fields else { return .undecodable(.parseError(.tooManyFields)) }
            return .fields(members, csrfToken: nil)
        } catch {
            return .undecodable(.parseError(.json(error.message)))
        }
    }

    private static func urlEncoded(_ bytes: ByteBufferView) -> Form {
        var members: [JSONValue.Member] = []
        var token: String?
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = PercentEncoding.decodeForm(parts[0]),
                let value = PercentEncoding.decodeForm(parts.count == 2 ? parts[1] : parts[0].prefix(0))
            else { return .undecodable(.parseError(.form)) }
            if key == CSRFGuard.formField {
                // As in Django an empty field counts as none, and the header is looked at.
                token = value.isEmpty ? nil : value
                continue
            }
            guard !members.contains(where: { $0.key == key }) else { return .undecodable(.parseError(.form)) }
            guard members.count < Limits.fields else { return .undecodable(.parseError(.tooManyFields)) }
            members.append(.init(key, .string(value)))
        }
        return .fields(members, csrfToken: token)
    }
}
