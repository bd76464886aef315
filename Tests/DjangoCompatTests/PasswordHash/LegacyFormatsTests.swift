import DjangoCompat
import Testing

@Suite("Password formats of old Djangos")
struct LegacyFormatsTests {
    private let all = Set(LegacyFormat.allCases)

    @Test("switched on, a guess is judged as by the Django that wrote them")
    func verified() {
        for row in legacy.checks {
            let encoded = EncodedPassword(row.encoded)
            let verdict = encoded.verify(row.password, legacy: all)
            #expect((verdict == .match) == row.accepted, "\(row) gave \(verdict)")
            if row.format != nil { #expect(encoded.legacyFormat?.rawValue == row.format, "\(row)") }
        }
        let matched = Set(legacy.checks.filter(\.accepted).compactMap(\.format))
        #expect(matched == Set(LegacyFormat.allCases.map(\.rawValue)))
    }

    @Test("off, or with only the others on, nothing of a format is verified", arguments: LegacyFormat.allCases)
    func refused(_ format: LegacyFormat) throws {
        let algorithm = try #require(PasswordAlgorithm(rawValue: format.rawValue))
        for row in legacy.checks where row.format == format.rawValue {
            let encoded = EncodedPassword(row.encoded)
            #expect(encoded.verify(row.password) == .refused(.retired(algorithm)))
            #expect(encoded.verify(row.password, legacy: all.subtracting([format])) == .refused(.retired(algorithm)))
        }
    }

    @Test("whatever is preferred, a match is renewed", arguments: PreferredHasher.Format.allCases)
    func renewed(_ format: PreferredHasher.Format) {
        for row in legacy.checks where row.accepted {
            #expect(PreferredHasher(format).mustUpdate(EncodedPassword(row.encoded)))
        }
    }

    @Test("of a salted format, a text without salt or with a field too many is damaged")
    func damaged() {
        for (text, algorithm) in [("md5$", PasswordAlgorithm.md5), ("sha1$s$h$x", .sha1), ("sha1$$short", .sha1)] {
            #expect(EncodedPassword(text).verify("p", legacy: all) == .refused(.damaged(algorithm)))
        }
    }
}
