/// Django's `UserAttributeSimilarityValidator`: a password must not be made of the letters of a name or address.
package struct UserAttributeSimilarity: Sendable, Equatable {
    package static let defaultMaximum = 0.7

    /// Django's floor: below it a password that shares a single letter with a long address would be refused.
    package static let smallestMaximum = 0.1

    package let attributes: [UserAttribute]
    /// `max_similarity`: this ratio and above is refused, so above 1 the rule refuses nothing.
    package let maximum: Double

    package init(attributes: [UserAttribute] = UserAttribute.djangoDefault, maximum: Double = Self.defaultMaximum) {
        self.attributes = attributes
        self.maximum = maximum
    }

    /// The first attribute, in configured order, that the password resembles as a whole or in one of its words.
    package func resembled(by password: String, of subject: PasswordSubject) -> UserAttribute? {
        let password = TalliedText(PythonText.lower(password))
        return attributes.first { attribute in
            let value = PythonText.lower(subject[attribute])
            guard !value.isEmpty else { return false }
            let parts = PythonText.splitAtNonWords(value) + [value[...]]
            return parts.contains { resembles($0, password) }
        }
    }

    private func resembles(_ part: ArraySlice<Unicode.Scalar>, _ password: TalliedText) -> Bool {
        !isTooShortToMatter(part.count, besides: password.count) && password.quickRatio(to: part) >= maximum
    }

    /// Django's `exceeds_maximum_length_ratio`: lengths alone keep the ratio below the maximum, so a very long
    /// password is not counted against every word of a name.
    private func isTooShortToMatter(_ part: Int, besides password: Int) -> Bool {
        password >= 10 * part && Double(part) < maximum / 2 * Double(password)
    }
}

/// A text with its code points counted once, compared with many parts.
private struct TalliedText {
    let count: Int
    private let tally: [Unicode.Scalar: Int]

    init(_ scalars: [Unicode.Scalar]) {
        count = scalars.count
        tally = scalars.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// The `quick_ratio()` of Python's `SequenceMatcher`: shared code points in any order, 1 for two empty texts.
    func quickRatio(to other: ArraySlice<Unicode.Scalar>) -> Double {
        let length = count + other.count
        guard length > 0 else { return 1 }
        var left = tally
        var shared = 0
        for scalar in other {
            guard let available = left[scalar], available > 0 else { continue }
            left[scalar] = available - 1
            shared += 1
        }
        return 2.0 * Double(shared) / Double(length)
    }
}
