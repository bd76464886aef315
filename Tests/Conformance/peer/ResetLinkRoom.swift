import DjangoCompat

/// What stands in a reset link: the token, the time in base 36 in it, the user's id.
enum ResetLinkRoom {
    static func answer(_ question: Question) throws(Refusal) -> JSONValue {
        switch question.operation {
        case "base36.encode": return .optional(Base36.encode(try question.integer("number")))
        case "base36.decode": return Base36.decode(try question.text("text")).map(JSONValue.integer) ?? .null
        case "uid.encode": return .string(UserIDBase64.encode(try question.text("id")))
        case "uid.decode": return .optional(UserIDBase64.decode(try question.text("text")))
        case "token.make":
            return .string(
                try generator(question).make(
                    userID: try question.text("user"),
                    password: EncodedPassword(try question.text("password")),
                    lastLogin: try question.optionalSeconds("last_login"),
                    email: try question.text("email"),
                    at: try question.seconds("at")
                )
            )
        case "token.check":
            return .bool(
                try generator(question).check(
                    try question.text("token"),
                    userID: try question.text("user"),
                    password: EncodedPassword(try question.text("password")),
                    lastLogin: try question.optionalSeconds("last_login"),
                    email: try question.text("email"),
                    now: try question.seconds("at"),
                    timeout: try question.integer("timeout")
                )
            )
        default: throw .unknownOperation
        }
    }

    private static func generator(_ question: Question) throws(Refusal) -> ResetTokenGenerator {
        let offset = try question.optionalInteger("utc_offset") ?? 0
        // No zone is further than a day from UTC.
        guard (-86_400...86_400).contains(offset) else { throw Refusal("utc_offset is no offset") }
        return ResetTokenGenerator(secretKeys: try question.secretKeys(), utcOffset: { _ in offset })
    }
}
