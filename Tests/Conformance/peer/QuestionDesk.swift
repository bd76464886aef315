import DjangoCompat
import HesapDomain

/// Finds who answers an operation: the part of its name before the dot.
struct QuestionDesk {
    private var sessions = SessionRoom()

    /// The answer as a line without its end: `{"result": …}` or `{"error": "…"}`.
    mutating func answer(_ line: [UInt8]) async -> [UInt8] {
        let member: JSONValue.Member
        do {
            member = JSONValue.Member("result", try await result(Question(line)))
        } catch {
            member = JSONValue.Member("error", .string(error.reason))
        }
        return JSONValue.object([member]).encoded(ascii: true)
    }

    func close() async {
        await sessions.close()
    }

    private mutating func result(_ question: Question) async throws(Refusal) -> JSONValue {
        switch question.operation.prefix(while: { $0 != "." }) {
        case "store": return try await sessions.answer(question)
        case "session": return try SessionTextRoom.answer(question)
        case "password", "auth": return try PasswordRoom.answer(question)
        case "validators": return try ValidatorRoom.answer(question)
        case "token", "uid", "base36": return try ResetLinkRoom.answer(question)
        case "csrf": return try CSRFRoom.answer(question)
        case "signing": return try SigningRoom.answer(question)
        default: throw .unknownOperation
        }
    }
}

extension Refusal {
    static let unknownOperation = Refusal("unknown op")
}

extension JSONValue {
    static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}

/// The kernel's random source.
let systemRandom: RandomBytes = { count in
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}
