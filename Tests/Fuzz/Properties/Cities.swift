import Foundation

@testable import HesapDomain

extension Parser {
    static let cities = [
        Parser("geonames", geoNames),
        Parser(text: "city_name", cityName),
    ]

    @Sendable
    private static func geoNames(_ line: [UInt8]) throws {
        let record: GeoNamesRecord
        do throws(GeoNamesFault) {
            guard let parsed = try GeoNamesRecord.parse(line, line: 1) else { return }
            record = parsed
        } catch {
            try claim(!error.description.hasControls, "a refusal is one line and steers no terminal")
            return
        }
        try claim(record.population >= 0 && record.id.raw > 0, "no number below zero")
        try claim(try GeoNamesRecord.parse(Array(record.line.utf8), line: 2) == record, "a record reads itself")
        let city = record.city
        let isSlug = city.slug.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
        try claim(isSlug && !city.slug.isEmpty, "a slug is fit for an address")
        let keys = ([city.name] + record.distinctAlternativeNames).map { CityName($0) }
        try claim(!keys.contains(nil) && Set(keys).count == keys.count, "every name finds the city, none twice")
    }

    @Sendable
    private static func cityName(_ text: String) throws {
        guard let name = CityName(text) else { return }
        try claim(name.folded.unicodeScalars.count <= CityNameFolding.longestKey, "a key fits an index")
        try claim(!name.folded.hasControls, "a key has no controls")
        if name.folded.unicodeScalars.count <= CityNameFolding.longestName {
            try claimSame(CityName(name.folded)?.folded, name.folded, "a key is its own key")
        }
        let decomposed = text.decomposedStringWithCanonicalMapping
        // The iota under ancient Greek letters is dropped like any mark, though its capital is a letter of its own.
        let upper = text.uppercased()
        let isUnknown = upper.unicodeScalars.contains(where: isNewerThanTheTable)
        let capitals = decomposed.unicodeScalars.contains("\u{345}") || isUnknown ? text : upper
        let composed = text.precomposedStringWithCanonicalMapping
        // Foundation composes the jamo beside those that compose (U+1113, U+1176, U+11A7, U+11C3) to other syllables.
        let comesApart = composed.decomposedStringWithCanonicalMapping.utf8.elementsEqual(decomposed.utf8)
        let spellings = [decomposed, comesApart ? composed : text, capitals, text.lowercased(), " \(text)\t"]
        for spelling in spellings {
            guard let same = CityName(spelling) else { continue }
            try claimSame(same.folded, name.folded, "case, form and blanks at the ends: \(spelling.debugDescription)")
        }
        let prefix = CityPrefix(text)
        try claim(prefix?.matches(name) == true && prefix?.folded == name.folded, "a name begins with itself")
        let end = prefix?.upperBound ?? ""
        try claim(name.folded.utf8.lexicographicallyPrecedes(end.utf8), "and is within its bounds")
    }

    /// Swift knows capitals, such as U+A7CB, that came after the Unicode 14 of `CityNameTable.swift`.
    private static func isNewerThanTheTable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.age.map { $0.major > 14 } ?? false
    }
}

extension GeoNamesRecord {
    /// As the dump has it, all else blank.
    fileprivate var line: String {
        var columns = Array(repeating: "", count: 20)
        (columns[0], columns[1], columns[2]) = (String(id.raw), name, asciiName)
        columns[3] = alternativeNames.joined(separator: ",")
        (columns[6], columns[8], columns[14]) = ("P", country.raw, String(population))
        columns[19] = priority.map { String($0) } ?? ""
        return columns.joined(separator: "\t")
    }
}
