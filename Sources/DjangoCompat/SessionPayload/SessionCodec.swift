/// The text of `django_session.session_data`: signed JSON, base64, compressed where Django found that shorter.
package struct SessionCodec: Sendable {
    private static let compressionMark = UInt8(ascii: ".")
    private let signer: TimestampSigner

    /// Keep the codec: its keys are derived here, once.
    package init(secretKeys: SecretKeys) {
        signer = TimestampSigner(salt: "django.contrib.sessions.SessionStore", secretKeys: secretKeys)
    }

    /// Never compressed: Django reads both forms, and the time matters more than the bytes of so small a row.
    package func encode(_ payload: SessionPayload, at seconds: Int64) -> String {
        let text = signer.sign(PythonBase64.encodeURLSafe(payload.json), at: seconds)
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for a text that is forged, damaged or no dict.
    ///
    /// Django then goes on with an empty session. The signature's age does not matter: `expire_date` of the row decides.
    package func decode(_ text: String) -> SessionPayload? {
        guard let value = signer.unsign(Array(text.utf8))?.value else { return nil }
        let compressed = value.first == Self.compressionMark
        let letters = compressed ? value.dropFirst() : value
        guard let bytes = PythonBase64.decode(letters, padding: (4 - letters.count % 4) % 4) else { return nil }
        guard compressed else { return SessionPayload(json: bytes) }
        return Inflate.bytes(bytes).flatMap { SessionPayload(json: $0) }
    }
}
