import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct LanguageNegotiationTests {
    struct Wish: Sendable {
        let accept: String?
        let language: String

        init(_ accept: String?, _ language: String) {
            (self.accept, self.language) = (accept, language)
        }
    }

    @Test("the best offered language is chosen, and the shop's own when none fits", arguments: wishes)
    func chooses(_ wish: Wish) {
        let language = LanguageNegotiation.language(cookie: nil, accept: wish.accept, settings: DynamicSettings())
        #expect(language.tag == wish.language)
    }

    private static let wishes = [
        Wish(nil, "tr"), Wish("", "tr"), Wish("en", "en"), Wish("EN", "en"), Wish("en-US", "en"), Wish("tr-TR", "tr"),
        Wish("en-US,en;q=0.9,tr;q=0.8", "en"), Wish("tr;q=0.8,en;q=0.9", "en"), Wish("en;q=0.8,tr;q=0.9", "tr"),
        Wish("en;q=0.5,tr;q=0.5", "en"), Wish("de,fr;q=0.9,en;q=0.1", "en"), Wish("de,fr", "tr"),
        Wish("en;q=0,tr;q=0.1", "tr"), Wish("en;q=0", "tr"), Wish("*", "tr"), Wish("de,*;q=0.5", "tr"),
        Wish("en;q=0.4,*;q=0.5", "tr"), Wish("en;q=0.500,tr;q=0.499", "en"), Wish(" en ; q=1.0 ", "en"),
        Wish("en;q=2", "tr"), Wish("en;q=-1", "tr"), Wish("en;q=abc", "tr"), Wish("en;q=nan", "tr"),
        Wish("en;q=", "tr"),
        Wish(";;;,,,;q=1", "tr"), Wish("en\0", "tr"), Wish("e", "tr"), Wish("-", "tr"), Wish("en--us", "tr"),
        Wish(String(repeating: "de,", count: 20) + "en", "tr"), Wish(String(repeating: "de,", count: 19) + "en", "en"),
    ]

    @Test("a close language is taken, an exact one first")
    func close() {
        var settings = DynamicSettings()
        settings.languages = ["en-gb", "en", "tr"].compactMap(LanguageCode.init)
        #expect(LanguageNegotiation.language(cookie: nil, accept: "en", settings: settings).tag == "en")
        #expect(LanguageNegotiation.language(cookie: nil, accept: "en-US", settings: settings).tag == "en-gb")
        #expect(LanguageNegotiation.language(cookie: nil, accept: "en-GB", settings: settings).tag == "en-gb")
    }

    @Test("refusals follow the header and the settings of the moment", arguments: ["tr", "en"])
    func follows(standard: String) async throws {
        let storefront = try await Storefront()
        try await storefront.shop.set(.languageCode, .string(standard))
        let call = Call.get("/current_user/")
        let english = Refusal.notAuthenticated
        let own = standard == "tr" ? Phrasebook.turkish(english) : english
        #expect(try await storefront.answer(to: call.language(nil)).text == own)
        #expect(try await storefront.answer(to: call.language("de;q=0.9, ja")).text == own)
        #expect(try await storefront.answer(to: call.language("en-GB, tr;q=0.9")).text == english)
        #expect(
            try await storefront.answer(to: call.language("en;q=0.2, tr;q=0.3")).text == Phrasebook.turkish(english)
        )
    }

    @Test("a language that is not offered is not spoken")
    func notOffered() async throws {
        let storefront = try await Storefront()
        try await storefront.shop.set(.languages, .array([.string("tr")]))
        let answer = try await storefront.answer(to: .get("/current_user/").language("en"))
        #expect(answer.text == Phrasebook.turkish(Refusal.notAuthenticated))
    }
}
