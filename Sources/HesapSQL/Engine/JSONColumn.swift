import DjangoCompat
import HesapDomain

/// JSON in a text column: ASCII, so that no database encoding can hurt it.
enum JSONColumn {
    static func encode(_ value: JSONValue) -> String {
        String(decoding: value.encoded(ascii: true), as: UTF8.self)
    }

    static func decode(_ row: Row, _ column: String) throws(Outage) -> JSONValue {
        let text = try row.text(column)
        do {
            return try JSONParser.parse(Array(text.utf8))
        } catch {
            // The parser's own words may quote the document, which is personal data.
            throw .fault(detail: "column \(column) holds no JSON")
        }
    }
}
