/// One place of a GeoNames dump (19 tab-separated columns), with our optional 20th column for the priority.
package struct GeoNamesRecord: Sendable, Equatable {
    package let id: CityID
    package let name: String
    package let asciiName: String
    /// As in the file; `distinctAlternativeNames` leaves out those that find nothing new.
    package let alternativeNames: [String]
    package let country: CountryCode
    package let population: Int64
    /// Nil when the file has no such column or leaves it empty: the stored priority is not the file's to change.
    package let priority: Int?

    /// The place as a new city.
    ///
    /// What a dump knows nothing of (`priority`, `isActive`) has a default here; a store that has the city keeps its own.
    package var city: City {
        City(
            id: id,
            name: name,
            country: country,
            slug: slug,
            population: population,
            priority: priority ?? 0,
            isActive: true
        )
    }

    /// A name in another script has the slug of GeoNames' transliteration; one without any has its number, since a slug
    /// is never empty.
    private var slug: String {
        CityName(name)?.asciiSlug ?? CityName(asciiName)?.asciiSlug ?? "city-\(id.raw)"
    }

    /// The first spelling of each key, the transliteration among them.
    ///
    /// People without the letters type that one.
    package var distinctAlternativeNames: [String] {
        var seen: Set<String> = []
        if let own = CityName(name) {
            seen.insert(own.folded)
        }
        return ([asciiName] + alternativeNames).filter { spelling in
            guard let key = CityName(spelling) else { return false }
            return seen.insert(key.folded).inserted
        }
    }
}

/// Why a line of a dump was refused, with its number counted from 1.
package struct GeoNamesFault: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        case invalidUTF8
        case columnCount(Int)
        case badID(String)
        case badCountry(String)
        case badPopulation(String)
        case badPriority(String)
        case emptyName
        case longName
        /// Nothing but punctuation, or a control character in it.
        case badName(String)
    }

    package let line: Int
    package let reason: Reason

    package init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }

    package var description: String { "line \(line): \(explanation)" }

    private var explanation: String {
        switch reason {
        case .invalidUTF8: "not valid UTF-8"
        case .columnCount(let count): "\(count) columns instead of 19 or 20"
        case .badID(let text): "id \(Self.quoted(text)) is not a positive number"
        case .badCountry(let text): "country \(Self.quoted(text)) is not two letters"
        case .badPopulation(let text): "population \(Self.quoted(text)) is not a number from 0 up"
        case .badPriority(let text): "priority \(Self.quoted(text)) is not a whole number of 32 bits"
        case .emptyName: "the name is empty"
        case .longName: "the name is longer than \(CityNameFolding.longestName) characters"
        case .badName(let text): "name \(Self.quoted(text)) has a control character or no letter"
        }
    }

    /// Escaped and short: a file from elsewhere must not write to the operator's terminal as it likes.
    private static func quoted(_ text: String) -> String {
        String(text.unicodeScalars.prefix(40)).debugDescription.onOneLine
    }
}

extension GeoNamesRecord {
    /// Columns of the dump that are read, by position (https://download.geonames.org/export/dump/readme.txt).
    private enum Column {
        static let id = 0
        static let name = 1
        static let asciiName = 2
        static let alternativeNames = 3
        static let featureClass = 6
        static let featureCode = 7
        static let country = 8
        static let population = 14
        static let priority = 19
        static let counts = 19...20
    }

    /// Reads one line; nil for a blank line, and for anything that is neither a populated place nor a first-level region.
    ///
    /// `bytes` may end in LF or CRLF and, on line 1, start with a byte order mark.
    package static func parse(_ bytes: some Sequence<UInt8>, line: Int) throws(GeoNamesFault) -> GeoNamesRecord? {
        guard var text = String(validating: Array(bytes), as: UTF8.self) else {
            throw GeoNamesFault(line: line, reason: .invalidUTF8)
        }
        if line == 1, text.unicodeScalars.first == "\u{FEFF}" {
            text.unicodeScalars.removeFirst()
        }
        while let end = text.unicodeScalars.last, end == "\n" || end == "\r" {
            text.unicodeScalars.removeLast()
        }
        guard !text.isEmpty else { return nil }
        do throws(GeoNamesFault.Reason) {
            return try parse(columns: split(text, at: "\t"))
        } catch {
            throw GeoNamesFault(line: line, reason: error)
        }
    }

    private static func parse(columns: [String]) throws(GeoNamesFault.Reason) -> GeoNamesRecord? {
        guard Column.counts.contains(columns.count) else { throw .columnCount(columns.count) }
        guard columns[Column.featureClass] == "P" || columns[Column.featureCode] == "ADM1" else { return nil }
        guard let id = digits(columns[Column.id]).flatMap({ CityID($0) }) else { throw .badID(columns[Column.id]) }
        guard let country = CountryCode(columns[Column.country]) else { throw .badCountry(columns[Column.country]) }
        guard let population = digits(columns[Column.population]) else {
            throw .badPopulation(columns[Column.population])
        }
        return GeoNamesRecord(
            id: id,
            name: try checked(name: columns[Column.name]),
            asciiName: columns[Column.asciiName],
            alternativeNames: split(columns[Column.alternativeNames], at: ","),
            country: country,
            population: population,
            priority: try priority(columns)
        )
    }

    private static func checked(name: String) throws(GeoNamesFault.Reason) -> String {
        guard name.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else { throw .emptyName }
        guard name.unicodeScalars.count <= CityNameFolding.longestName else { throw .longName }
        guard CityName(name) != nil else { throw .badName(name) }
        return name
    }

    private static func priority(_ columns: [String]) throws(GeoNamesFault.Reason) -> Int? {
        guard columns.count > Column.priority, !columns[Column.priority].isEmpty else { return nil }
        // 32 bits: PostgreSQL's integer.
        guard let priority = Int32(columns[Column.priority]) else { throw .badPriority(columns[Column.priority]) }
        return Int(priority)
    }

    /// A number of ASCII digits only; `Int64.init` would also take a sign.
    private static func digits(_ text: String) -> Int64? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int64(text) : nil
    }

    /// Splits at code points: as a `Character`, a tab with a combining mark after it is no tab.
    private static func split(_ text: String, at separator: Unicode.Scalar) -> [String] {
        text.unicodeScalars.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }
}

extension GeoNamesFault.Reason: Error {}
