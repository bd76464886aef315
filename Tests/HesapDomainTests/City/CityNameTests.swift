import HesapDomain
import Testing

@Suite("City names")
struct CityNameTests {
    @Test(
        "spellings of one city are one key",
        arguments: [
            ["İSTANBUL", "istanbul", "Istanbul", "ıstanbul", "i\u{307}stanbul", "İstanbul", "I\u{307}stanbul"],
            ["ISTANBUL", "İstanbul"],
            ["Izmir", "İzmir", "IZMIR", "izmir", "ızmır"],
            ["Diyarbakir", "Diyarbakır", "DİYARBAKIR", "DIYARBAKIR"],
            ["şanlıurfa", "Sanliurfa", "ŞANLIURFA", "s\u{327}anlıurfa"],
            ["ISPARTA", "Isparta", "ısparta", "isparta"],
            ["Muğla", "Mugla", "MUĞLA", "Mug\u{306}la"],
            ["Hakkâri", "Hakkari", "HAKKÂRİ"],
            ["Gümüşhane", "GUMUSHANE", "Gümüs\u{327}hane"],
            ["ＡＮＫＡＲＡ", "Ankara", "𝐀nkara", "ⓐⓝⓚⓐⓡⓐ"],
            ["Saint-Denis", "Saint Denis", " saint  –  denis ", "Saint\u{a0}Denis", "Saint‐Denis\t\n"],
            ["L'Aquila", "LAquila", "L’Aquila", "L´Aquila", "Lʼaquila", "l`aquila"],
            ["St. Louis", "St Louis", "St.Louis", "ST LOUIS."],
            ["Washington, D.C.", "Washington DC", "washington d.c"],
            ["Gießen", "Giessen", "GIEẞEN", "GIESSEN"],
            ["Łódź", "Lodz", "ŁÓDŹ", "łódz"],
            ["Tromsø", "Tromso", "TROMSØ"],
            ["Đà Nẵng", "Da Nang", "ĐÀ NẴNG", "đa\u{300} na\u{306}\u{303}ng", "đa\u{300} na\u{303}\u{306}ng"],
            ["Reykjavík", "Reykjavik"], ["Þórshöfn", "Thorshofn"], ["Ærø", "AERO"], ["Gəncə", "Gence"],
            ["Αθήνα", "ΑΘΗΝΑ", "αθηνα"], ["Πάτρας", "ΠΑΤΡΑΣ"],
            ["Москва", "МОСКВА"], ["Орёл", "орел", "Оре\u{308}л"],
            ["إسطنبول", "اسطنبول", "إِسطَنبول"], ["تهران", "تهـران"], ["کرمان", "كرمان"],
            ["서울", "\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF}"],
            ["क\u{93C}\u{94D}य", "क\u{94D}\u{93C}य", "\u{958}\u{94D}य"], ["東京", "東\u{FE00}京"],
            ["ガーナ", "ｶﾞｰﾅ", "カ\u{3099}ーナ"],
            ["ירושלים", "יְרוּשָׁלַיִם"],
            // A mark that is no diacritic and has no letter before it.
            ["\u{7F0}\u{7F0}Na", " \u{7F0}\u{7F0}na", "-\u{7F0}\u{7F0}na\t"],
        ]
    )
    func oneKey(spellings: [String]) throws {
        let keys = try spellings.map { try #require(CityName($0)) }
        // Bytes, as a database compares them: Swift's == would forgive another normal form.
        #expect(Set(keys.map { Array($0.folded.utf8) }).count == 1, "\(keys.map(\.folded))")
        #expect(Set(keys).count == 1)
    }

    @Test(
        "names that differ stay apart",
        arguments: [
            ("Adana", "Ada"), ("New York", "Newark"), ("ガ", "カ"), ("दिल्ली", "दल्ल"), ("ไทย", "ทย"), ("Ordu", "Ordy"),
            ("서울", "서우"), ("東京", "京都"), ("Van 1", "Van 2"),
        ]
    )
    func apart(one: String, other: String) throws {
        #expect(try #require(CityName(one)) != #require(CityName(other)))
    }

    @Test(
        "the key is what is stored, so its bytes are fixed",
        arguments: [
            ("İstanbul", "istanbul"), ("Frankfurt (Oder)", "frankfurt oder"), ("N'Djamena", "ndjamena"),
            ("Αθήνα", "αθηνα"), ("Й", "и"), ("Ｘ’ｉａｎ", "xian"), ("100%_\\ a", "100 a"), ("ガ", "カ\u{3099}"),
            ("Na - \u{7F0}na", "na \u{7F0}na"),
        ]
    )
    func fixedBytes(name: String, folded: String) throws {
        #expect(Array(try #require(CityName(name)).folded.utf8) == Array(folded.utf8))
    }

    @Test(
        "what cannot be a name is refused",
        arguments: [
            "", " ", "\t\n", "\u{200B}\u{FEFF}", "-", "...", "'", "a\0b", "\0", "Ankara\u{1B}[2J", "a\u{7F}",
            "a\u{85}b",
            String(repeating: "a", count: 201), String(repeating: "\u{301}", count: 201),
            String(repeating: "\u{FDFA}", count: 200),
        ]
    )
    func refused(text: String) {
        #expect(CityName(text) == nil)
    }

    @Test("two hundred code points are a name, also when each becomes three")
    func longest() {
        #expect(CityName(String(repeating: "a", count: 200)) != nil)
        #expect(CityName(String(repeating: "각", count: 200)) != nil)
    }

    @Test("the key of a key is the key, for every code point")
    func idempotent() {
        let unstable = allScalars.filter { scalar in
            guard let key = CityName("x\(scalar)y \(scalar)") else { return false }
            return CityName(key.folded)?.folded.utf8.elementsEqual(key.folded.utf8) != true
        }
        #expect(unstable.isEmpty, "\(unstable.prefix(20).map { String($0.value, radix: 16) })")
    }

    @Test("upper and lower case of every code point are one key")
    func casesAreOne() {
        let apart = allScalars.filter { scalar in
            let upper = scalar.properties.uppercaseMapping
            // A pair that Unicode completed later is not in the table. The iota under ancient Greek letters is dropped
            // like any mark, though its capital is a letter of its own.
            guard scalar.properties.changesWhenCaseMapped, upper.unicodeScalars.allSatisfy(isInTable) else {
                return false
            }
            guard scalar != "\u{345}", !(0x1F80...0x1FFC).contains(scalar.value) else { return false }
            return CityName(upper) != CityName(scalar.properties.lowercaseMapping)
        }
        #expect(apart.isEmpty, "\(apart.prefix(40).map { "\($0) " + String($0.value, radix: 16) })")
    }

    @Test(
        "a slug is ASCII kebab-case, and absent for other scripts",
        arguments: [
            ("Şanlıurfa", "sanliurfa"), ("İstanbul", "istanbul"), ("New York City", "new-york-city"),
            ("L'Aquila", "laquila"), ("Saint-Denis", "saint-denis"), ("Москва", nil), ("東京 2", nil),
            ("Köln/Bonn", "koln-bonn"),
        ] as [(String, String?)]
    )
    func slug(name: String, slug: String?) {
        #expect(CityName(name)?.asciiSlug == slug)
    }
}

@Suite("City prefixes")
struct CityPrefixTests {
    @Test(
        "typing a name letter by letter keeps finding it",
        arguments: ["İstanbul", "Saint-Denis", "St. Louis", "L'Aquila", "Washington, D.C.", "서울", "Đà Nẵng", "ガーナ"]
    )
    func letterByLetter(name: String) throws {
        let whole = try #require(CityName(name))
        for length in 0...name.count {
            let prefix = try #require(CityPrefix(String(name.prefix(length))))
            #expect(prefix.matches(whole), "\(prefix.folded)")
            #expect(!whole.folded.utf8.lexicographicallyPrecedes(prefix.folded.utf8))
            #expect(whole.folded.utf8.lexicographicallyPrecedes(prefix.upperBound.utf8))
        }
    }

