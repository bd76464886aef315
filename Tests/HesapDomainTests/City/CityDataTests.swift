import FoundationEssentials
import HesapDomain
import Testing

@Suite("The shipped cities")
struct CityDataTests {
    @Test("every line is read, and no id twice")
    func everyLine() throws {
        let cities = try shippedIndex.get().cities
        #expect(cities.count > 5_000)
        #expect(Set(cities.map(\.id)).count == cities.count)
        #expect(cities.allSatisfy { $0.slug.utf8.allSatisfy { $0 < 0x80 } && !$0.slug.isEmpty })
    }

    @Test("every Turkish province is found by its own name, in each casing and in ASCII")
    func provinces() throws {
        #expect(Set(provinceNames).count == 81)
        let index = try shippedIndex.get()
        for name in provinceNames {
            let city = try #require(index.find(name), "\(name)")
            #expect(city.name == name)
            #expect(city.country.raw == "TR")
            #expect(city.priority == 1)
            for spelling in [turkishCapitals(name), name.uppercased(), name.lowercased(), city.slug] {
                #expect(index.find(spelling)?.id == city.id, "\(spelling)")
            }
        }
    }

    @Test("no other city has a province's priority")
    func priorities() throws {
        #expect(
            try shippedIndex.get().cities.filter { $0.priority != 0 }.map(\.name).sorted() == provinceNames.sorted()
        )
    }

    @Test(
        "what people say finds the place",
        arguments: [
            ("İçel", "Mersin"), ("Afyon", "Afyonkarahisar"), ("Urfa", "Şanlıurfa"), ("Maraş", "Kahramanmaraş"),
            ("Antep", "Gaziantep"), ("Hakkari", "Hakkâri"), ("Antakya", "Antakya"), ("izmit", "İzmit"),
            ("Adapazari", "Adapazarı"), ("Constantinople", "İstanbul"), ("Стамбул", "İstanbul"),
            ("إسطنبول", "İstanbul"),
            ("伊斯坦布尔", "İstanbul"), ("Smyrna", "İzmir"), ("Londra", "London"), ("München", "Munich"), ("paris", "Paris"),
            ("東京", "Tokyo"), ("são paulo", "São Paulo"), ("NEW YORK", "New York City"), ("St Louis", "St. Louis"),
            ("Lefkoşa", "Nicosia"), ("Bakü", "Baku"), ("Gence", "Ganja"),
        ]
    )
    func sayings(said: String, name: String) throws {
        #expect(try shippedIndex.get().find(said)?.name == name)
    }

    @Test("of two cities of one name the province wins, and a country narrows the choice")
    func sinop() throws {
        let index = try shippedIndex.get()
        #expect(index.find("sinop")?.country.raw == "TR")
        #expect(index.find("sinop", in: CountryCode("br"))?.country.raw == "BR")
    }
}

/// The contract's rule for cities of one name, over the file alone.
private struct CityIndex {
    let cities: [City]
    private var byKey: [String: [City]] = [:]

    init(_ records: [GeoNamesRecord]) {
        cities = records.map(\.city)
        for (record, city) in zip(records, cities) {
            for key in Set(([city.name] + record.distinctAlternativeNames).compactMap { CityName($0)?.folded }) {
                byKey[key, default: []].append(city)
            }
        }
    }

    func find(_ text: String, in country: CountryCode? = nil) -> City? {
        guard let key = CityName(text)?.folded else { return nil }
        return byKey[key]?.filter { country == nil || $0.country == country }
            .max { ($0.priority, $0.population) < ($1.priority, $1.population) }
    }
}

/// Read once: 6,000 lines take a quarter of a second in a debug build.
private let shippedIndex = Result { CityIndex(try shippedCities()) }

private func shippedCities() throws -> [GeoNamesRecord] {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    let data = try Data(contentsOf: URL(filePath: root + "/Data/cities/cities.txt"))
    return try data.split(separator: UInt8(ascii: "\n")).enumerated().map { offset, line in
        try #require(try GeoNamesRecord.parse(line, line: offset + 1), "line \(offset + 1) was skipped")
    }
}

/// Capitals as a Turkish keyboard makes them.
private func turkishCapitals(_ name: String) -> String {
    name.split(separator: "i", omittingEmptySubsequences: false).map { $0.uppercased() }.joined(separator: "İ")
}

private let provinceNames = """
    Adana Adıyaman Afyonkarahisar Ağrı Aksaray Amasya Ankara Antalya Ardahan Artvin Aydın Balıkesir Bartın Batman Bayburt
    Bilecik Bingöl Bitlis Bolu Burdur Bursa Çanakkale Çankırı Çorum Denizli Diyarbakır Düzce Edirne Elazığ Erzincan Erzurum
    Eskişehir Gaziantep Giresun Gümüşhane Hakkâri Hatay Iğdır Isparta İstanbul İzmir Kahramanmaraş Karabük Karaman Kars
    Kastamonu Kayseri Kilis Kırıkkale Kırklareli Kırşehir Kocaeli Konya Kütahya Malatya Manisa Mardin Mersin Muğla Muş
    Nevşehir Niğde Ordu Osmaniye Rize Sakarya Samsun Siirt Sinop Sivas Şanlıurfa Şırnak Tekirdağ Tokat Trabzon Tunceli
    Uşak Van Yalova Yozgat Zonguldak
    """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { String($0) }
