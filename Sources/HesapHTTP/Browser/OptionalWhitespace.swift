extension ArraySlice<UInt8> {
    /// Without the blanks and tabs that may stand around a header's value (`OWS`, RFC 9110, section 5.6.3).
    ///
    /// Headers are read by bytes: cutting strings character by character costs more than the rest of a small request.
    var trimmed: ArraySlice<UInt8> {
        guard let first = firstIndex(where: { !Self.isBlank($0) }), let last = lastIndex(where: { !Self.isBlank($0) })
        else { return [] }
        return self[first...last]
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
