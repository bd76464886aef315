import DjangoCompat

/// Django's `TimestampSigner`.
enum SigningRoom {
    static func answer(_ question: Question) throws(Refusal) -> JSONValue {
        let signer = TimestampSigner(salt: try question.text("salt"), secretKeys: try question.secretKeys())
        switch question.operation {
        case "signing.sign":
            let text = signer.sign(Array(try question.text("value").utf8), at: try question.integer("at"))
            return .string(String(decoding: text, as: UTF8.self))
        case "signing.unsign":
            let text = Array(try question.text("text").utf8)
            guard let maxAge = try question.optionalInteger("max_age") else {
                return .optional(signer.unsign(text).map { String(decoding: $0.value, as: UTF8.self) })
            }
            let value = signer.unsign(text, now: try question.seconds("now"), maxAge: maxAge)
            return .optional(value.map { String(decoding: $0, as: UTF8.self) })
        default: throw .unknownOperation
        }
    }
}
