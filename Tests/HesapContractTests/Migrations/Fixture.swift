import DjangoCompat
import Foundation
import Testing

/// What a real Django made; Fixtures/make_schema_fixture.py wrote it down.
struct Fixture {
    let tables: [String: [String]]
    let dump: [String]

    static func load() throws -> Fixture {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/django_schema.json")
        let document = try JSONParser.parse([UInt8](try Data(contentsOf: file)))
        guard case .object(let tables)? = document["tables"] else { throw Missing() }
        return Fixture(
            tables: Dictionary(uniqueKeysWithValues: tables.map { ($0.key, texts($0.value)) }),
            dump: texts(document["dump"])
        )
    }

    private struct Missing: Error {}

    private static func texts(_ value: JSONValue?) -> [String] {
        guard case .array(let items)? = value else { return [] }
        return items.compactMap(\.string)
    }
}
