/// Python's reading of text, where it differs from Swift's.
///
/// Python counts, compares and classifies code points; Swift's `String` works on graphemes and calls canonically
/// equivalent texts equal. A password must be judged alike by both servers, so the rules use these instead.
/// Tables are the Unicode version of the Swift runtime; a code point newer than Python's Unicode may differ.
package enum PythonText {
    /// `str.lower()`: full mapping (İ becomes two code points), and Σ at a word's end becomes ς.
    package static func lower(_ text: String) -> [Unicode.Scalar] {
        let scalars = Array(text.unicodeScalars)
        var lowered: [Unicode.Scalar] = []
        lowered.reserveCapacity(scalars.count)
        for (index, scalar) in scalars.enumerated() {
            if scalar.isASCII {
                lowered.append(lowerASCII(scalar))
            } else if scalar == capitalSigma {
                lowered.append(isFinalSigma(at: index, in: scalars) ? "ς" : "σ")
            } else {
                lowered.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return lowered
    }

    /// `str.strip()` without argument.
    package static func strip(_ scalars: [Unicode.Scalar]) -> ArraySlice<Unicode.Scalar> {
        guard let last = scalars.lastIndex(where: { !isSpace($0) }) else { return [] }
        return scalars[...last].drop(while: isSpace)
    }

    /// `str.isdigit()`: false for the empty text; true for ٣ and ², false for ½ and 五.
    package static func isDigits(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy(isDigit)
    }

    /// `re.split(r"\W+", text)`, in another order: the empty part that a separator at either end leaves comes last.
    package static func splitAtNonWords(_ scalars: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
        var parts = scalars.split { !isWord($0) }
        let touchesEnd = [scalars.first, scalars.last].contains { $0.map(isWord) != true }
        if touchesEnd { parts.append([]) }
        return parts
    }

    /// `\w` of `re` on text: `str.isalnum()` or an underscore, but no combining mark.
    package static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "_" { return true }
        let properties = scalar.properties
        if properties.numericType != nil { return true }
        return switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    package static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        let type = scalar.properties.numericType
        return type == .decimal || type == .digit
    }

    /// `str.isspace()`: bidirectional type WS, B or S, or category Zs.
    ///
    /// Unlike Unicode's White_Space it holds U+001C…1F.
    package static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    private static let capitalSigma: Unicode.Scalar = "Σ"

    private static func lowerASCII(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
    }

    /// Unicode's Final_Sigma: a cased letter before, none after, case-ignorable characters not counting.
    private static func isFinalSigma(at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        guard before?.properties.isCased == true else { return false }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return after?.properties.isCased != true
    }
}
