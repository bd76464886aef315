import Foundation
import Testing

@testable import HesapServer

/// docs/configuration.md has a table row for each setting: `| NAME | type | default | help |`.
struct ConfigurationDocumentTests {
    private static func rows() throws -> [[String]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("| `") && $0.hasSuffix("|") }.map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    @Test("the document has every setting with its type, default and explanation as they are in the code")
    func documentEqualsCode() throws {
        let expected = ServerConfiguration.settings.map { setting in
            ["`\(setting.name)`", setting.type, setting.standard, setting.help]
        }
        let documented = try Self.rows()
        #expect(documented.count == expected.count)
        for row in expected {
            #expect(documented.contains(row), "missing or different: | \(row.joined(separator: " | ")) |")
        }
    }

    @Test("names are unique, and flag and variable follow from the name")
    func names() throws {
        let settings = ServerConfiguration.settings
        #expect(Set(settings.map(\.name)).count == settings.count)
        let key = try #require(settings.first { $0.name == "SECRET_KEY" })
        #expect(key.flag == "--secret-key")
        #expect(key.environmentName == "HESAP_SECRET_KEY")
    }
}