    @Test("an empty query means every city", arguments: ["", "  ", "-", "'"])
    func everything(text: String) throws {
        #expect(try #require(CityPrefix(text)) == .everything)
        #expect(CityPrefix.everything.isEmpty)
    }

    @Test("white space around a query changes nothing")
    func whiteSpace() {
        #expect(CityPrefix(" IST ") == CityPrefix("ist"))
    }

    @Test("a query is no pattern", arguments: ["%", "_", "\\", "a%b_c\\"])
    func noPattern(text: String) throws {
        let folded = try #require(CityPrefix(text)).folded
        #expect(!folded.contains { "%_\\".contains($0) })
    }

    @Test("what cannot start a name is refused", arguments: ["a\0", String(repeating: "a", count: 201)])
    func refused(text: String) {
        #expect(CityPrefix(text) == nil)
    }

    @Test("another city does not match")
    func other() throws {
        #expect(!(try #require(CityPrefix("Ankar")).matches(#require(CityName("Antalya")))))
    }
}

/// Every code point that the table was made for; of the long ideograph and Hangul blocks, which have one rule each,
/// every 101st.
private let allScalars: [Unicode.Scalar] = (0...0x2FFFF).compactMap { Unicode.Scalar($0 as UInt32) }.filter { scalar in
    let isOneOfMany =
        (0x3400..<0xA000).contains(scalar.value) || (0xAC00..<0xF900).contains(scalar.value)
        || (0x13000..<0x1D000).contains(scalar.value) || (0x20000..<0x2F800).contains(scalar.value)
    return isInTable(scalar) && (!isOneOfMany || scalar.value.isMultiple(of: 101))
}

private func isInTable(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.age.map { $0 <= (14, 0) } ?? false
}
