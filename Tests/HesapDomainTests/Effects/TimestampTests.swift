import HesapDomain
import HesapTestKit
import Testing

@Suite("Moments")
struct TimestampTests {
    @Test(
        "whole seconds are cut towards the past, before 1970 too",
        arguments: [(0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-1_000_000, -1), (-1_000_001, -2)]
            as [(Int64, Int64)]
    )
    func seconds(microseconds: Int64, seconds: Int64) {
        #expect(Timestamp(microseconds: microseconds).seconds == seconds)
    }

    @Test("adding seconds keeps the fraction, and later is greater")
    func adding() {
        let time = Timestamp(microseconds: 1_500_000)
        #expect(time.adding(seconds: 2) == Timestamp(microseconds: 3_500_000))
        #expect(time < time.adding(seconds: 1))
        #expect(Timestamp(seconds: 3).microseconds == 3_000_000)
    }
}

@Suite("The tests' own clock and dice")
struct TestEffectsTests {
    @Test("two dice of one seed say the same, of two seeds not")
    func dice() {
        #expect(SeededDice(seed: 7).bytes(64) == SeededDice(seed: 7).bytes(64))
        #expect(SeededDice(seed: 7).bytes(64) != SeededDice(seed: 8).bytes(64))
        #expect(Set(SeededDice().bytes(4096)).count == 256)
    }

    // The issues are the behaviour itself here, so they need no entry in docs/compat.md.
    @Test("using effects that no test prepared fails the test")
    func unprepared() {
        withKnownIssue { _ = Effects.unprepared.now() }
        withKnownIssue { #expect(Effects.unprepared.random(5).count == 5) }
    }

    @Test("an in-memory transaction that throws leaves no trace")
    func transaction() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        let session = try #require(shop.store.rows.sessions.first)
        // The fresh key of the commit exists already: a fault in the middle, after the password was written.
        let commit = SignInCommit(
            account: account.id,
            verified: account.password,
            renewed: shop.hasher.stored("x"),
            previousKey: nil,
            session: NewSession(key: session.key, text: "", expires: shop.clock.now),
            at: shop.clock.now.adding(seconds: 1),
            requestID: "r"
        )
        let before = try shop.account(account.id)
        await #expect(throws: Outage.self) { _ = try await shop.store.signIns.commit(commit) }
        #expect(try shop.account(account.id) == before)
        #expect(try await shop.reopen(visit).account == before)
    }
}
