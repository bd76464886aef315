import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Confirming at the same moment")
struct ConfirmRaceTests {
    @Test("of a hundred confirms with one link exactly one wins")
    func hundred() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let link = try shop.resetLink(for: account)
        // All are past the check of the link before the first one writes.
        let together = Rendezvous(of: 100)
        shop.hasher.duringEvery(.encode) { await together.arrive() }
        let outcomes = try await withThrowingTaskGroup { group in
            for number in 0..<100 {
                group.addTask {
                    let new = NewPassword.typed("aday-Köprü-\(number)")
                    return (number, try await shop.tryToReset(link, to: new))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let winners = outcomes.filter { $0.1 == .reset }
        #expect(winners.count == 1)
        #expect(outcomes.filter { $0.1 == .invalidLink }.count == 99)
        let winner = try #require(winners.first).0
        #expect(shop.hasher.isPassword("aday-Köprü-\(winner)", of: try shop.account(account.id)))
        #expect(shop.store.rows.history[account.id] == [account.password])
        #expect(shop.store.rows.mails.map(\.kind) == [.passwordChanged])
        #expect(shop.store.rows.audit.map(\.event) == [.passwordReset])
    }

    @Test("a change of the password that ran meanwhile wins, and its session lives")
    func againstChange() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        let link = try shop.resetLink(for: try shop.account(account.id))
        shop.hasher.duringNext(.encode) {
            let changed = try? await shop.tryToChange(to: .typed("öbür-Pencere-33"), in: visit)
            #expect(changed?.word == "changed")
        }
        #expect(try await shop.tryToReset(link) == .invalidLink)
        #expect(shop.hasher.isPassword("öbür-Pencere-33", of: try shop.account(account.id)))
        #expect(shop.store.rows.sessions(of: account.id).count == 1)
        #expect(shop.store.rows.history[account.id]?.count == 1)
    }

    @Test("a confirm that ran while a change was hashing wins over the change, whose session is dead")
    func changeAgainst() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        let link = try shop.resetLink(for: try shop.account(account.id))
        shop.hasher.duringNext(.encode) {
            #expect(await (try? shop.tryToReset(link)) == .reset)
        }
        #expect(try await shop.tryToChange(to: .typed("öbür-Pencere-33"), in: visit).word == "session ended")
        #expect(shop.hasher.isPassword(TestShop.otherPassword, of: try shop.account(account.id)))
        #expect(shop.store.rows.sessions.isEmpty)
    }

    enum Meanwhile: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case signIn = "sign-in", erasure, deactivation, newAddress = "new address"
        var testDescription: String { rawValue }
    }

    @Test("what makes a link bad makes it bad also while the new password is hashed", arguments: Meanwhile.allCases)
    func lastMoment(meanwhile: Meanwhile) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let link = try shop.resetLink(for: account)
        shop.hasher.duringNext(.encode) {
            switch meanwhile {
            case .signIn: #expect(await (try? shop.tryToSignIn())?.word == "signed in")
            case .erasure:
                #expect(await (try? shop.anonymize.erase(account, language: .turkish, requestID: "r")) == true)
            case .deactivation: shop.edit(account.id) { $0.isActive = false }
            case .newAddress: shop.edit(account.id) { $0.email = "can@example.com" }
            }
        }
        #expect(try await shop.tryToReset(link) == .invalidLink)
        #expect(!shop.hasher.isPassword(TestShop.otherPassword, of: try shop.account(account.id)))
        #expect(shop.store.rows.history[account.id, default: []].isEmpty)
        #expect(shop.store.rows.mails.map(\.kind) == (meanwhile == .erasure ? [.accountAnonymized] : []))
    }
}
