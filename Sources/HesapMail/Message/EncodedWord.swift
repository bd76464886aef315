import FoundationEssentials

/// RFC 2047: text beyond ASCII in a header.
enum EncodedWord {
    /// A line with an encoded word may have 76 characters: `Subject: ` takes 9, `=?UTF-8?B?` and `?=` take 12, and 52 of
    /// base64 hold 39 bytes.
    private static let bytesPerWord = 39
    /// What fits the first line of any header in which it stands; words make longer texts foldable.
    private static let longestPlain = 66

    /// - Returns: nil when the text is short ASCII and can stand as it is.
    static func encode(_ text: String) -> String? {
        guard
            text.utf8.count > longestPlain || text.contains("=?")
                || !text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
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
