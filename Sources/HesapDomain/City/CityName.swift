/// The key by which city names are compared: no case, no diacritics, one spelling per separator.
///
/// Two names are the same city name exactly when their `folded` texts are the same bytes, so a store can keep the key
/// in an indexed column and compare it byte by byte. The rules are listed in docs/features/city.md.
package struct CityName: Sendable, Hashable {
    package let folded: String

    /// Refuses what is blank once folded, too long, or holds a control character other than white space.
    package init?(_ text: String) {
        guard let folded = CityNameFolding.fold(text), !folded.isEmpty else { return nil }
        self.folded = folded
    }

    /// The key in ASCII kebab-case, or nil when the name is not written in Latin letters.
    package var asciiSlug: String? {
        var slug: [UInt8] = []
        for byte in folded.utf8 {
            guard byte < 0x80 else { return nil }
            slug.append(byte == UInt8(ascii: " ") ? UInt8(ascii: "-") : byte)
        }
        return String(decoding: slug, as: UTF8.self)
    }
}

/// The first letters of a city name, as typed into a search box, under the same rules as `CityName`.
///
/// Blank text is no refusal here: an empty prefix means every city.
package struct CityPrefix: Sendable, Hashable {
    package let folded: String

    package init?(_ text: String) {
        guard let folded = CityNameFolding.fold(text) else { return nil }
        self.folded = folded
    }

    package static let everything = CityPrefix(unchecked: "")

    package var isEmpty: Bool { folded.isEmpty }

    /// Greater in byte order than every key that starts with `folded`: `folded <= key AND key < upperBound` is an
    /// index range where `LIKE` would be a scan.
    package var upperBound: String { folded + "\u{10FFFF}" }

    package func matches(_ name: CityName) -> Bool {
        name.folded.utf8.starts(with: folded.utf8)
    }

    private init(unchecked folded: String) {
        self.folded = folded
    }
}

/// The rules behind `CityName` and `CityPrefix`.
enum CityNameFolding {
    /// Code points in the text as given; GeoNames has the same limit.
    static let longestName = 200
    /// Code points in the key: three Hangul jamo for each of 200 syllables.
    ///
    /// Needed because one code point such as U+FDFA can become eighteen, and PostgreSQL refuses an index entry above
    /// 2,704 bytes. 600 of four bytes stay below.
    static let longestKey = 600

    /// The key of `text`, empty for blank text, or nil for text that no name can be.
    static func fold(_ text: String) -> String? {
        var key = CityNameKey()
        var length = 0
        for scalar in text.unicodeScalars {
            length += 1
            guard length <= longestName, !isForbidden(scalar) else { return nil }
            if scalar.isASCII {
                key.appendASCII(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                appendFolded(scalar, to: &key)
            }
        }
        return key.finish(limit: longestKey)
    }

    /// Controls other than white space: PostgreSQL stores no NUL, and the rest forge log lines.
    ///
    /// Tab and line ends are white space, because they come along when a name is pasted.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D: false
        case 0x00...0x1F, 0x7F...0x9F: true
        default: false
        }
    }

    private static func appendFolded(_ scalar: Unicode.Scalar, to key: inout CityNameKey) {
        if let replacement = table[scalar.value] {
            for folded in replacement {
                if folded.isASCII {
                    key.appendASCII(UInt8(truncatingIfNeeded: folded.value))
                } else {
                    key.append(folded)
                }
            }
        } else if let jamo = hangulJamo(scalar.value) {
            for part in jamo {
                key.append(part)
            }
        } else {
            key.append(scalar)
        }
    }

    /// A Hangul syllable in its letters (Unicode Standard, 3.12), so that composed and decomposed input are one key.
    private static func hangulJamo(_ value: UInt32) -> [Unicode.Scalar]? {
        guard (0xAC00...0xD7A3).contains(value) else { return nil }
        let index = value - 0xAC00
        let trailing = index % 28
        let parts = [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + trailing]
        return parts.prefix(trailing == 0 ? 2 : 3).compactMap { Unicode.Scalar($0) }
    }

    /// Non-ASCII code point → what it becomes; a code point that is not in here stays as it is.
    private static let table: [UInt32: [Unicode.Scalar]] = {
        var table: [UInt32: [Unicode.Scalar]] = [:]
        table.reserveCapacity(8192)
        for entry in String(describing: generated).split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            read(entry, into: &table)
        }
        return table
    }()

    /// Reads one entry of `generated`.
    private static func read(_ entry: Substring, into table: inout [UInt32: [Unicode.Scalar]]) {
        let halves = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let keys = halves[0].split { $0 == "-" || $0 == "+" }.compactMap { UInt32($0, radix: 16) }
        guard let first = keys.first else { return }
        if halves.count == 2 {
            let replacement = halves[1].split(separator: ".").compactMap { UInt32($0, radix: 16) }
                .compactMap { Unicode.Scalar($0) }
            for code in first...(keys.count > 1 ? keys[1] : first) {
                table[code] = replacement
            }
        } else if keys.count == 3 {
            for code in first...keys[1] {
                let folded = entry.contains("+") ? code &+ keys[2] : code &- keys[2]
                table[code] = Unicode.Scalar(folded).map { [$0] }
            }
        }
    }
}

/// A key while it is being built.
private struct CityNameKey {
    private var bytes: [UInt8] = []
    private var length = 0
    /// Code points since the last space or dot; tells the dot of "St.Louis" from those of "D.C.".
    private var lettersOfWord = 0
    private var spaceIsDue = false
    /// Marks that belong to the last letter, waiting for their canonical order: input may have them in any.
    private var marks: [(order: UInt8, scalar: Unicode.Scalar)] = []

    /// Letters and digits stay, apostrophes vanish, a dot ends a word of two letters or more, the rest is space.
    mutating func appendASCII(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            startLetter()
            bytes.append(byte)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            startLetter()
            bytes.append(byte | 0b0010_0000)
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
            break
        case UInt8(ascii: ".") where lettersOfWord == 1:
            lettersOfWord = 0
        default:
            endWord()
        }
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        let order = scalar.properties.canonicalCombiningClass.rawValue
        guard order == 0 else {
            // A mark after a blank stands on the blank, not on the letter before it.
            writeDueSpace()
            marks.append((order, scalar))
            return
        }
        startLetter()
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// The finished key, or nil when it is longer than `limit` code points.
    mutating func finish(limit: Int) -> String? {
        writeMarks()
        return length <= limit ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private mutating func startLetter() {
        writeMarks()
        writeDueSpace()
        length += 1
        lettersOfWord += 1
    }

    private mutating func writeDueSpace() {
        if spaceIsDue, !bytes.isEmpty {
            bytes.append(UInt8(ascii: " "))
            length += 1
        }
        spaceIsDue = false
    }

    private mutating func endWord() {
        writeMarks()
        spaceIsDue = true
        lettersOfWord = 0
    }

    private mutating func writeMarks() {
        guard !marks.isEmpty else { return }
        // Canonical order keeps equal classes as they came, and sort() does not promise that: the position does.
        let sorted = marks.enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }
        marks = []
        for (_, mark) in sorted {
            bytes.append(contentsOf: UTF8.encode(mark.scalar) ?? UTF8.encodedReplacementCharacter)
            length += 1
        }
    }
}
