import DjangoCompat

/// CSRF cookies and tokens, bare and masked.
enum CSRFRoom {
    static func answer(_ question: Question) throws(Refusal) -> JSONValue {
        switch question.operation {
        case "csrf.make":
            return .string(CSRFSecret.make(random: systemRandom).text)
        case "csrf.mask":
            guard let secret = CSRFSecret(try question.text("secret")) else { throw Refusal("no CSRF secret") }
            return .string(secret.masked(random: systemRandom))
        case "csrf.read":
            return .optional(CSRFSecret.secret(fromCookie: try question.text("text"))?.text)
        case "csrf.check":
            let submitted = try question.text("submitted")
            switch CSRFSecret.read(try question.text("cookie")) {
            case .failure(let defect): return .string("cookie \(defect.rawValue)")
            case .success(let secret):
                return .string(secret.defect(of: submitted).map { "token \($0.rawValue)" } ?? "accepted")
            }
        default: throw .unknownOperation
        }
    }
}
