import DjangoCompat
import Hummingbird
import Testing

/// What section 1 of the contract promises of every answer, whatever was asked.
enum HouseRules {
    static func check(_ answer: Answer, _ call: Call, sourceLocation: SourceLocation) {
        #expect(answer.header("X-Request-ID")?.isEmpty == false, sourceLocation: sourceLocation)
        #expect(answer.header("X-Content-Type-Options") == "nosniff", sourceLocation: sourceLocation)
        #expect(answer.header("Cross-Origin-Opener-Policy") == "same-origin", sourceLocation: sourceLocation)
        let policy = call.path.contains("/users/reset/") ? "no-referrer" : "same-origin"
        #expect(answer.header("Referrer-Policy") == policy, sourceLocation: sourceLocation)
        #expect(answer.header("Cache-Control") != nil, sourceLocation: sourceLocation)
        #expect(answer.header("Vary") != nil, sourceLocation: sourceLocation)
        // A shared cache that kept one of these would hand a stranger the session.
        if !answer.setCookies.isEmpty {
            #expect(answer.header("Cache-Control") == "no-store", sourceLocation: sourceLocation)
        }
        if answer.status >= 400 {
            #expect(answer.header("Cache-Control") == "no-store", sourceLocation: sourceLocation)
            #expect(answer.header("Content-Type") == "application/json; charset=utf-8", sourceLocation: sourceLocation)
            #expect(call.method == .head || answer.isRefusal, "\(answer.text)", sourceLocation: sourceLocation)
        }
        if call.method == .head { #expect(answer.text.isEmpty, sourceLocation: sourceLocation) }
    }
}

extension Answer {
    /// `{"detail", "code"}`, or lists of messages per field; nothing else is a refusal.
    var isRefusal: Bool {
        guard case .object(let members) = json, !members.isEmpty else { return false }
        if code != nil {
            let allowed = status == 500 ? ["detail", "code", "request_id"] : ["detail", "code"]
            return members.map(\.key) == allowed && members.allSatisfy { $0.value.string?.isEmpty == false }
        }
        return members.allSatisfy { member in
            guard case .array(let messages) = member.value, !messages.isEmpty else { return false }
            return messages.allSatisfy { $0.string?.isEmpty == false }
        }
    }
}
