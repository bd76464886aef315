import CCurl

/// A URL as libcurl reads it, so that no second parser can disagree with the one that connects.
final class CurlURL {
    private let handle: OpaquePointer

    /// - Returns: nil for what libcurl does not take.
    init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), let handle = curl_url() else { return nil }
        let isPlain = text.hasPrefix("smtp://") || text.hasPrefix("smtps://")
        // libcurl forgives a third slash.
        guard isPlain, !text.contains("///"), curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK
        else {
            curl_url_cleanup(handle)
            return nil
        }
        self.handle = handle
    }

    deinit {
        curl_url_cleanup(handle)
    }

    func has(_ part: CURLUPart) -> Bool { self.part(part) != nil }

    func part(_ part: CURLUPart) -> String? { get(part, flags: 0) }

    /// - Returns: nil as well for control characters, which a mechanism of AUTH may take for its own.
    func decodedPart(_ part: CURLUPart) -> String? { get(part, flags: UInt32(CURLU_URLDECODE)) }

    /// Whether there is no path, no fragment, no option of libcurl's own in the user name, and no IPv6 zone: signs of a
    /// `/`, `#`, `;` or `?` in a password that is not percent-encoded.
    var hasNothingElse: Bool {
        let path = part(CURLUPART_PATH) ?? "/"
        return path == "/" && !has(CURLUPART_FRAGMENT) && !has(CURLUPART_OPTIONS) && !has(CURLUPART_ZONEID)
    }

    static func decoded(_ text: Substring) -> String? {
        var length: Int32 = 0
        guard let bytes = curl_easy_unescape(nil, String(text), Int32(text.utf8.count), &length) else { return nil }
        defer { curl_free(bytes) }
        let buffer = UnsafeRawBufferPointer(start: bytes, count: Int(length))
        guard !buffer.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
        return String(validating: buffer, as: UTF8.self)
    }

    private func get(_ part: CURLUPart, flags: UInt32) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(validatingCString: text)
    }
}
