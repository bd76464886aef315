import HesapDomain
import Testing

@Suite("Password rules agree with Django's validators")
struct DjangoVerdictTests {
    private static let fixture = Result { try PasswordFixture.load() }

    @Test(
        "the same refusals in the same order",
        arguments: [
            "similarity boundary", "whole attribute", "long password", "common password", "numeric", "length",
            "any text",
        ]
    )
    func sameRefusals(groupName: String) throws {
        let fixture = try Self.fixture.get()
        let policies = try fixture.policies.map { try PasswordPolicy(parsing: $0.setting) }
        let group = try #require(fixture.groups.first { $0.name == groupName })
        #expect(group.cases.count >= 300)
        for entry in group.cases {
            let person = PasswordSubject(fixture: fixture.people[entry.person])
            let refusals = policies[entry.policy].refusals(of: entry.password, for: person)
            #expect(
                refusals.map(\.inDjangosWords) == entry.refusals,
                "\(entry.password.debugDescription) for \(person), policy \(entry.policy)"
            )
        }
    }

    @Test("no group of the fixture is left out")
    func everyGroupIsCompared() throws {
        #expect(try Self.fixture.get().groups.count == 7)
    }

    @Test("the compiled-in list is Django's, entry by entry")
    func sameCommonPasswords() throws {
        let common = try Self.fixture.get().common
        #expect(common.count == 19_640)
        let compiledIn = CommonPasswordList.django.entries
        #expect(Set(common.map { Array($0.utf8) }) == Set(compiledIn.lines.map { Array($0.utf8) }))
        #expect(compiledIn.isSorted)
        #expect(common.filter { !CommonPasswordList.django.contains($0) } == [])
    }

    @Test("of the common passwords more than 3,000 are refused for that alone")
    func commonAlone() {
        let nobody = PasswordSubject(fixture: ["", "", "", "", ""])
        let refusals = CommonPasswordList.django.entries.lines.map {
            PasswordPolicy.standard.refusals(of: String($0), for: nobody)
        }
        #expect(refusals.allSatisfy { $0.contains(.tooCommon) })
        #expect(refusals.count { $0 == [.tooCommon] } > 3_000)
    }

    @Test("a list of one's own is read and compared as Django does")
    func sameVerdictOfOwnList() throws {
        let list = try CommonPasswordList(readingFile: PasswordFixture.ownListPath)
        for entry in try Self.fixture.get().list {
            #expect(list.contains(entry.password) == entry.common, "\(entry.password.debugDescription)")
        }
    }
}
