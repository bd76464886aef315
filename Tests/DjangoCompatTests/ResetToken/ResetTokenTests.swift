import DjangoCompat
import Testing

@Suite("Reset links")
struct ResetTokenTests {
    private let generator = ResetTokenGenerator(secretKeys: goldenKeys)

    @Test("a token is Django's", arguments: golden.resetTokens)
    func tokens(row: ResetTokenCase) {
        let token = generator.make(
            userID: row.userID,
            password: EncodedPassword(row.password),
            lastLogin: row.lastLogin,
            email: row.email,
            at: row.at
        )
        #expect(token == row.token)
    }

    @Test("a token is accepted exactly when Django accepts it", arguments: golden.resetChecks)
    func checks(row: ResetCheck) {
        #expect(accepts(row.token, row) == row.accepted, "\(row.name)")
    }

    private func accepts(_ token: String, _ row: ResetCheck) -> Bool {
        generator.check(
            token,
            userID: row.userID,
            password: EncodedPassword(row.password),
            lastLogin: row.lastLogin,
            email: row.email,
            now: row.now,
            timeout: row.timeout
        )
    }

    @Test("the local clock of a Django in another zone is taken into account", arguments: golden.resetOffsets)
    func offsets(row: ResetOffsetCase) {
        let generator = ResetTokenGenerator(secretKeys: goldenKeys, utcOffset: { _ in row.utcOffset })
        let password = EncodedPassword(row.password)
        let token = generator.make(userID: row.userID, password: password, lastLogin: nil, email: row.email, at: row.at)
        #expect(token == row.token)
        for (late, accepted) in [(Int64(60), true), (61, false)] {
            let answer = generator.check(
                row.token,
                userID: row.userID,
                password: password,
                lastLogin: nil,
                email: row.email,
                now: row.at + late,
                timeout: 60
            )
            #expect(answer == accepted)
        }
    }

    @Test("the offset is that of the moment: a link lives an hour longer where the clock is put back meanwhile")
    func daylightSaving() {
        let change: Int64 = 1_793_494_800
        let generator = ResetTokenGenerator(secretKeys: goldenKeys) { $0 < change ? 7_200 : 3_600 }
        let password = EncodedPassword("p")
        let token = generator.make(userID: 1, password: password, lastLogin: nil, email: "", at: change - 30)
        // As in Django, whose wall clock says 02:00:30 twice.
        for (now, accepted) in [(change + 3_600 + 30, true), (change + 3_600 + 31, false)] {
            let answer = generator.check(
                token,
                userID: 1,
                password: password,
                lastLogin: nil,
                email: "",
                now: now,
                timeout: 60
            )
            #expect(answer == accepted)
        }
    }

    @Test("no bit of a token can be flipped")
    func flipped() throws {
        let row = try #require(golden.resetChecks.first { $0.name == "at once" })
        let text = Array(row.token.utf8)
        #expect(accepts(row.token, row))
        for index in text.indices {
            for bit in 0..<7 {
                var forged = text
                forged[index] ^= 1 << bit
                #expect(!accepts(String(decoding: forged, as: UTF8.self), row), "byte \(index), bit \(bit)")
            }
        }
    }

    @Test("random tokens never crash the check", arguments: 0..<10)
    func noise(seed: UInt64) throws {
        let row = try #require(golden.resetChecks.first { $0.name == "at once" })
        var dice = SeededDice(seed: seed)
        for _ in 0..<500 {
            let token = String(decoding: dice.bytes(Int.random(in: 0...50, using: &dice)), as: UTF8.self)
            #expect(!accepts(token, row))
            #expect(!accepts(token + "-" + token, row))
        }
    }
}

@Suite("Base 36 and user ids")
struct LinkPartTests {
    @Test("a number is written as by Django, and read back", arguments: golden.base36)
    func base36(row: NumberText) {
        #expect(Base36.encode(row.number) == row.text)
        #expect(Base36.decode(row.text) == row.number)
    }

    @Test("a text is the number Django reads, up to 63 bits", arguments: golden.base36Decodings)
    func base36Decodings(row: Base36Decoding) {
        #expect(Base36.decode(row.text) == row.number)
    }

    @Test("a negative number has no text", arguments: [-1, Int64.min])
    func negative(number: Int64) {
        #expect(Base36.encode(number) == nil)
    }

    @Test("an id is written as by Django, and read back", arguments: golden.userIDs)
    func userIDs(row: UserIDCase) {
        #expect(UserIDBase64.encode(row.id) == row.text)
        #expect(UserIDBase64.decode(row.text) == row.id)
        if let number = Int64(row.id) { #expect(UserIDBase64.encode(number) == row.text) }
    }

    @Test("a malformed id is forgiven exactly where Django forgives it", arguments: golden.userIDDecodings)
    func userIDDecodings(row: UserIDDecoding) {
        #expect(UserIDBase64.decode(row.text) == row.id)
    }
}
