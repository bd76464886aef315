import HesapDomain
import Testing

@Suite("GeoNames lines")
struct GeoNamesRecordTests {
    @Test("a line of the dump becomes a city")
    func city() throws {
        let record = try #require(try GeoNamesRecord.parse(line(), line: 1))
        #expect(
            record.city
                == City(
                    id: try #require(CityID(298333)),
                    name: "Şanlıurfa",
                    country: try #require(CountryCode("TR")),
                    slug: "sanliurfa",
                    population: 449_549,
                    priority: 0,
                    isActive: true
                )
        )
        #expect(record.distinctAlternativeNames == ["Urfa", "Эдесса"])
        #expect(record.priority == nil)
    }

    @Test("line ends, a byte order mark and blank lines do no harm")
    func framing() throws {
        let plain = try GeoNamesRecord.parse(line(), line: 1)
        #expect(plain != nil)
        #expect(try GeoNamesRecord.parse(line() + Array("\n".utf8), line: 5) == plain)
        #expect(try GeoNamesRecord.parse(line() + Array("\r\n".utf8), line: 5) == plain)
        #expect(try GeoNamesRecord.parse([0xEF, 0xBB, 0xBF] + line(), line: 1) == plain)
        #expect(try GeoNamesRecord.parse([], line: 9) == nil)
        #expect(try GeoNamesRecord.parse(Array("\r\n".utf8), line: 9) == nil)
    }

    @Test(
        "places and first-level regions are read, the rest is skipped",
        arguments: [
            ("P", "PPL", true), ("P", "PPLC", true), ("A", "ADM1", true), ("A", "ADM2", false), ("H", "LK", false),
            ("T", "MT", false), ("", "", false),
        ]
    )
    func features(featureClass: String, code: String, isRead: Bool) throws {
        let bytes = line([6: featureClass, 7: code])
        #expect(try (GeoNamesRecord.parse(bytes, line: 1) != nil) == isRead)
    }

    @Test(
        "a broken line is refused with its number and the reason",
        arguments: [
            ([0: "x"], .badID("x")), ([0: "0"], .badID("0")), ([0: "-4"], .badID("-4")), ([0: "+4"], .badID("+4")),
            ([0: ""], .badID("")), ([0: "99999999999999999999"], .badID("99999999999999999999")),
            ([8: ""], .badCountry("")), ([8: "TUR"], .badCountry("TUR")), ([8: "T1"], .badCountry("T1")),
            ([8: "ß"], .badCountry("ß")),
            ([14: ""], .badPopulation("")), ([14: "-1"], .badPopulation("-1")), ([14: "1e3"], .badPopulation("1e3")),
            ([1: ""], .emptyName), ([1: "  "], .emptyName), ([1: "a\0b"], .badName("a\0b")),
            ([1: "--"], .badName("--")),
            ([1: String(repeating: "a", count: 201)], .longName),
            ([19: "high"], .badPriority("high")), ([19: "2147483648"], .badPriority("2147483648")),
        ] as [([Int: String], GeoNamesFault.Reason)]
    )
    func refused(changes: [Int: String], reason: GeoNamesFault.Reason) {
        #expect(throws: GeoNamesFault(line: 7, reason: reason)) {
            try GeoNamesRecord.parse(line(changes), line: 7)
        }
    }

    @Test("a line with other columns is refused", arguments: [1, 18, 21])
    func columnCount(count: Int) {
        let bytes = Array(Array(repeating: "x", count: count).joined(separator: "\t").utf8)
        #expect(throws: GeoNamesFault(line: 3, reason: .columnCount(count))) {
            try GeoNamesRecord.parse(bytes, line: 3)
        }
    }

    @Test(
        "bytes that are not UTF-8 are refused, also in a column that nobody reads",
        arguments: [0xFF, 0xC0, 0xE9] as [UInt8]
    )
    func invalidUTF8(byte: UInt8) {
        #expect(throws: GeoNamesFault(line: 12, reason: .invalidUTF8)) {
            try GeoNamesRecord.parse(line() + [byte], line: 12)
        }
    }

    @Test("a column that starts with a combining mark is still a column")
    func combiningMark() throws {
        let record = try #require(try GeoNamesRecord.parse(line([3: "\u{301}Urfa"]), line: 1))
        #expect(record.name == "Şanlıurfa")
    }

    @Test("a fault is one line that cannot steer a terminal")
    func description() {
        let fault = GeoNamesFault(line: 4, reason: .badID("\u{1B}[2J\u{9B}2J\n" + String(repeating: "9", count: 500)))
        #expect(fault.description.hasPrefix("line 4: id "))
        #expect(!fault.description.containsControlCharacters)
        #expect(fault.description.count < 120)
    }

    @Test(
        "the priority column is optional, and an empty one says nothing",
        arguments: [(nil, nil), ("", nil), ("0", 0), ("1", 1), ("-3", -3)] as [(String?, Int?)]
    )
    func priority(column: String?, expected: Int?) throws {
        let record = try #require(try GeoNamesRecord.parse(line(column.map { [19: $0] } ?? [:]), line: 1))
        #expect(record.priority == expected)
        #expect(record.city.priority == expected ?? 0)
    }

    @Test("a name in another script has the slug of its transliteration, or of its number")
    func slugs() throws {
        let moscow = try GeoNamesRecord.parse(line([1: "Москва", 2: "Moskva"]), line: 1)
        #expect(moscow?.city.slug == "moskva")
        #expect(moscow?.distinctAlternativeNames.first == "Moskva")
        #expect(try GeoNamesRecord.parse(line([1: "Москва", 2: ""]), line: 1)?.city.slug == "city-298333")
    }
}

@Suite("Country codes and city ids")
struct CityIdentityTests {
    @Test(
        "a country code is two ASCII letters, kept in upper case",
        arguments: [("tr", "TR"), ("Tr", "TR"), ("XK", "XK")]
    )
    func countryCode(text: String, kept: String) {
        #expect(CountryCode(text)?.raw == kept)
    }

    @Test("other text is no country code", arguments: ["", "T", "TUR", "T1", "tı", "T\u{307}", "  ", "İ", "[]", "@@"])
    func noCountryCode(text: String) {
        #expect(CountryCode(text) == nil)
    }

    @Test("an id is positive", arguments: [(1, true), (Int64.max, true), (0, false), (-1, false)] as [(Int64, Bool)])
    func id(raw: Int64, isValid: Bool) {
        #expect((CityID(raw) != nil) == isValid)
    }
}

/// A good line, with columns replaced by position; position 19 adds the priority column.
private func line(_ changes: [Int: String] = [:]) -> [UInt8] {
    var columns = [
        "298333", "Şanlıurfa", "Sanliurfa", "Urfa,SANLIURFA,,Эдесса,urfa", "37.16", "38.79", "P", "PPLA", "TR", "",
        "63",
        "", "", "", "449549", "", "518", "Europe/Istanbul", "2024-01-01",
    ]
    if changes.keys.contains(19) {
        columns.append("")
    }
    for (position, text) in changes {
        columns[position] = text
    }
    return Array(columns.joined(separator: "\t").utf8)
}
