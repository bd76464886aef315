import DjangoCompat

/// The text of a session's row.
enum SessionTextRoom {
    static func answer(_ question: Question) throws(Refusal) -> JSONValue {
        if question.operation == "session.key" { return .string(SessionKeyFormat.make(random: systemRandom)) }
        let codec = SessionCodec(secretKeys: try question.secretKeys())
        switch question.operation {
        case "session.encode":
            return .string(codec.encode(try question.payload(), at: try question.seconds("now")))
        case "session.decode":
            return .optional(codec.decode(try question.text("text"))?.latin1)
        case "session.rewrite":
            guard var payload = codec.decode(try question.text("text")) else { return .null }
            try edit(&payload, question)
            return .string(codec.encode(payload, at: try question.seconds("now")))
        default: throw .unknownOperation
        }
    }

    /// `edits` is a list of `[key, value]` to set and `[key]` to remove, in the order of Hesap's own edits.
    private static func edit(_ payload: inout SessionPayload, _ question: Question) throws(Refusal) {
        guard case .array(let edits) = try question.value("edits") else { throw Refusal("edits is no list") }
        for edit in edits {
            guard case .array(let parts) = edit, let key = parts.first?.string, parts.count <= 2 else {
                throw Refusal("an edit is no list of a key and a value")
            }
            if parts.count == 2 { payload.set(key, parts[1]) } else { payload.remove(key) }
        }
    }
}

extension Question {
    /// The dict as JSON inside a text, so that it reaches the codec letter by letter.
    func payload() throws(Refusal) -> SessionPayload {
        guard let payload = SessionPayload(json: Array(try text("json").utf8)) else { throw Refusal("json is no dict") }
        return payload
    }
}

extension SessionPayload {
    /// Django takes each byte of a session's JSON for the letter of that number.
    var latin1: String {
        var text = ""
        text.unicodeScalars.append(contentsOf: json.map { Unicode.Scalar($0) })
        return text
    }
}
