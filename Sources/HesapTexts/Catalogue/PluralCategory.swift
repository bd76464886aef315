import HesapDomain

/// The plural forms of CLDR (Unicode Technical Standard 35, part 3), for whole numbers.
enum PluralCategory: String, CaseIterable {
    case zero, one, two, few, many, other

    init(of count: Int, in language: LanguageCode) {
        switch language.primary {
        case .arabic: self = Self.arabic(count)
        default: self = count == 1 ? .one : .other
        }
    }

    /// The forms that a language's catalogue must have.
    static func categories(of language: LanguageCode) -> [PluralCategory] {
        language.primary == .arabic ? allCases : [.one, .other]
    }

    private static func arabic(_ count: Int) -> PluralCategory {
        switch (count, count % 100) {
        case (0, _): .zero
        case (1, _): .one
        case (2, _): .two
        case (_, 3...10): .few
        case (_, 11...99): .many
        default: .other
        }
    }
}
