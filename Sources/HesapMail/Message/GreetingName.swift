/// The first name as it may stand in a mail.
///
/// Anybody can register somebody else's address with a "name" such as `Win at evil.example/now`, and have the shop mail
/// it. What looks like an address of any kind is therefore not repeated.
enum GreetingName {
    /// Longer than any name that fits a greeting; the form allows 50.
    private static let longest = 50

    static func safe(_ name: String) -> String? {
        let words = name.split { $0.isWhitespace || $0.isNewline }
        let text = words.joined(separator: " ")
        guard (1...longest).contains(text.count), !text.unicodeScalars.contains(where: { isSuspicious($0) }) else {
            return nil
        }
        // "Ali B." is a name, "evil.example" is not.
        guard !words.contains(where: { $0.dropLast().contains(".") }) else { return nil }
        return text
    }

    private static func isSuspicious(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: true
        default: "/\\:@<>{}[]=&%$".unicodeScalars.contains(scalar)
        }
    }
}
