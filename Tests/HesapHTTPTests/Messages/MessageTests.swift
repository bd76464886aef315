import HesapDomain
import HesapTexts
import Testing

@testable import HesapHTTP

struct MessageTests {
    @Test("every message has a text in each language", arguments: all)
    func translated(_ message: Message) {
        for language in LanguageCode.translated {
            let text = message.text(in: language)
            // A missing text shows its key, a missing variable its place.
            #expect(text != message.key && !text.contains("{{"), "\(language.tag) \(message)")
        }
        // The key behind the `default` of a switch: nothing but a message without a key of its own may have this.
        if message != .invalid { #expect(message.key != Message.invalid.key) }
    }

    @Test("every text of the catalogue is said by a message")
    func unused() {
        let said = Set(Self.all.map(\.key))
        let written = Catalogue.of(.english).variables(in: .errors).keys
        for key in written where !said.contains(key) {
            #expect(
                said.contains { key.hasPrefix($0 + "_") && Self.forms.contains(String(key.dropFirst($0.count))) },
                "\(key)"
            )
        }
    }

    private static let forms: Set<String> = ["_one", "_other"]

    @Test("no two messages say the same")
    func distinct() {
        for language in LanguageCode.translated {
            let texts = Self.all.map { $0.text(in: language) }
            #expect(Set(texts).count == texts.count)
        }
    }

    @Test("a country's variant of a language has the language's texts")
    func variants() throws {
        let variants = try ["tr-cy", "en-gb"].map { try #require(LanguageCode($0)) }
        #expect(variants.map { Message.required.text(in: $0) } == ["Bu alan zorunlu.", "This field is required."])
    }

    private static let fields: [Message] = [
        .required, .null, .blank, .notAString, .notABoolean, .notADate, .notAnObject, .invalid, .nullCharacters,
        .unknownField, .tooLong(maximum: 50), .invalidChoice, .invalidEmail, .invalidName, .invalidPhone,
        .invalidCountry, .invalidCityID, .dateInFuture, .mustBeAccepted, .invalidLanguage(offered: "tr"),
        .attributesTooLarge(kibibytes: 8),
    ]
    private static let features: [Message] = [
        .currencyNotOffered, .cityNotFound, .cannotSignIn, .registrationAccepted, .resetRequested, .invalidResetLink,
        .passwordMismatch, .wrongOldPassword, .wrongPassword, .password(.tooShort(minimum: 8)),
        .password(.tooShort(minimum: 1)), .password(.tooCommon), .password(.entirelyNumeric),
        .password(.usedBefore(remembered: 5)),
    ]
    private static let similar = UserAttribute.allCases.map { Message.password(.tooSimilar(to: $0)) }
    private static let problems: [Message] = [
        .parseError(.json("x")), .parseError(.form), .parseError(.body), .parseError(.query),
        .parseError(.tooManyFields),
        .unsupportedMediaType, .bodyTooLarge(kibibytes: 64), .headersTooLarge(kibibytes: 32),
        .hostNotAllowed, .notFound, .methodNotAllowed, .notAuthenticated, .selfAnonymizationDisabled,
        .passwordAlreadySet, .sessionEnded, .throttled(seconds: 1), .throttled(seconds: 2), .tryLater, .fault,
    ]
    private static let all = fields + features + similar + problems + CSRFRefusal.allCases.map(Message.csrf)
}
