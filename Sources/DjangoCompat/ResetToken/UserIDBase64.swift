/// The user's id in a reset link: Django's `urlsafe_base64_encode` of the id as text.
package enum UserIDBase64 {
    package static func encode(_ id: Int64) -> String { encode(String(id)) }

    package static func encode(_ id: String) -> String {
        String(decoding: PythonBase64.encodeURLSafe(Array(id.utf8)), as: UTF8.self)
    }

    /// Tolerant exactly where Django is: foreign letters are skipped, padding may be there or not.
    ///
    /// - Returns: nil where Django's view would answer "no such user": broken base64, or bytes that are no UTF-8.
    package static func decode(_ text: String) -> String? {
        // Django appends `length % 4` equals signs: right for lengths 0, 2; one short or one too many elsewhere.
        let letters = text.utf8
        guard let bytes = PythonBase64.decode(letters, padding: letters.count % 4) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
