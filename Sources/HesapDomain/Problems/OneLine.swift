extension String {
    /// For a line that an operator reads: text from elsewhere neither ends it nor steers the terminal.
    ///
    /// `debugDescription` does not see to that: it leaves U+009B as it is, which begins a terminal's commands.
    package var onOneLine: String {
        String(String.UnicodeScalarView(unicodeScalars.map { Self.breaksLine($0) ? "\u{FFFD}" : $0 }))
    }

    private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format: true
        default: false
        }
    }
}
