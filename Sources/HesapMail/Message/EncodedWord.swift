import FoundationEssentials

/// RFC 2047: text beyond ASCII in a header.
enum EncodedWord {
    /// An encoded word may have 75 characters; `=?UTF-8?B?` and `?=` take 12, and 60 of base64 hold 45 bytes.
    private static let bytesPerWord = 45

    /// - Returns: nil when the text is ASCII and can stand as it is.
    static func encode(_ text: String) -> String? {
        guard !text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        return words(of: text).map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// Cut between characters: each word must be valid UTF-8 by itself.
    private static func words(of text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if word.count + bytes.count > bytesPerWord {
                words.append(word)
                word = []
            }
            word += bytes
        }
        return words + [word]
    }
}
